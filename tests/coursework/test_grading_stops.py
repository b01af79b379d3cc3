"""Grading runs that are stopped: what was graded is kept, and nothing else is left."""

import errno
import fcntl
import os
import shutil
import tempfile
from collections import Counter
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import click
import pytest
from submissions import runs, toy

from coursework.grading import class_run, place, preparation, report, supervisor, unfinished
from coursework.grading.limits import Limits
from coursework.grading.marks import Mark, Question, Status

RIGHT = Mark(Status.GRADED, questions=(Question("double_test", 1.0, 6.0),))
NAMES = ("ann", "bob", "eve")


class Nbgrader:
    """Stands in for nbgrader: every submission is right, unless `marks` says otherwise.

    Attributes:
        marked: How often each student's work was marked.
        marks: What becomes of some students' work; an exception is raised.
    """

    def __init__(self):
        self.marked, self.marks = Counter(), {}

    def mark_all(self, tasks, *, server, slots, on_start):
        for task in tasks:
            student = task.notebook.parts[-3]
            on_start(task)
            self.marked[student] += 1
            mark = self.marks.get(student, RIGHT)
            if isinstance(mark, type):
                raise mark
            yield supervisor.Finished(task, mark, 1.0)


@pytest.fixture
def nbgrader(monkeypatch):
    stand_in = Nbgrader()
    monkeypatch.setattr(supervisor, "mark_all", stand_in.mark_all)
    monkeypatch.setattr(
        preparation, "make_gradebook", lambda course, names, server: {toy.NAME: 6.0}
    )
    monkeypatch.setattr(preparation, "grade_solutions", lambda course, names, server: None)
    monkeypatch.setattr(preparation, "start_server", lambda course, names, threads: nullcontext())
    monkeypatch.setattr(preparation, "PACKAGES", [])
    return stand_in


@pytest.fixture
def course(tmp_path):
    root = toy.make_course(tmp_path / "course")
    for name in NAMES:
        runs.hand_in(root, name)
    return root


def grade(root, **options):
    output = options.pop("output", root / "grades")
    return class_run.grade(root / "handed in", root=root, output=output, jobs=1, **options)


# Stopped and taken up again


def test_finished_rows_are_kept_by_ctrl_c_and_not_graded_again(course, nbgrader, capsys):
    nbgrader.marks = {"eve": KeyboardInterrupt}
    with pytest.raises(KeyboardInterrupt):
        grade(course)
    kept = course / "grades" / "unfinished" / "grades.csv"
    assert runs.students(kept) == ["ann", "bob"]
    told = " ".join(capsys.readouterr().err.split())
    assert f"Stopped: 2 of 3 are graded. Their rows are in {kept}; the same command" in told
    nbgrader.marks = {}
    rows = grade(course)
    assert nbgrader.marked == {"ann": 1, "bob": 1, "eve": 2}
    assert [row.student for row in rows] == [*NAMES]
    assert runs.students(course / "grades" / "grades.csv") == [*NAMES]
    assert runs.students(course / "grades" / "questions.csv") == [*NAMES]
    pages = (course / "grades" / "feedback").glob(f"*/{toy.NAME}.html")
    assert sorted(path.parent.name for path in pages) == [*NAMES]
    assert not (course / "grades" / "unfinished").exists()
    assert "2 of them were graded before the last run was stopped." in capsys.readouterr().err


def test_rows_are_written_as_they_come(course, nbgrader):
    class Watching(report.Progress):
        seen = ()

        def ended(self, row):
            super().ended(row)
            path = course / "grades" / "unfinished" / "grades.csv"
            self.seen = (*self.seen, runs.students(path))

    progress = Watching()
    grade(course, progress=progress)
    assert progress.seen == (["ann"], ["ann", "bob"], ["ann", "bob", "eve"])


@pytest.mark.parametrize("change", ["the submission", "the solution", "the limits"])
def test_what_would_be_graded_otherwise_is_graded_again(course, nbgrader, change):
    nbgrader.marks = {"bob": KeyboardInterrupt}
    with pytest.raises(KeyboardInterrupt):
        grade(course)
    nbgrader.marks = {}
    limits = Limits()
    if change == "the submission":
        runs.hand_in(course, "ann", double="def double(number):\n    return 2")
    elif change == "the solution":
        (course / "solutions" / toy.NAME / "numbers.csv").write_text("4")
    else:
        limits = Limits(cell_seconds=7)
    grade(course, limits=limits)
    assert nbgrader.marked["ann"] == 2


def test_what_could_not_be_graded_gets_another_chance(course, nbgrader):
    nbgrader.marks = {"ann": Mark(Status.ERROR, "lost"), "bob": KeyboardInterrupt}
    with pytest.raises(KeyboardInterrupt):
        grade(course)
    nbgrader.marks = {}
    rows = grade(course)
    assert {row.mark.status for row in rows} == {"graded"}
    assert not (course / "grades" / "logs").exists()


def test_a_student_who_is_gone_leaves_no_row_and_no_page(course, nbgrader):
    nbgrader.marks = {"bob": KeyboardInterrupt}
    with pytest.raises(KeyboardInterrupt):
        grade(course)
    place.remove(course / "handed in" / "ann")
    nbgrader.marks = {}
    grade(course)
    assert runs.students(course / "grades" / "grades.csv") == ["bob", "eve"]
    pages = (course / "grades" / "feedback").glob("*/*.html")
    assert sorted(path.parent.name for path in pages) == ["bob", "eve"]


