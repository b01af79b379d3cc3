"""The parts of grading that can be tried without running a notebook."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from nbformat.v4 import new_code_cell, new_notebook
from rich.console import Console
from submissions import kinds, toy

from coursework.commands import cli
from coursework.grading import (
    characters,
    confinement,
    inspection,
    processes,
    report,
    submissions,
    supervisor,
)
from coursework.grading import class_run as grading
from coursework.grading.limits import Limits
from coursework.grading.marks import GradingTask, Mark, Question, Status, UnusableError
from coursework.grading.submissions import Submission

needs_landlock = pytest.mark.skipif(
    not confinement.landlock_version(), reason="this machine has no Landlock"
)


@pytest.mark.parametrize("limit", ["cell_seconds", "memory_gb", "processes"])
def test_a_limit_must_be_positive(limit):
    with pytest.raises(ValueError, match=rf"{limit} > 0. Received: {limit}=0"):
        Limits(**{limit: 0})


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
    assert characters.writable([output]) == [
        {"data": {"text/html": "\ufffd", "\ufffd": ["\ufffd"]}, "metadata": {}}
    ]


def test_outputs_of_a_submission_are_not_even_looked_at():
    notebook = toy.exercise()
    notebook.cells[1].outputs = [{"output_type": "nonsense"}]
    notebook.metadata.widgets = {"x": 1}
    read = inspection.read(json.dumps(notebook).encode())
    assert read.cells[1].outputs == []
    assert "widgets" not in read.metadata


def test_students_with_similar_names_stay_apart(tmp_path):
    names = ["José", "José", "jose", "Jose"]  # composed, decomposed, and two without accent
    for name in names:
        folder = tmp_path / name / toy.NAME
        folder.mkdir(parents=True, exist_ok=True)
        kinds.answers()(folder / f"{toy.NAME}.ipynb")
    (tmp_path / "__MACOSX").mkdir()
    (tmp_path / "list.csv").write_text("")
    found = submissions.find(tmp_path, {toy.NAME}, Limits())
    assert sorted(item.student for item in found) == sorted(
        path.name for path in tmp_path.glob("[jJ]*")
    )
    assert submissions.loose_files(tmp_path) == ["list.csv"]


def test_a_notebook_in_the_wrong_place_is_pointed_out(tmp_path):
    (tmp_path / "ann").mkdir()
    kinds.answers()(tmp_path / "ann" / f"{toy.NAME}.ipynb")
    (found,) = submissions.find(tmp_path, {toy.NAME}, Limits())
    assert found.notebook is None
    assert "It holds 01_toy.ipynb" in found.mark.reason


def test_a_linked_student_is_not_graded(tmp_path):
    (tmp_path / "ann" / toy.NAME).mkdir(parents=True)
    (tmp_path / "bob").symlink_to(tmp_path / "ann")
    assert (
        submissions.find(tmp_path, {toy.NAME}, Limits())[1].mark.reason == "The folder is a link."
    )


def test_tables_hold_names_that_are_no_text(tmp_path):
    draft = report.Draft(tmp_path / "draft")
    mark = Mark(Status.GRADED, questions=(Question("q", 0.5, 1.0),))
    finished = supervisor.Finished(_task(tmp_path), mark, 1.0)
    draft.add(Submission("odd\udcff", "01_toy"), finished, 1.0)
    draft.publish(tmp_path / "out")
    table = (tmp_path / "out" / "grades.csv").read_text("utf-8")
    assert table.splitlines()[1] == r"odd\udcff,01_toy,0.5,1,graded,,1.0"


def _task(folder):
    return GradingTask(folder, "01_toy", folder, folder, folder, folder, Limits())


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_prints_no_control_codes_of_a_students_name(terminal):
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=terminal, width=200)
    with report.Progress(console) as progress:
        progress.begin(1, 1, ["list.csv"])
        submission = Submission("\x1b[31m[red]", "01_toy")
        progress.started(submission)
        progress.ended(report.Row(submission.student, "01_toy", Mark(Status.GRADED), 1.0, 2.0))
    assert "1/1 ?[31m[red] 01_toy: no score (2 s)" in stream.getvalue()
    assert "\x1b[31m[red]" not in stream.getvalue()


@pytest.mark.slow
def test_a_solution_that_cannot_be_released_is_named(tmp_path):
    root = toy.make_course(tmp_path)
    path = root / "solutions" / toy.NAME / f"{toy.NAME}.ipynb"
    path.write_text(path.read_text().replace("### END SOLUTION", ""))
    folder = root / "handed in" / "ann" / toy.NAME
    folder.mkdir(parents=True)
    kinds.answers()(folder / f"{toy.NAME}.ipynb")
    with pytest.raises(click.ClickException, match="can't release 01_toy: .*no end solution"):
        grading.grade(root / "handed in", root=root, output=root / "grades")


def test_nothing_to_grade_is_an_error(tmp_path):
    root = toy.make_course(tmp_path)
    (root / "handed in").mkdir()
    with pytest.raises(click.ClickException, match="holds no student's folder"):
        grading.grade(root / "handed in", root=root, output=root / "grades")


@pytest.mark.parametrize("slots", [1, 2, 3, 64])
def test_every_slot_gets_a_core(slots):
    shares = supervisor.core_shares(slots)
    assert len(shares) == slots
    assert all(shares) or not any(shares)


def test_disk_use_counts_and_gives_up(tmp_path):
    for number in range(20):
        (tmp_path / str(number)).mkdir()
    (tmp_path / "0" / "file").write_bytes(bytes(100_000))
    (tmp_path / "link").symlink_to("/")
    used = processes.disk_use(tmp_path, most_files=1000)
    assert used.files == 22
    assert 100_000 <= used.size < 200_000
    assert processes.disk_use(tmp_path, most_files=5).files == 6


def test_what_is_hidden_is_cut_out_of_what_can_be_read(tmp_path):
    for name in ("a/secret", "a/open", "b"):
        (tmp_path / name).mkdir(parents=True)
    parts = confinement.readable_parts(tmp_path, {tmp_path / "a" / "secret"})
    assert sorted(parts) == [tmp_path / "a" / "open", tmp_path / "b"]
    assert confinement.readable_parts(tmp_path, set()) == [tmp_path]


@needs_landlock
@pytest.mark.parametrize("home", ["/", ""])
def test_a_home_of_slash_hides_no_system_from_a_confined_process(tmp_path, home):
    """A container's user may have no home of its own."""
    for name in ("mine", "course/solutions"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "course" / "solutions" / "secret").write_text("text")
    code = """if True:
        import subprocess, sys
        from pathlib import Path
        from coursework.grading import class_run, confinement
        here = Path(sys.argv[1])
        course = class_run.Course(here / "course", here, here, here, None)
        hidden = [path for path in course.hidden if path != here]
        confinement.confine(writable=[here / "mine"], hidden=hidden, readable=course.readable)
        subprocess.run([sys.executable, "-c", "import ssl, sqlite3"], check=True)
        try:
            (here / "course/solutions/secret").read_text()
        except PermissionError:
            sys.exit(0)
        sys.exit("the solution could be read")
    """
    environment = {**os.environ, "HOME": home}
    command = [sys.executable, "-c", code, tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr


def test_of_a_home_or_course_that_is_the_system_only_your_own_files_are_hidden(monkeypatch):
    monkeypatch.setenv("HOME", "/")
    owned = grading.own_files(Path("/"))
    assert owned[:2] == [Path("/solutions"), Path("/nbgrader_config.py")]
    assert Path("/") not in owned
    assert all(path.name.startswith(".") for path in owned[2:])
    monkeypatch.setenv("HOME", "/home/ann")
    assert grading.own_files(Path("/course")) == [Path("/course"), Path("/home/ann")]


def test_someone_without_a_home_hides_none(monkeypatch):
    monkeypatch.delenv("HOME")
    monkeypatch.setattr(Path, "home", _no_home)
    assert grading.own_files(Path("/course")) == [Path("/course")]


def _no_home():
    raise RuntimeError("Could not determine home directory.")


@needs_landlock
def test_a_confined_process_keeps_to_its_folder(tmp_path):
    for name in ("mine", "secret", "secret/copy"):
        (tmp_path / name).mkdir()
    for name in ("open.txt", "secret/text", "secret/copy/text"):
        (tmp_path / name).write_text("text")
    code = """if True:
        import os, sys
        from pathlib import Path
        from coursework.grading.confinement import confine
        here = Path(sys.argv[1])
        confine(writable=[here / "mine"], hidden=[here / "secret"], readable=[here / "secret/copy"])
        (here / "mine" / "file").write_text("text")
        os.rename(here / "mine" / "file", here / "mine" / "other")
        (here / "open.txt").read_text(), (here / "secret/copy/text").read_text()
        open("/dev/null", "w").write("x")
        for name, mode in (("open.txt", "a"), ("secret/text", "r"), ("secret/copy/new", "w")):
            try:
                open(here / name, mode)
            except PermissionError:
                continue
            sys.exit(f"{name} could be opened with mode {mode}")
    """
    done = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_command_passes_its_limits_on(tmp_path, monkeypatch):
    (tmp_path / "course").mkdir()
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "handed in").mkdir()
    received = {}
    monkeypatch.setattr(grading, "grade", lambda folder, **options: received.update(options))
    command = ["--root", str(tmp_path), "grade", str(tmp_path / "handed in"), "--memory", "1.5"]
    command += ["--cell-timeout", "5", "--notebook-timeout", "50", "--jobs", "3"]
    result = CliRunner().invoke(cli.main, command)
    assert result.exit_code == 0, result.output
    assert received["limits"] == Limits(cell_seconds=5, notebook_seconds=50, memory_gb=1.5)
    assert (received["jobs"], received["output"]) == (3, tmp_path / "build" / "grades")


def test_the_copied_packages_find_the_courses_claims(tmp_path):
    claims = tmp_path / "toy course" / "course" / "claims"
    claims.mkdir(parents=True)
    (claims / "exercise_01_toy.toml").write_text("[MSE]\nband = {high = 1}\n")
    course = grading.Course(
        tmp_path / "toy course", tmp_path, tmp_path, tmp_path / "place", Limits()
    )
    grading._copy_packages(course)
    code = "from autoencoder_course.results import claims; print(claims.read('exercises/01_toy'))"
    environment = {**os.environ, "PYTHONPATH": str(course.library)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path)
    assert "{'MSE': Entry(" in done.stdout, done.stderr
