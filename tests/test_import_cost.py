"""What `import autoencoders` may load, seen in a fresh process."""

import json
import subprocess
import sys

import pytest

PROBE = """
import json, sys
{before}
already = set(sys.modules)
from autoencoders import builders, checks, datasets, metrics, plots, results, training
print(json.dumps(sorted({{name.split(".")[0] for name in set(sys.modules) - already}})))
"""


def loaded_by_the_library(before=""):
    output = subprocess.run(
        [sys.executable, "-c", PROBE.format(before=before)],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    return set(json.loads(output.splitlines()[-1]))


@pytest.mark.slow
def test_library_adds_nothing_heavy_to_keras():
    added = loaded_by_the_library("import keras, numpy")
    heavy = {"tensorflow_datasets", "sklearn", "skimage", "IPython", "pandas", "torch", "jax"}
    assert not added & heavy


@pytest.mark.slow
def test_tensorflow_comes_only_as_the_backend_of_keras():
    probe = "import os; os.environ['KERAS_BACKEND'] = 'numpy'"
    assert "tensorflow" not in loaded_by_the_library(probe)
