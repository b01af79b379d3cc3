"""The figures of pages are those that the stored notebooks hold now."""

import base64

import nbformat
import pytest
import toy_course
from nbformat import v4

from coursework.commands import check
from coursework.results import figures

OLD, FIRST, SECOND = b"old", b"first", b"second"


@pytest.fixture
def course(tmp_path):
    """A course whose lecture has stored two figures, and of which a page shows the second."""
    root = toy_course.make(tmp_path / "toy course")
    path = toy_course.pair(root).notebook
    notebook = v4.new_notebook(cells=[v4.new_code_cell("one()", outputs=[_text(), _image(FIRST)])])
    notebook.cells.append(v4.new_code_cell("two()", outputs=[_image(SECOND)]))
    nbformat.write(notebook, path)
    (root / figures.FOLDER).mkdir(parents=True)
    (root / figures.FOLDER / "01_toy_2.png").write_bytes(OLD)
    return root


def _text():
    return v4.new_output("stream", text="a line")


def _image(data):
    return v4.new_output("display_data", {"image/png": base64.b64encode(data).decode()})


def told(root):
    return [
        (problem.file, problem.message)
        for problem in check.find_problems(root)
        if ".png" in problem.file + problem.message
    ]


def test_a_figure_of_an_older_run_is_found_and_brought_up_to_date(course):
    place = course / figures.FOLDER / "01_toy_2.png"
    finding = ("docs/figures/01_toy_2.png", "is not what its notebook stores")
    assert finding in told(course)
    assert figures.update(course) == [place]
    assert place.read_bytes() == SECOND
    assert told(course) == []
    assert figures.update(course) == []


def test_other_pictures_are_left_alone(course):
    other = course / figures.FOLDER / "logo.png"
    other.write_bytes(OLD)
    figures.update(course)
    assert other.read_bytes() == OLD


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("01_toy_3.png", "01_toy_3.png is figure 3 of 01_toy.ipynb, which has 2"),
        ("02_gone_1.png", "02_gone_1.png belongs to 02_gone.ipynb, which is not there"),
    ],
)
def test_a_figure_that_no_notebook_has_is_named(course, name, message):
    (course / figures.FOLDER / name).write_bytes(OLD)
    assert ("README.md", message) in told(course)
