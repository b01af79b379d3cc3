"""`make seeds` runs every seed once and sees when one leaves its band."""

import io
import json
from pathlib import Path

import click
import pytest
import toy_course
from rich.console import Console

from coursework.commands.seeds import measure
from coursework.execution import kernels, long_runs
from coursework.staleness import records

NAME = "course/01_toy"
VALUE = "0.5 + int(os.environ['COURSE_SEED']) / 100"


def measured(root, seeds):
    text = io.StringIO()
    success = measure(root, seeds=seeds, console=Console(file=text, width=200))
    return success, text.getvalue()


def noted(root):
    """Return the values of the one result, seed by seed."""
    everything = json.loads((root / records.SEEDS).read_text())
    (result,) = everything[f"{NAME} (tensorflow)"]["results"].values()
    return result["values"]


def course(tmp_path):
    root = toy_course.make(tmp_path / "toy course", {NAME: toy_course.lecture(NAME)})
    toy_course.edit(toy_course.script_path(root, NAME), ", 0.5)", f", {VALUE})")
    toy_course.edit(root / "course" / "claims" / "01_toy.toml", "high = 0.6", "high = 0.515")
    return root


@pytest.mark.slow
def test_every_seed_is_noted_and_run_only_once(tmp_path):
    root = course(tmp_path)
    assert measured(root, 2)[0]
    assert noted(root) == [0.5, 0.51]
    success, text = measured(root, 3)
    assert "Seed 2" in text
    assert "Seed 1" not in text
    assert not success, "0.52 is above 0.515"
    assert "OUTSIDE" in text


@pytest.mark.slow
def test_changed_code_is_measured_anew(tmp_path):
    root = course(tmp_path)
    measured(root, 2)
    toy_course.edit(toy_course.script_path(root, NAME), "0.5 + int", "0.4 + int")
    assert "Seed 0" in measured(root, 2)[1]
    assert noted(root) == pytest.approx([0.4, 0.41])


def test_a_long_run_that_was_recorded_anew_is_read_anew(tmp_path, monkeypatch):
    def run_all(runs, *, environment, **_):
        record = json.dumps({"seconds": 1, **toy_course.record(NAME)})
        folder = Path(environment["COURSE_RESULTS"])
        folder.mkdir(parents=True)
        (folder / "course-01_toy.json").write_text(record)
        return [kernels.Outcome(run, 1.0) for run in runs]

    monkeypatch.setattr(kernels, "run_all", run_all)
    code = 'results.read_long_run("toy")'
    root = toy_course.make(tmp_path / "toy course", {NAME: toy_course.lecture(NAME, code)})
    long_run = root / long_runs.FOLDER / "toy.json"
    for text, runs in (("{}", True), ("{}", False), ("[]", True)):
        long_run.write_text(text)
        assert ("Seed 0" in measured(root, 1)[1]) == runs


@pytest.mark.parametrize("text", toy_course.DAMAGED_SEEDS)
def test_damaged_seeds_stop_the_command_before_anything_runs(tmp_path, monkeypatch, text):
    def run_all(runs, **_):
        raise AssertionError("it ran")

    monkeypatch.setattr(kernels, "run_all", run_all)
    root = toy_course.make(tmp_path / "toy course", {NAME: toy_course.lecture(NAME)})
    (root / records.SEEDS).write_text(text)
    with pytest.raises(click.ClickException, match="seeds.json in long_runs/ is damaged .*Restore"):
        measured(root, 2)
    assert (root / records.SEEDS).read_text() == text
