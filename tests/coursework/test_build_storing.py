"""`make solutions` when an editor saves meanwhile, or when the disk takes no more."""

import errno
import os
from pathlib import Path

import pytest
import toy_course
from click import ClickException

from coursework import notebooks
from coursework.files import texts

LECTURE, SOLUTION = "course/01_toy", "solutions/01_toy"


@pytest.fixture
def stored(tmp_path):
    """A course whose notebooks are stored and up to date."""
    return toy_course.make_stored(tmp_path / "toy course")


@pytest.fixture
def build_while(monkeypatch, stored):
    """Build the lecture without a kernel: it prints 48, then something happens, then it ends."""

    def build_it(meanwhile=lambda: None, only=(LECTURE,), force=True):
        return toy_course.build_without_kernels(
            monkeypatch, stored, only, force=force, meanwhile=meanwhile
        )

    return build_it


def first_output(root, name=LECTURE):
    return notebooks.code_cells(toy_course.stored(root, name))[0].outputs[0].text


def kept_notebook(told):
    [line] = [line for line in told.splitlines() if line.startswith("kept    course/01_toy")]
    return notebooks.read_notebook(Path(line.partition("what ran is in ")[2]))


# Saved meanwhile


def test_an_undisturbed_run_is_stored(stored, build_while):
    success, told = build_while()
    assert success, told
    assert first_output(stored) == "48\n"
    assert "1 notebooks are up to date; 1 were run." in told


def test_prose_saved_in_the_notebook_meanwhile_stays_and_takes_the_outputs(stored, build_while):
    pair = toy_course.pair(stored)
    success, told = build_while(
        lambda: toy_course.edit(pair.notebook, "# Lecture course/01_toy", "# Saved in Jupyter")
    )
    assert success, told
    assert notebooks.title(toy_course.stored(stored)) == "Saved in Jupyter"
    assert "# # Saved in Jupyter" in pair.script.read_text()
    assert first_output(stored) == "48\n"
    assert "synced  course/01_toy: the notebook was edited while it ran" in told


def test_prose_saved_in_the_script_meanwhile_stays_and_takes_the_outputs(stored, build_while):
    script = toy_course.script_path(stored, LECTURE)
    success, told = build_while(lambda: toy_course.edit(script, "# # Lecture", "# # Saved lecture"))
    assert success, told
    assert notebooks.title(toy_course.stored(stored)) == "Saved lecture course/01_toy"
    assert first_output(stored) == "48\n"
    assert "# # Saved lecture" in script.read_text()


@pytest.mark.parametrize("side", ["script", "notebook"])
def test_code_saved_meanwhile_stays_and_the_run_is_kept_aside(stored, build_while, side):
    path = getattr(toy_course.pair(stored), side)
    saved = []

    def save():
        toy_course.edit(path, "6 * 7", "6 * 9")
        saved.append(path.read_bytes())

    success, told = build_while(save)
    assert not success
    assert "FAILED  course/01_toy: its code changed while it ran; run it again" in told
    assert [path.read_bytes()] == saved
    assert notebooks.code_cells(kept_notebook(told))[0].outputs[0].text == "48\n"
    assert "up to date" not in told


def test_two_edits_meanwhile_are_both_left_alone(stored, build_while):
    pair = toy_course.pair(stored)

    def save_both():
        toy_course.edit(pair.script, "# # Lecture", "# # One lecture")
        toy_course.edit(pair.notebook, "# Lecture", "# Another lecture")

    success, told = build_while(save_both)
    assert not success
    assert "the notebook was edited while it ran, and the script holds other edits" in told
    assert "# # One lecture" in pair.script.read_text()
    assert notebooks.title(toy_course.stored(stored)) == "Another lecture course/01_toy"


def test_prose_in_the_notebook_does_not_undo_the_scripts_new_code(stored, build_while):
    pair = toy_course.pair(stored)
    toy_course.edit(pair.script, "6 * 7", "6 * 8")
    success, told = build_while(lambda: toy_course.edit(pair.notebook, "# Lecture", "# Saved"))
    assert not success
    assert "the notebook was edited while it ran, and the script holds other edits" in told
    assert "6 * 8" in pair.script.read_text()
    assert notebooks.title(toy_course.stored(stored)) == "Saved course/01_toy"