def test_a_row_cut_off_by_a_crash_is_graded_again(course, nbgrader):
    nbgrader.marks = {"bob": KeyboardInterrupt}
    with pytest.raises(KeyboardInterrupt):
        grade(course)
    (row,) = (course / "grades" / "unfinished" / "rows").iterdir()
    row.write_text(row.read_text()[:20])
    nbgrader.marks = {}
    assert len(grade(course)) == 3
    assert nbgrader.marked["ann"] == 2


def test_a_course_that_was_changed_leaves_no_row(course, nbgrader):
    nbgrader.marks = {"bob": class_run.CourseChangedError}
    nbgrader.marks["bob"] = type("Changed", (class_run.CourseChangedError,), {"__init__": _changed})
    with pytest.raises(class_run.CourseChangedError):
        grade(course)
    assert not (course / "grades").exists()


def _changed(self):
    click.ClickException.__init__(self, "changed")


# The output folder


def test_an_output_folder_that_cannot_be_written_is_noticed_first(course, nbgrader):
    (course / "a file").write_text("")
    with pytest.raises(
        click.ClickException, match=r"output folder that can be written. Received: .*a file/grades"
    ):
        grade(course, output=course / "a file" / "grades")
    assert not nbgrader.marked


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_so_is_one_without_the_right_to_write(course, nbgrader):
    (course / "grades").mkdir(mode=0o500)
    with pytest.raises(click.ClickException, match=r"Permission denied"):
        grade(course)
    assert not nbgrader.marked


def test_so_is_an_earlier_runs_folder_that_cannot_be_replaced(course, nbgrader, monkeypatch):
    feedback = course / "grades" / "feedback"
    feedback.mkdir(parents=True)
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != feedback)
    with pytest.raises(click.ClickException, match=r"grades \(feedback in it can't be replaced\)"):
        grade(course)
    assert not nbgrader.marked


def test_a_disk_with_too_little_room_is_noticed_before_anything_is_marked(
    course, nbgrader, monkeypatch
):
    usage = shutil.disk_usage(course)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=11_900_000))
    told = r"at least 13 MB of room in .*grades, for 3 submissions. Received: 12 MB. Nothing was"
    with pytest.raises(click.ClickException, match=told):
        grade(course)
    assert not nbgrader.marked
    assert not (course / "grades").exists()
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=13_000_000))
    assert len(grade(course)) == 3


def test_so_is_a_full_disk_that_only_writing_tells(course, nbgrader, monkeypatch):
    full = nullcontext(SimpleNamespace(write=_no_room))
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda dir: full)
    with pytest.raises(click.ClickException, match=r"can be written.*\(No space left on device\)"):
        grade(course)
    assert not nbgrader.marked


def _no_room(*_, **__):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_table_that_finds_no_room_stays_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "grades.csv"
    report._write_table(path, ("student",), [{"student": "ann"}])
    before = path.read_text()
    monkeypatch.setattr(report, "for_spreadsheet", _no_room)
    with pytest.raises(OSError, match="No space left"):
        report._write_table(path, ("student",), [{"student": "bob"}])
    assert path.read_text() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_disk_that_is_full_costs_no_finished_row(course, nbgrader, monkeypatch):
    keep = report.Draft._keep_feedback

    def full(draft, row, finished):
        if row.student == "bob":
            raise OSError(28, "No space left on device")
        keep(draft, row, finished)

    monkeypatch.setattr(report.Draft, "_keep_feedback", full)
    with pytest.raises(click.ClickException, match=r"can't be written any more \(No space left"):
        grade(course)
    monkeypatch.setattr(report.Draft, "_keep_feedback", keep)
    grade(course)
    assert nbgrader.marked == {"ann": 1, "bob": 2, "eve": 1}


def test_two_runs_do_not_write_to_one_folder(course, nbgrader):
    class Meanwhile(report.Progress):
        def ended(self, row):
            with pytest.raises(click.ClickException, match="Another run is writing its grades to"):
                grade(course)

    assert len(grade(course, progress=Meanwhile())) == 3


def test_an_empty_folder_is_removed_while_no_other_run_can_enter_it(tmp_path, monkeypatch):
    remove, refused = place.remove, []

    def remove_while_another_run_starts(folder):
        monkeypatch.setattr(place, "remove", remove)
        try:
            with unfinished.folder_in(tmp_path / "grades"):
                pass
        except click.ClickException:
            refused.append(folder)
        remove(folder)

    monkeypatch.setattr(place, "remove", remove_while_another_run_starts)
    with unfinished.folder_in(tmp_path / "grades") as folder:
        pass
    assert refused == [folder]
    assert not folder.exists()


def test_a_lock_on_a_file_that_was_just_removed_is_none(tmp_path, monkeypatch):
    path, flock = tmp_path / "in use", fcntl.flock

    def after_the_other_run(file, operation):
        path.unlink()
        flock(file, operation)

    monkeypatch.setattr(fcntl, "flock", after_the_other_run)
    with pytest.raises(BlockingIOError, match="Removed by another process"), place.locked(path):
        pass


def test_a_run_that_fails_at_once_makes_no_output_folder(course, nbgrader, monkeypatch):
    def fail(course, names, server):
        raise click.ClickException("nbgrader can't release 01_toy")

    monkeypatch.setattr(preparation, "make_gradebook", fail)
    with pytest.raises(click.ClickException, match="can't release"):
        grade(course)
    assert not (course / "grades").exists()


# Signals
