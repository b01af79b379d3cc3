"""Who may import whom, what `__init__` files hold, and what an import may load."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

LIBRARY = Path(__file__).resolve().parents[1] / "lib"
FILES = sorted(LIBRARY.rglob("*.py"))
PACKAGES = ("keras_autoencoders", "autoencoder_course", "coursework")
BACKENDS = {"tensorflow", "tensorflow_datasets", "jax", "torch"}


def relative(path):
    return path.relative_to(LIBRARY).as_posix()


def imports(path):
    """List the dotted names that a file imports anywhere in it, relative ones made absolute."""
    found = []
    package = relative(path).split("/")[:-1]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        if isinstance(node, ast.ImportFrom):
            start = package[: len(package) + 1 - node.level] if node.level else []
            source = ".".join([*start, *filter(None, [node.module])])
            found += [f"{source}.{alias.name}" for alias in node.names]
    return found


def importing(folder, unwanted):
    """List `file: name` of a folder's imports that a rule forbids."""
    return [
        f"{relative(path)}: {name}"
        for path in FILES
        if path.is_relative_to(LIBRARY / folder)
        for name in imports(path)
        if unwanted(name)
    ]


def within(*packages):
    return lambda name: any(f"{name}.".startswith(f"{package}.") for package in packages)


# Arrows


def test_a_forbidden_import_would_be_seen(tmp_path, monkeypatch):
    module = sys.modules[__name__]
    path = tmp_path / "keras_autoencoders" / "layers" / "_new.py"
    path.parent.mkdir(parents=True)
    path.write_text(
        "def f():\n    from ...autoencoder_course import plots\n    import coursework.x\n"
    )
    monkeypatch.setattr(module, "LIBRARY", tmp_path)
    monkeypatch.setattr(module, "FILES", [path])
    found = importing("keras_autoencoders", within("coursework", "autoencoder_course"))
    assert found == [
        "keras_autoencoders/layers/_new.py: autoencoder_course.plots",
        "keras_autoencoders/layers/_new.py: coursework.x",
    ]


def test_the_model_library_needs_keras_and_numpy_only():
    allowed = {"keras_autoencoders", "keras", "numpy", *BACKENDS, *sys.stdlib_module_names}
    assert importing("keras_autoencoders", lambda name: name.split(".")[0] not in allowed) == []


def test_the_lessons_do_not_know_the_instructors_side():
    assert importing("autoencoder_course", within("coursework", "benchmarks")) == []


def test_the_instructors_side_does_not_know_the_benchmarks():
    assert importing("coursework", within("benchmarks")) == []


def test_grading_needs_nothing_else_of_the_instructors_side():
    course, grading = within(*PACKAGES), within("coursework.grading")
    assert importing("coursework/grading", lambda name: course(name) and not grading(name)) == []


def test_nothing_uses_the_private_parts_of_keras():
    assert importing(".", within("keras.src")) == []


def test_only_the_reader_of_prepared_data_and_the_input_in_fixed_order_name_a_backend():
    found = importing(".", lambda name: name.split(".")[0] in BACKENDS)
    assert {entry.split(":")[0] for entry in found} <= {
        "autoencoder_course/datasets/_tfds_process.py",
        "keras_autoencoders/training/_fixed_order.py",
    }


# Packages


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.name == "__init__.py"], ids=relative
)
def test_a_package_lists_its_names_and_nothing_else(path):
    docstring, *rest = ast.parse(path.read_text("utf-8")).body
    assert isinstance(docstring, ast.Expr)
    assert isinstance(docstring.value.value, str)
    for node in rest:
        is_import = isinstance(node, ast.Import | ast.ImportFrom)
        assert is_import or ast.unparse(node).startswith("__all__ = "), ast.unparse(node)


def test_the_map_of_the_instructors_side_names_every_file():
    text = (LIBRARY / "coursework" / "README.md").read_text("utf-8")
    files = {path.stem for path in FILES if path.is_relative_to(LIBRARY / "coursework")}
    names = {name.removesuffix(".py") for name in re.findall(r"`([\w.]+)`", text)}
    assert files - {"__init__", "__main__"} <= names


# What an import loads


PROBE = """
import importlib, json, sys
import keras, numpy
already = set(sys.modules)
for name in {modules}:
    importlib.import_module(name)
print(json.dumps(sorted({{name.split(".")[0] for name in set(sys.modules) - already}})))
"""


@pytest.mark.slow
@pytest.mark.backends
def test_the_model_library_adds_nothing_heavy_to_keras():
    package = LIBRARY / "keras_autoencoders"
    parts = [path.with_suffix("") for path in FILES if path.is_relative_to(package)]
    modules = [part.relative_to(LIBRARY).as_posix().replace("/", ".") for part in parts]
    done = subprocess.run(
        [sys.executable, "-c", PROBE.format(modules=modules)],
        check=True,
        capture_output=True,
        text=True,
    )
    added = set(json.loads(done.stdout.splitlines()[-1]))
    heavy = {"sklearn", "skimage", "scipy", "IPython", "pandas", "matplotlib"}
    assert not added & (heavy | BACKENDS)


def test_commands_load_no_grammar_to_tell_a_broken_notebook():
    program = """
import sys
import coursework.commands.cli, coursework.commands.build, nbformat
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
