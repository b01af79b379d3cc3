"""`make lab` gives a student copies that nothing overwrites."""

import os

import pytest

from coursework.commands.lab import copy_exercises, lab_command


def test_answers_survive_a_second_time_and_a_new_release(tmp_path):
    exercise = tmp_path / "exercises" / "01_toy" / "01_toy.ipynb"
    exercise.parent.mkdir(parents=True)
    exercise.write_text("blank")
    (copy,) = copy_exercises(tmp_path, tmp_path / "work")
    assert copy == tmp_path / "work" / "01_toy" / "01_toy.ipynb"
    assert copy.read_text() == "blank"
    copy.write_text("my answer")
    exercise.write_text("another blank")
    assert copy_exercises(tmp_path, tmp_path / "work") == []
    assert copy.read_text() == "my answer"


@pytest.mark.parametrize(("user", "expected"), [(0, ["--allow-root"]), (1000, [])])
def test_root_may_open_it_as_in_containers(tmp_path, monkeypatch, user, expected):
    monkeypatch.setattr(os, "geteuid", lambda: user, raising=False)
    assert lab_command(tmp_path)[4:] == expected


def test_options_reach_jupyterlab(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    assert lab_command(tmp_path, ("--no-browser", "--port=9"))[4:] == ["--no-browser", "--port=9"]
