"""What the packages may import, and what importing them may load."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import autoencoder_course
import keras_autoencoders

MODELS, COURSE = (
    Path(package.__file__).parent for package in (keras_autoencoders, autoencoder_course)
)
BACKENDS = {"tensorflow", "tensorflow_datasets", "jax", "torch"}
HEAVY = BACKENDS | {"sklearn", "skimage", "IPython", "pandas"}

PROBE = """
import importlib, json, pkgutil, sys
import keras, numpy
already = set(sys.modules)
package = importlib.import_module({package!r})
for item in pkgutil.iter_modules(package.__path__):
    importlib.import_module(package.__name__ + "." + item.name)
print(json.dumps(sorted({{name.split(".")[0] for name in set(sys.modules) - already}})))
"""


def loaded_beside_keras(package):
    """Return what a fresh process loads for all parts of a package, after Keras and NumPy."""
    program = PROBE.format(package=package)
    output = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    ).stdout
    return set(json.loads(output.splitlines()[-1]))


def imported(folder):
    """Return each file's name with each module that it imports, anywhere in it."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield path.name, alias.name
            elif isinstance(node, ast.ImportFrom):
                yield path.name, node.module


@pytest.mark.slow
@pytest.mark.backends
@pytest.mark.parametrize("package", ["keras_autoencoders", "autoencoder_course"])
def test_packages_add_nothing_heavy_to_keras(package):
    assert not loaded_beside_keras(package) & HEAVY


def test_the_model_library_imports_keras_and_numpy_only():
    others = {module.split(".")[0] for _, module in imported(MODELS)} - sys.stdlib_module_names
    assert others == {"keras", "keras_autoencoders", "numpy", "tensorflow"}


def test_nothing_imports_what_keras_keeps_private():
    private = [
        (name, module) for name, module in imported(MODELS.parent) if module.startswith("keras.src")
    ]
    assert not private


def test_only_fixed_order_and_the_reader_of_prepared_data_name_a_backend():
    naming = {
        name
        for folder in (MODELS, COURSE)
        for name, module in imported(folder)
        if module.split(".")[0] in BACKENDS
    }
    assert naming == {"_fixed_order.py", "_tfds_process.py"}


@pytest.mark.slow
def test_commands_load_no_grammar_to_tell_a_broken_notebook():
    program = """
import sys
import coursework.commands.build, nbformat
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
