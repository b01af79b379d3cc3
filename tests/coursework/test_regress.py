"""`make regress` can fail: whatever is planted is caught and named."""

import io

import pytest
import toy_course
from nbformat import NotebookNode
from rich.console import Console

from autoencoder_course.results import claims
from coursework import notebooks
from coursework.commands.regress import compare, regress

FIGURE = (
    "from IPython.display import Image, display\n"
    "import base64\n"
    "pixel = base64.b64decode('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9Q"
    "DwADhgGAWjR9awAAAABJRU5ErkJggg==')\n"
    "display(Image(pixel))"
)
BAND = claims.Entry(band={"high": 0.6})
PLANTS = ("01_same", "02_loss", "03_broken", "04_hangs", "05_dies", "06_figure", "07_drifted")


def regress_quietly(root, **options):
    text = io.StringIO()
    success = regress(root, console=Console(file=text, width=200), **options)
    return success, text.getvalue()


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """A stored course in which everything but one notebook has changed since."""
    scripts = {f"course/{name}": toy_course.lecture(f"course/{name}", FIGURE) for name in PLANTS}
    root = toy_course.make(tmp_path_factory.mktemp("regress"), scripts)
    toy_course.pretend_executed(root)
    for pair in notebooks.discover(root):
        notebook = notebooks.read_notebook(pair.notebook)
        picture = NotebookNode(output_type="display_data", metadata={}, data={"image/png": "AAAA"})
        notebooks.code_cells(notebook)[0].outputs = [picture]
        notebooks.write_notebook(pair.notebook, notebook)

    def plant(name, old, new):
        toy_course.edit(toy_course.script_path(root, f"course/{name}"), old, new)

    plant("02_loss", ", 0.5)", ", 0.7)")
    plant("03_broken", FIGURE, "broken = [][1]")
    plant("04_hangs", FIGURE, "import time; time.sleep(600)")
    plant("05_dies", FIGURE, "import os; os.kill(os.getpid(), 9)")
    plant("06_figure", "display(Image(pixel))", "str(Image(pixel))[:0]")
    plant("07_drifted", ", 0.5)", ", 0.55)")
    return (*regress_quietly(root, cell_timeout=3, parallel=4), root)


@pytest.mark.slow
def test_it_fails_when_something_is_wrong(planted):
    success, _, _ = planted
    assert not success


@pytest.mark.slow
def test_a_loss_outside_its_band_is_named(planted):
    _, text, _ = planted
    [line] = [line for line in text.splitlines() if "course/02_loss" in line and "test MSE" in line]
    for part in ("0.5", "0.7", "+40.00%", "≤ 0.6", "OUTSIDE"):
        assert part in line


@pytest.mark.slow
def test_a_result_that_moved_within_its_band_is_shown_but_no_failure(planted):
    _, text, _ = planted
    [line] = [line for line in text.splitlines() if "course/07_drifted" in line and "MSE" in line]
    assert "moved" in line
    assert "OUTSIDE" not in line


@pytest.mark.slow
def test_a_broken_cell_a_hanging_cell_and_a_dead_kernel_are_named(planted):
    _, text, _ = planted
    assert "course/03_broken, code cell 1 (broken = [][1]): IndexError" in text
    assert (
        "course/04_hangs, code cell 1 (import time; time.sleep(600)): took longer than 3 s" in text
    )
    assert (
        "course/05_dies, code cell 1 (import os; os.kill(os.getpid(), 9)): the kernel died" in text
    )


@pytest.mark.slow
def test_a_missing_figure_is_named(planted):
    _, text, _ = planted
    assert "course/06_figure: code cell 1 stored 1 figures and now draws 0" in text


@pytest.mark.slow
def test_what_did_not_change_is_not_in_the_table(planted):
    _, text, _ = planted
    assert "course/01_same  " not in text.split("FAILED  course")[-1]
    assert "4 results under tensorflow: 2 the same, 1 moved" in text


@pytest.mark.slow
def test_stored_notebooks_stay_as_they_are(planted):
    *_, root = planted
    assert notebooks.code_cells(toy_course.stored(root, "course/03_broken"))[0].source == FIGURE


@pytest.mark.slow
def test_an_unchanged_course_passes_and_sample_data_does_not(tmp_path):
    root = toy_course.make(tmp_path, {"course/01_toy": toy_course.lecture("course/01_toy")})
    toy_course.pretend_executed(root)
    success, text = regress_quietly(root)
    assert success
    assert "1 results under tensorflow: 1 the same" in text
    script = toy_course.script_path(root, "course/01_toy")
    script.write_text(toy_course.lecture("course/01_toy", source="sample"))
    success, text = regress_quietly(root)
    assert not success
    assert "did not run in full on real data" in text


def test_a_result_that_is_gone_fails_and_a_new_one_does_not():
    moves = compare("course/01_toy", judged(), judged(what="accuracy"))
    assert [(move.name, move.verdict, move.failed) for move in moves] == [
        ("accuracy", "new", False),
        ("test MSE", "GONE", True),
    ]


def test_a_value_that_is_not_a_number_is_outside_every_band():
    [move] = compare("course/01_toy", judged(), judged(value=float("nan")))
    assert (move.verdict, move.failed) == ("OUTSIDE", True)


def test_a_claim_that_no_longer_holds_fails():
    claim = claims.Entry(control="mean image", claim="< control")
    [move] = compare("course/01_toy", judged(claim), judged(claim, value=1.0))
    assert (move.verdict, move.failed) == ("FAILS", True)


def judged(entry=BAND, **options):
    record = toy_course.record(**options)
    return claims.judge(record, {record["results"][0]["name"]: entry})