def test_a_half_written_notebook_is_named_and_left_alone(stored, build_while):
    pair = toy_course.pair(stored)
    with pytest.raises(ClickException, match=r"01_toy\.ipynb is not a valid notebook"):
        build_while(lambda: pair.notebook.write_text('{"cells": ['))
    assert pair.notebook.read_text() == '{"cells": ['
    assert (stored / "build" / "failed" / "course" / "01_toy.ipynb").exists()


def test_a_script_that_was_not_run_is_not_called_up_to_date_once_it_is_saved(stored, build_while):
    toy_course.edit(toy_course.script_path(stored, LECTURE), "6 * 7", "6 * 8")
    script = toy_course.script_path(stored, SOLUTION)
    success, told = build_while(
        lambda: toy_course.edit(script, "import math", "import cmath"), only=(), force=False
    )
    assert not success
    assert "FAILED  solutions/01_toy: its code changed while the build ran; build again" in told
    assert "up to date" not in told


# A disk that takes no more


@pytest.fixture
def full_disk(monkeypatch):
    """Let writing fail below some folders, as on a full disk."""

    def fill(*folders):
        def write(path, content):
            full = any(path.is_relative_to(folder) for folder in folders)
            if full and not texts.holds(path, content):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
            return real(path, content)

        real = texts.write_text
        monkeypatch.setattr(notebooks, "write_text", write)
        monkeypatch.setattr(notebooks.pairs, "write_text", write)

    return fill


def test_a_run_that_does_not_fit_is_kept_and_the_place_is_said(stored, build_while, full_disk):
    before = toy_course.pair(stored).notebook.read_bytes()
    success, told = build_while(lambda: full_disk(stored / "course"))
    assert not success
    assert "FAILED  course/01_toy: it ran, but could not be stored: No space left" in told
    assert f"what ran is in {stored / 'build' / 'failed' / 'course' / '01_toy.ipynb'}" in told
    assert notebooks.code_cells(kept_notebook(told))[0].outputs[0].text == "48\n"
    assert toy_course.pair(stored).notebook.read_bytes() == before


def test_a_run_is_kept_among_temporary_files_if_the_course_takes_nothing(
    stored, build_while, full_disk, tmp_path, monkeypatch
):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    success, told = build_while(lambda: full_disk(stored))
    assert not success
    kept = kept_notebook(told)
    assert notebooks.code_cells(kept)[0].outputs[0].text == "48\n"
    assert f"what ran is in {tmp_path / 'autoencoder-course-failed-'}" in told


def test_a_run_that_fits_nowhere_is_said_to_be_lost(stored, build_while, full_disk):
    success, told = build_while(lambda: full_disk(Path("/")))
    assert not success
    assert "LOST    course/01_toy: what ran can be kept neither in" in told


def test_nothing_runs_if_the_result_could_not_be_stored(stored, build_while):
    (stored / "build").write_text("a file where the folder should be")
    started = []
    with pytest.raises(ClickException, match=r"build can't be written \(Not a directory\)"):
        build_while(lambda: started.append(True))
    assert not started


# What is damaged before


@pytest.mark.parametrize("content", [None, "", "h5py==3.15.1\nkeras==3.15.1\nlib"])
def test_nothing_runs_and_no_fingerprint_changes_without_a_whole_lock(stored, build_while, content):
    lock = stored / "requirements.lock"
    lock.unlink()
    if content is not None:
        lock.write_text(content)
    before = toy_course.pair(stored).notebook.read_bytes()
    started = []
    with pytest.raises(ClickException, match=r"requirements\.lock is missing or cut short"):
        build_while(lambda: started.append(True))
    assert not started
    assert toy_course.pair(stored).notebook.read_bytes() == before


def test_a_byte_order_mark_is_taken_out_and_nothing_is_run(stored, build_while):
    script = toy_course.script_path(stored, LECTURE)
    before = script.read_bytes()
    script.write_bytes(b"\xef\xbb\xbf" + before)
    success, told = build_while(force=False)
    assert success, told
    assert script.read_bytes() == before
    assert "1 notebooks are up to date; 0 were run." in told
