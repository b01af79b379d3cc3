"""What is running, how far it is, and how long it still takes."""

import io
import time

import pytest
from rich.console import Console

from coursework.execution import progress
from coursework.execution.timings import Timings


@pytest.fixture
def clock(monkeypatch):
    """A clock that only moves when told to."""
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def make(expected, parallel=1, console=None, **options):
    text = io.StringIO()
    shown = Console(file=text, width=120, **(console or {}))
    return progress.reporter(shown, expected, parallel, **options), text


def test_a_log_gets_a_line_at_start_and_end_and_a_sign_of_life_in_between(clock):
    reporter, text = make({})
    with reporter.showing(["course/01_a"]):
        reporter.started("course/01_a", 12)
        reporter.reached("course/01_a", 3)
        clock[0] += progress.HEARTBEAT / 2
        reporter.tick()
        clock[0] += progress.HEARTBEAT
        reporter.tick()
        reporter.tick()
        reporter.ended("course/01_a", None)
    assert text.getvalue().splitlines() == [
        "run     course/01_a  12 cells",
        "...     course/01_a  cell 3 of 12, 15 s",
        "done    course/01_a  15 s  (1 of 1)",
    ]


def test_a_failure_is_told_at_once_with_its_reason(clock):
    reporter, text = make({})
    with reporter.showing(["course/01_a"]):
        reporter.started("course/01_a", 12)
        reporter.ended("course/01_a", "code cell 3 [x]: ValueError")
    assert text.getvalue().splitlines()[1:] == [
        "FAILED  course/01_a  0 s  (1 of 1)",
        "        code cell 3 [x]: ValueError",
    ]


def test_the_time_left_comes_from_the_last_run(clock):
    reporter, _ = make({"a": 60.0, "b": 40.0, "c": 20.0}, parallel=2)
    with reporter.showing(["a", "b", "c"]):
        assert reporter.time_left() == 60
        reporter.started("a", 1)
        reporter.started("b", 1)
        clock[0] += 30
        assert reporter.time_left() == 30
        reporter.ended("b", None)
        reporter.started("c", 1)
        assert reporter.time_left() == 30


def test_without_timings_for_every_notebook_no_time_is_promised(clock):
    reporter, _ = make({"a": 60.0})
    with reporter.showing(["a", "b"]):
        assert reporter.time_left() is None


def test_even_steps_tell_the_time_left_and_what_was_done_before_does_not_count(clock):
    reporter, text = make({}, unit="epoch", even=True, heartbeat=60)
    with reporter.showing(["seed 0", "seed 1", "seed 2"]):
        reporter.kept("seed 0", 10, "it was trained before")
        reporter.started("seed 1", 10)
        reporter.reached("seed 1", 4)  # three of them in an earlier run
        assert reporter.time_left() is None
        clock[0] += 60
        reporter.reached("seed 1", 6, "second: epoch 1 of 5")
        assert reporter.time_left() == 30 * (4 + 10)
        reporter.tick()
    assert text.getvalue().splitlines() == [
        "kept    seed 0: it was trained before",
        "run     seed 1  10 epochs",
        "...     seed 1  second: epoch 1 of 5, 60 s, about 7 min left",
    ]


def test_a_terminal_gets_bars_and_keeps_the_lines_of_what_is_done():
    reporter, text = make({"a": 60.0}, console={"force_terminal": True})
    with reporter.showing(["a"]):
        reporter.started("a", 4)
        reporter.reached("a", 2)
        reporter.tick()
        reporter.bars.refresh()
        reporter.ended("a", None)
    assert "cell 2 of 4" in text.getvalue()
    assert "about 60 s left" in text.getvalue()
    assert "done    a" in text.getvalue()


def test_timings_are_kept_by_profile_and_a_damaged_file_counts_as_empty(tmp_path):
    path = tmp_path / "build" / "timings.json"
    Timings(path, "full").note("a", 61.04)
    Timings(path, "quick").note("a", 5)
    assert Timings(path, "full").expected == {"a": 61.0}
    assert Timings(path, "quick").expected == {"a": 5}
    path.write_text("{")
    assert Timings(path, "full").expected == {}
