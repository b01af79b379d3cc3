"""Extras: each command says which it lacks, and how to get it."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import toy_course
from click.testing import CliRunner

import coursework
from coursework.commands import extras
from coursework.commands.cli import main

PROJECT = tomllib.loads((toy_course.REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
# Packages whose module has another name. What is imported by its own name needs no line.
MODULES = {"pillow": "PIL", "pytest_xdist": "xdist", "scikit_image": "skimage"}
MODULES |= {"scikit_learn": "sklearn", "ipython": "IPython"}
MODULES |= {"markdown_it_py": "markdown_it", "beautifulsoup4": "bs4", "pyoxipng": "oxipng"}
MODULES |= {"mini_racer": "py_mini_racer"}
OWN = {"coursework", "autoencoder_course", "keras_autoencoders", "traitlets"}  # ipykernel has it


def modules(requirements):
    names = [re.match(r"[\w-]+", text).group().replace("-", "_") for text in requirements]
    return {MODULES.get(name, name) for name in names}


def imported_by_commands():
    found = set()
    for path in Path(coursework.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
            elif isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
    return found - set(sys.stdlib_module_names)


@pytest.mark.parametrize("extra", extras.MODULES)
def test_each_module_is_of_a_package_in_its_extra(extra):
    assert set(extras.MODULES[extra]) <= modules(PROJECT["optional-dependencies"][extra])


def test_whatever_the_commands_import_is_in_the_core_or_in_an_extra():
    known = set().union(*extras.MODULES.values())
    assert imported_by_commands() - OWN - modules(PROJECT["dependencies"]) <= known


def test_nothing_in_the_library_imports_the_other_project_named_autoencoders():
    lines = "\n".join(
        path.read_text("utf-8")
        for folder in ("lib", "course", "solutions", "benchmarks")
        for path in (toy_course.REPOSITORY / folder).rglob("*.py")
    )
    assert re.findall(r"^\s*(?:import|from) autoencoders\b.*", lines, re.MULTILINE) == []


@pytest.mark.parametrize(
    ("command", "absent", "words"),
    [
        ("", {"click"}, 'coursework needs the extra `instructor`: pip install "autoencoder-course'),
        ("run", {"nbclient"}, "coursework run needs the extra `instructor`: pip"),
        ("grade", {"nbgrader"}, "coursework grade needs the extra `grading`: pip"),
        ("lab", {"jupyterlab"}, "coursework lab needs the extra `lab`: pip"),
        (
            "build",
            {"nbgrader", "ruff"},
            "build needs the extras `instructor` and `grading`: "
            'pip install "autoencoder-course[instructor,grading]"',
        ),
        ("run", {"nbgrader", "jupyterlab"}, None),
    ],
)
def test_a_command_says_which_extra_it_lacks(command, absent, words, monkeypatch):
    monkeypatch.setattr(extras, "find_spec", lambda name: None if name in absent else object())
    complaint = extras.complaint(command)
    assert complaint is None if words is None else words in complaint


def test_a_command_that_lacks_an_extra_does_not_start(monkeypatch):
    monkeypatch.setattr(extras, "find_spec", lambda name: None if name == "nbgrader" else object())
    done = CliRunner().invoke(main, ["--root", str(toy_course.REPOSITORY), "check"])
    assert done.exit_code == 1
    assert "check needs the extra `grading`" in done.output


def test_without_click_there_is_a_sentence_in_place_of_a_traceback():
    code = "import runpy, sys\nsys.modules['click'] = None\nsys.argv = ['coursework', 'check']\n"
    code += "import importlib.util as util\nfound = util.find_spec\n"
    code += "util.find_spec = lambda name: None if name == 'click' else found(name)\n"
    code += "runpy.run_module('coursework', run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("python -m coursework needs the extra `instructor`")
