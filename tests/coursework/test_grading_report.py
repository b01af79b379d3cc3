"""The tables that a grading run writes, and what it says meanwhile."""

import io

import pytest
from rich.console import Console
from submissions import toy

from coursework.grading import report, supervisor
from coursework.grading.marks import Mark, Question, Status
from coursework.grading.submissions import Submission


def test_tables_hold_names_that_are_no_text(tmp_path):
    draft = report.Draft(tmp_path / "draft")
    mark = Mark(Status.GRADED, questions=(Question("q", 0.5, 1.0),))
    finished = supervisor.Finished(toy.task(tmp_path), mark, 1.0)
    draft.add(Submission("odd\udcff", "01_toy", file="odd\udcff/x"), finished, 1.0)
    draft.publish(tmp_path / "out")
    table = (tmp_path / "out" / "grades.csv").read_text("utf-8")
    expected = r'"odd\udcff","01_toy","0.5","1","graded","","1.0","odd\udcff/x"'
    assert table.splitlines()[1] == expected


def test_tables_hold_no_formulas_and_no_escape_codes(tmp_path):
    draft = report.Draft(tmp_path / "draft")
    mark = Mark(Status.GRADED, "@reason", (Question("q", -1.0, 1.0, "+note"),))
    finished = supervisor.Finished(toy.task(tmp_path), mark, 1.0)
    draft.add(Submission("=cmd|' C'!A0", "01_toy", file="a\x1b[31m;=1"), finished, 1.0)
    draft.publish(tmp_path / "out")
    grades = (tmp_path / "out" / "grades.csv").read_text("utf-8")
    questions = (tmp_path / "out" / "questions.csv").read_text("utf-8")
    assert grades.splitlines()[1].startswith("\"'=cmd|' C'!A0\",")
    assert grades.splitlines()[1].endswith(r'"a\x1b[31m;=1"')
    assert '"\'@reason"' in grades
    assert '"\'+note"' in questions
    assert '"-1"' in questions


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
