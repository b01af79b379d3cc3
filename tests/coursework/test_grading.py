"""Grading end to end: every kind of submission becomes the row that it should."""

import csv
import os
import sys
from pathlib import Path

import click
import nbformat
import psutil
import pytest
from nbgrader import apps
from submissions import kinds, toy

from coursework.exercises import release
from coursework.grading import class_run as grading
from coursework.grading import confinement, sandbox
from coursework.grading.limits import Limits

LIMITS = Limits(
    cell_seconds=4,
    notebook_seconds=15,
    memory_gb=0.4,
    disk_gb=0.2,
    processes=20,
    output_mb=0.1,
    submission_mb=1,
)
CONFINED = sandbox.is_available() or confinement.landlock_version() >= 6
KINDS = [kind for kind in kinds.ALL if CONFINED or kind not in kinds.MEDDLING]
pytestmark = pytest.mark.slow  # a process, a kernel and nbgrader for each student


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A graded class with one student of every kind: the folder of its grades."""
    root = toy.make_course(tmp_path_factory.mktemp("a course"))
    (root / "handed in" / "no assignment" / "notes").mkdir(parents=True)
    (root / "handed in" / "nothing at all").mkdir()
    (root / "handed in" / "README.txt").write_text("not a student")
    output = root / "build" / "grades"
    (output / "feedback" / "of last year").mkdir(parents=True)
    (output / "mine.txt").write_text("keep me")
    for kind in KINDS:
        hand_in(root, kind.student, kind.make)
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    grading.grade(root / "handed in", root=root, output=output, limits=LIMITS)
    after = {path: path.read_bytes() for path in before}
    assert after == before
    return output


def hand_in(root, student, make):
    """Put a submission where `grade` looks for it."""
    path = root / "handed in" / student / toy.NAME / f"{toy.NAME}.ipynb"
    path.parent.mkdir(parents=True)
    make(path)


def rows(path, student=None):
    """Read a table, or one student's rows of it."""
    with path.open(newline="", encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if student in (None, row.get("student"))]


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_a_submission_ends_as_its_row(graded, kind):
    (row,) = rows(graded / "grades.csv", kind.student)
    score = "" if kind.score is None else str(kind.score)
    assert (row["status"], row["score"], row["max_score"]) == (kind.status, score, "8"), row
    assert kind.reason in row["reason"]
    assert float(row["seconds"]) < LIMITS.notebook_seconds + 6
    assert (graded / "feedback" / kind.student / f"{toy.NAME}.html").is_file()


def test_folders_without_an_assignment_are_rows_too(graded):
    (row,) = rows(graded / "grades.csv", "no assignment")
    assert (row["assignment"], row["score"], row["max_score"]) == ("", "", "")
    assert row["reason"] == "There is no notebook."
    (row,) = rows(graded / "grades.csv", "nothing at all")
    assert row["status"] == "nothing submitted"
    assert len(rows(graded / "grades.csv")) == len(KINDS) + 2


def test_points_of_each_question(graded):
    scores = {row["question"]: row["score"] for row in rows(graded / "questions.csv", "wrong")}
    assert scores == {"double_test": "1", "square_test": "0", "cube_test": "3", toy.WRITTEN: "0"}
    notes = [row["note"] for row in rows(graded / "questions.csv", "deleted a test")]
    assert notes == ["", "put back", "", "to be graded by hand"]


def test_feedback_shows_the_work_but_no_hidden_test(graded):
    page = (graded / "feedback" / "wrong" / f"{toy.NAME}.html").read_text("utf-8")
    assert "square" in page
    assert "AssertionError" in page
    assert "[Not run in grading.]" in page
    for word in ("HIDDEN", "square(11)", "cube(11)", "ZeroDivisionError"):
        assert word not in page
    page = (graded / "feedback" / "bytes" / f"{toy.NAME}.html").read_text("utf-8")
    assert "isn&#x27;t JSON" in page


def test_an_earlier_run_is_replaced_and_other_files_are_kept(graded):
    assert not (graded / "feedback" / "of last year").exists()
    assert (graded / "mine.txt").read_text() == "keep me"


@pytest.mark.usefixtures("graded")
def test_no_process_is_left():
    assert not [p for p in psutil.process_iter(["cmdline"]) if p.info["cmdline"] == kinds.SLEEP]


def test_without_confinement_a_changed_course_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr(sandbox, "is_available", lambda: False)
    monkeypatch.setattr(confinement, "landlock_version", lambda: 0)
    root = toy.make_course(tmp_path)
    target = root / "solutions" / toy.NAME / f"{toy.NAME}.ipynb"
    hand_in(
        root, "changes the course", kinds.answers(double=f"open({str(target)!r}, 'a').write(' ')")
    )
    with pytest.raises(click.ClickException, match=r"01_toy\.ipynb changed during grading"):
        grade_here(root)
    assert not (root / "grades").exists()


def test_without_confinement_a_killed_grader_costs_only_its_own_submission(tmp_path, monkeypatch):
    monkeypatch.setattr(sandbox, "is_available", lambda: False)
    monkeypatch.setattr(confinement, "landlock_version", lambda: 0)
    root = toy.make_course(tmp_path)
    gradebook = "import sqlite3\nsqlite3.connect('../../gradebook.db').execute('drop table grade')"
    hand_in(root, "kills", kinds.answers(double="import os\nos.kill(os.getppid(), 9)"))
    hand_in(root, "rewrites", kinds.answers(double=f"{gradebook}\n{toy.RIGHT['double']}"))
    killed, rewritten = grade_here(root)
    assert (killed.mark.status, killed.mark.score) == ("error", None)
    assert "ended by signal 9" in killed.mark.reason
    assert (rewritten.mark.status, rewritten.mark.score) == ("graded", 6)


def grade_here(root, **options):
    """Grade what was handed in to a toy course."""
    return grading.grade(
        root / "handed in", root=root, output=root / "grades", limits=LIMITS, **options
    )


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
def test_plain_nbgrader_gives_the_same_points(tmp_path, monkeypatch):
    root = toy.make_course(tmp_path)
    monkeypatch.chdir(root)
    # nbgrader starts `alembic` by name; it lies beside Python.
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
    nbgrader(apps.GenerateAssignmentApp, toy.NAME)
    released = root / "exercises" / toy.NAME
    assert sorted(path.name for path in released.iterdir()) == [f"{toy.NAME}.ipynb", "numbers.csv"]
    solution = nbformat.read(root / "solutions" / toy.NAME / f"{toy.NAME}.ipynb", as_version=4)
    text = (released / f"{toy.NAME}.ipynb").read_text("utf-8")
    assert text.strip() == release.exercise_text(solution).strip()
    for kind in kinds.ORDINARY[:4]:
        path = root / "submitted" / kind.student / toy.NAME / f"{toy.NAME}.ipynb"
        path.parent.mkdir(parents=True)
        kind.make(path)
    nbgrader(apps.AutogradeApp, toy.NAME)
    nbgrader(apps.GenerateFeedbackApp, toy.NAME)
    nbgrader(apps.ExportApp)
    scores = {row["student_id"]: float(row["score"]) for row in rows(root / "grades.csv")}
    assert scores == {kind.student: kind.score for kind in kinds.ORDINARY[:4]}
    page = root / "feedback" / "wrong" / toy.NAME / f"{toy.NAME}.html"
    assert "square(11)" not in page.read_text("utf-8")


def nbgrader(app, *arguments):
    """Run one of nbgrader's commands in this process."""
    command = app.instance()
    command.initialize(list(arguments))
    command.start()
    app.clear_instance()
