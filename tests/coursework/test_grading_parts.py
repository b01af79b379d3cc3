"""The parts of grading that can be tried without running a notebook."""

import io
import json
import os
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import click
import pytest
from click.testing import CliRunner
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from rich.console import Console
from submissions import kinds, toy

from coursework.commands import cli
from coursework.grading import (
    cells,
    characters,
    confinement,
    inspection,
    marking,
    processes,
    releases,
    report,
    restoring,
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


def compared(submitted):
    return releases.compare(submitted, toy.exercise())


def test_a_submission_of_this_release_differs_in_nothing():
    difference = compared(toy.exercise(**toy.RIGHT))
    assert difference.sentences([]) == []
    assert not difference.needs_attention(["double_test"])


def test_a_submission_of_an_earlier_release_is_named_with_its_tests():
    earlier = toy.exercise(toy.earlier_solution(), **toy.RIGHT)
    difference = compared(earlier)
    assert (difference.put_back, difference.replaced) == (("square_test",), ("cube_test",))
    then, now = cells.fingerprint(earlier), cells.fingerprint(toy.exercise())
    first = difference.sentences([])[0]
    assert first == (
        f"It was made from another release of the exercise ({then}; this course has {now})."
    )
    assert difference.needs_attention(["square_test"])
    assert not difference.needs_attention(["double_test"])
    assert cells.unchanged_demonstrations(earlier) == [toy.EARLIER_DEMONSTRATION]


def test_an_answer_to_be_graded_by_hand_calls_for_no_attention(tmp_path):
    questions = (
        Question("double_test", 1.0, 1.0),
        Question(toy.WRITTEN, 0.0, 2.0, "to be graded by hand"),
    )
    difference = compared(toy.exercise(**toy.RIGHT))
    mark = marking._summary(_task(tmp_path), questions, difference, [], [])
    assert mark == Mark(Status.GRADED, f"To be graded by hand: {toy.WRITTEN}.", questions)


def test_a_question_that_a_submission_never_had_is_named():
    submitted = toy.exercise()
    for name in ("cube", "cube_test"):
        submitted.cells.remove(toy.find(submitted, name))
    expected = "The cell of its question is missing too: cube_test."
    assert expected in compared(submitted).sentences(["cube_test"])
    assert expected not in compared(submitted).sentences([])


def test_a_test_with_another_id_is_recognised_by_its_text():
    submitted = toy.exercise()
    toy.find(submitted, "cube_test").metadata.nbgrader.grade_id = "cube_check"
    difference = compared(submitted)
    assert (difference.recognised, difference.dropped) == (("cube_test",), ())


@pytest.mark.parametrize(
    ("submitted", "restored"),
    [
        ("q mine demo # r r_test", "q mine q_test demo # r r_test"),
        ("mine demo # r r_test", "mine demo q_test # r r_test"),
        ("q q_test r mine demo", "q q_test r mine r_test demo"),
        ("r r_test q mine", "r r_test q mine q_test"),
        ("mine", "mine q_test r_test"),
    ],
)
def test_a_test_is_put_back_where_it_sees_the_students_work(monkeypatch, submitted, restored):
    released = ["q", "q_test", "r", "r_test"]
    source_cells = [
        SimpleNamespace(name=name, cell_type="code", source=name, locked=True, checksum="")
        for name in released
    ]
    for cell in source_cells[::2]:
        cell.locked = False
    tests = [SimpleNamespace(name=name, max_score=1) for name in released[1::2]]
    notebook = SimpleNamespace(
        source_cells=source_cells,
        grade_cells=tests,
        task_cells=[],
        solution_cells=source_cells[::2],
    )
    gradebook = SimpleNamespace(find_notebook=lambda *names: notebook)
    monkeypatch.setattr(restoring, "Gradebook", lambda url: nullcontext(gradebook))
    names = {"db_url": "", "notebook": "", "assignment": ""}
    before = new_notebook(cells=[_cell(name, released) for name in submitted.split()])
    after, _ = restoring.PutBackCells().preprocess(before, {"nbgrader": names})
    assert " ".join(cell.source for cell in after.cells) == restored


def _cell(name, released):
    if name == "#":
        return new_markdown_cell(name)
    metadata = {"nbgrader": {"grade_id": name}} if name in released else {}
    return new_code_cell(name, metadata={**metadata, "tags": ["demonstration"] * (name == "demo")})


@pytest.mark.parametrize("release", [None, 3, {"fingerprint": ["x"], "demonstrations": 3}])
def test_a_mangled_release_is_none(release):
    submitted = toy.exercise()
    submitted.metadata["exercise_release"] = release
    assert cells.fingerprint(submitted) == ""
    assert cells.unchanged_demonstrations(submitted) == []


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
    names = ["Jos\u00e9", "Jose\u0301", "jose", "Jose"]  # composed, decomposed, without accent
    for name in names:
        folder = tmp_path / "class" / name / toy.NAME
        folder.mkdir(parents=True, exist_ok=True)
        kinds.answers()(folder / f"{toy.NAME}.ipynb")
    found = submissions.find(tmp_path / "class", {toy.NAME: ()}, Limits(), tmp_path / "unpacked")
    assert sorted(item.student for item in found.submissions) == sorted(
        path.name for path in (tmp_path / "class").iterdir()
    )


def test_a_linked_student_is_not_graded(tmp_path):
    (tmp_path / "ann" / toy.NAME).mkdir(parents=True)
    (tmp_path / "bob").symlink_to(tmp_path / "ann")
    found = submissions.find(tmp_path, {toy.NAME: ()}, Limits(), tmp_path / "unpacked")
    assert found.submissions[1].mark.reason == "The folder is a link."


def test_tables_hold_names_that_are_no_text(tmp_path):
    draft = report.Draft(tmp_path / "draft")
    mark = Mark(Status.GRADED, questions=(Question("q", 0.5, 1.0),))
    finished = supervisor.Finished(_task(tmp_path), mark, 1.0)
    draft.add(Submission("odd\udcff", "01_toy", file="odd\udcff/x"), finished, 1.0)
    draft.publish(tmp_path / "out")
    table = (tmp_path / "out" / "grades.csv").read_text("utf-8")
    expected = r'"odd\udcff","01_toy","0.5","1","graded","","1.0","odd\udcff/x"'
    assert table.splitlines()[1] == expected


def test_tables_hold_no_formulas_and_no_escape_codes(tmp_path):
    draft = report.Draft(tmp_path / "draft")
    mark = Mark(Status.GRADED, "@reason", (Question("q", -1.0, 1.0, "+note"),))
    finished = supervisor.Finished(_task(tmp_path), mark, 1.0)
    draft.add(Submission("=cmd|' C'!A0", "01_toy", file="a\x1b[31m;=1"), finished, 1.0)
    draft.publish(tmp_path / "out")
    grades = (tmp_path / "out" / "grades.csv").read_text("utf-8")
    questions = (tmp_path / "out" / "questions.csv").read_text("utf-8")
    assert grades.splitlines()[1].startswith("\"'=cmd|' C'!A0\",")
    assert grades.splitlines()[1].endswith(r'"a\x1b[31m;=1"')
    assert '"\'@reason"' in grades
    assert '"\'+note"' in questions
    assert '"-1"' in questions


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
    assert r"1/1 \x1b[31m[red] 01_toy: no score (2 s)" in stream.getvalue()
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


def test_the_command_takes_an_export_as_a_file(tmp_path, monkeypatch):
    (tmp_path / "course").mkdir()
    for name in ("pyproject.toml", "export.zip"):
        (tmp_path / name).touch()
    received = []
    monkeypatch.setattr(grading, "grade", lambda folder, **options: received.append(folder))
    command = ["--root", str(tmp_path), "grade", str(tmp_path / "export.zip")]
    result = CliRunner().invoke(cli.main, command)
    assert result.exit_code == 0, result.output
    assert received == [tmp_path / "export.zip"]


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
