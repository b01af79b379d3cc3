"""What is read of a submitted notebook before it is run: text, cells, replaced checks."""

import json

import pytest
from nbformat.v4 import new_code_cell, new_notebook
from submissions import toy

from coursework.grading import inspection, text
from coursework.grading.marks import Status, UnusableError


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("checks.vanilla.train = lambda *_: None", "it assigns to checks.vanilla.train"),
        ("checks = object()", "it assigns to checks"),
        ("del checks.vanilla", "it assigns to checks.vanilla"),
        ("class checks: pass", "it redefines checks"),
        ("setattr(checks.vanilla, 'train', print)", "it changes the checks with setattr"),
        (
            "mock.patch('autoencoder_course.checks.vanilla.train')",
            "it changes the checks with patch",
        ),
        ("import autoencoder_course.checks as c\nc.hint = print", "it assigns to c.hint"),
        ("from autoencoder_course import checks as c\nc.hint = print", "it assigns to c.hint"),
        (
            "from autoencoder_course.checks import vanilla\ndef vanilla(): pass",
            "it redefines vanilla",
        ),
        (
            "import autoencoder_course\nautoencoder_course.checks.x = 1",
            "it assigns to autoencoder_course.checks.x",
        ),
        ("import sys\nsys.modules.pop('x')", "it uses sys.modules"),
        ("%matplotlib inline\nchecks.x = 1", "it assigns to checks.x"),
    ],
)
def test_replaced_checks_are_noticed(code, found):
    assert found in inspection.tampering(new_notebook(cells=[new_code_cell(code)]))


@pytest.mark.parametrize(
    "code",
    [
        "from autoencoder_course import checks\nchecks.vanilla.train(train)",
        "%matplotlib inline\n!ls\ncheck = 3\nnumbers.checks = 4",
        "setattr(model, 'trainable', False)",
        "def train(",
    ],
)
def test_ordinary_code_is_not(code):
    assert inspection.tampering(new_notebook(cells=[new_code_cell(code)])) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff",
        b"null",
        b'{"cells": []}',
        b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"source": 1}]}',
        b'{"nbformat": 99, "nbformat_minor": 5, "metadata": {}, "cells": []}',
        b"{" * 10_000,
    ],
)
def test_what_is_not_a_notebook_is_said_not_to_be_one(content):
    with pytest.raises(UnusableError) as caught:
        inspection.read(content)
    assert caught.value.mark.status is Status.NOT_A_NOTEBOOK


def test_half_a_character_anywhere_becomes_a_whole_one():
    notebook = toy.exercise(double="'\ud83d'", square="'\ud83d\ude00'")
    notebook.metadata["\udcff"] = ["\ud83d"]
    read = inspection.read(json.dumps(notebook).encode("ascii"))
    assert toy.find(read, "double").source == "'\ufffd'"
    assert toy.find(read, "square").source == "'\N{GRINNING FACE}'"
    assert read.metadata["\ufffd"] == ["\ufffd"]
    json.dumps(read, ensure_ascii=False).encode("utf-8")


def test_outputs_can_be_saved_whatever_the_kernel_sent():
    output = {"data": {"text/html": "\ud83d", "\ud83d": ["\udcff"]}, "metadata": {}}
    assert text.writable([output]) == [
        {"data": {"text/html": "\ufffd", "\ufffd": ["\ufffd"]}, "metadata": {}}
    ]


def test_outputs_of_a_submission_are_not_even_looked_at():
    notebook = toy.exercise()
    notebook.cells[1].outputs = [{"output_type": "nonsense"}]
    notebook.metadata.widgets = {"x": 1}
    read = inspection.read(json.dumps(notebook).encode())
    assert read.cells[1].outputs == []
    assert "widgets" not in read.metadata


def test_nan_which_is_no_json_makes_no_notebook_unreadable():
    notebook = toy.exercise()
    notebook.metadata["score"] = float("nan")
    read = inspection.read(json.dumps(notebook).encode())
    assert read.metadata.score is None
    assert len(read.cells) == len(notebook.cells)


def test_the_modules_that_a_notebook_imports_are_listed():
    code = "import a.b as c, d\nfrom e.f import g\nfrom . import h\n!ls\n"
    notebook = new_notebook(cells=[new_code_cell(code), new_code_cell("import (")])
    found = inspection.imports(json.dumps(notebook).encode())
    assert found == {"a.b", "d", "e.f", "e.f.g"}
