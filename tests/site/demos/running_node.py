"""Running the demos' modules in Node, for the tests beside this file."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from coursework.demos import tensor_files

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
PAGES = ROOT / "docs" / "demos"
MODULE = PAGES / "network.js"

needs_node = pytest.mark.skipif(
    shutil.which("node") is None, reason="Node computes what the demos compute, and isn't installed"
)


def run(*arguments, timeout: int = 300) -> subprocess.CompletedProcess:
    """Run Node; its complaints end up in the test's report."""
    done = subprocess.run(
        ["node", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=timeout,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def answers(file: Path, inputs: dict, sizes: dict, folder: Path, module: Path = MODULE) -> dict:
    """Return what a module computes for each part of a network, arrays (n, size)."""
    cases, out = folder / "inputs.safetensors.gz", folder / "outputs.bin"
    tensors = {part: each.reshape(len(each), -1).astype("float32") for part, each in inputs.items()}
    tensor_files.write(cases, tensors, {})
    run(HERE / "forward.mjs", module, file, cases, out)
    values = np.fromfile(out, "float32")
    found = {}
    for part, each in inputs.items():
        count = len(each) * sizes[part]
        found[part], values = values[:count].reshape(len(each), -1), values[count:]
    assert not values.size
    return found
