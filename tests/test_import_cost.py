"""What `import autoencoders` may load, seen in a fresh process."""

import ast
import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import keras_autoencoders

LIBRARY = Path(keras_autoencoders.__file__).parent
BACKENDS = {"tensorflow", "tensorflow_datasets", "jax", "torch"}

PROBE = """
import importlib, json, sys
{before}
already = set(sys.modules)
for name in {modules}:
    importlib.import_module("keras_autoencoders." + name)
print(json.dumps(sorted({{name.split(".")[0] for name in set(sys.modules) - already}})))
"""


def loaded_by_the_library(before=""):
    modules = [
        item.name
        for item in pkgutil.iter_modules([str(LIBRARY)])
        if item.name != "tfds_worker"  # it runs in a process of its own
    ]
    output = subprocess.run(
        [sys.executable, "-c", PROBE.format(before=before, modules=modules)],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    return set(json.loads(output.splitlines()[-1]))


@pytest.mark.slow
@pytest.mark.backends
def test_library_adds_nothing_heavy_to_keras():
    added = loaded_by_the_library("import keras, numpy")
    heavy = {"tensorflow", "tensorflow_datasets", "sklearn", "skimage", "IPython", "pandas"}
    assert not added & (heavy | {"torch", "jax"})


def test_only_the_reader_of_prepared_data_and_the_input_pipeline_name_a_backend():
    naming = set()
    for path in LIBRARY.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in getattr(node, "names", ()) if hasattr(alias, "name")]
            names.append(getattr(node, "module", None) or "")
            if any(name.split(".")[0] in BACKENDS for name in names):
                naming.add(path.name)
    assert naming == {"tfds_worker.py", "input_pipeline.py"}


@pytest.mark.slow
def test_commands_load_no_grammar_to_tell_a_broken_notebook():
    program = """
import sys
import coursework.build, nbformat
for cells in ([], [{"cell_type": "unheard of"}]):
    notebook = nbformat.v4.new_notebook()
    notebook.cells = nbformat.from_dict(cells)
    print("valid" if not list(nbformat.validator.iter_validate(notebook)) else "broken")
print("lark" in sys.modules)
"""
    output = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    ).stdout
    assert output.split() == ["valid", "broken", "False"]
