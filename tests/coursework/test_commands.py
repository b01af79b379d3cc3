"""The command line: paths, folders for output, and sentences instead of tracebacks."""

import errno
import os
import shutil
import subprocess

import pytest
import toy_course
from click.testing import CliRunner

from coursework import notebooks
from coursework.commands import cli, lab, run
from coursework.files import writable
from coursework.grading import class_run


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A course whose folders for output can't be made: files stand in their places."""
    root = toy_course.make(tmp_path / "toy course")
    for name in ("build", "work"):
        (root / name).write_text("")
    exercise = root / "exercises" / "01_toy" / "01_toy.ipynb"
    exercise.parent.mkdir(parents=True)
    exercise.write_text("blank")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv(writable.VARIABLE, raising=False)
    (tmp_path / "home").mkdir()
    monkeypatch.chdir(tmp_path)
    return root


def call(root, *arguments):
    # The command changes this process's variables; the test's environment comes back.
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            patch.setenv(name, os.environ[name])
        return CliRunner().invoke(cli.main, ["--root", str(root), *arguments])


@pytest.fixture
def started(monkeypatch):
    """Note the commands that would be started, and start none."""
    commands = []

    def start(command, **_):
        commands.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(lab.subprocess, "run", start)
    return commands


def test_lab_in_a_read_only_course_puts_the_copies_at_home_and_says_so(root, started, tmp_path):
    result = call(root, "lab")
    work = tmp_path / "home" / "autoencoder-course" / "work"
    assert result.exit_code == 0, result.output
    assert f"work can't be written (Not a directory), so this goes to {work}." in result.output
    assert f"Your exercises are in {work}; 1 of them are new." in result.output
    assert (work / "01_toy" / "01_toy.ipynb").read_text() == "blank"
    assert started[0][3] == str(work)


def test_lab_takes_a_folder_and_options_of_jupyterlab_together(root, started, tmp_path):
    result = call(root, "lab", "--port", "9000", "--output", "mine", "--no-browser")
    assert result.exit_code == 0, result.output
    assert started[0][3] == str(tmp_path / "mine")
    assert started[0][-3:] == ["--port", "9000", "--no-browser"]


def test_lab_as_root_says_what_it_does_about_it(root, started, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    result = call(root, "lab", "--output", "mine")
    assert "You are root, as in most containers, so JupyterLab is started with --allow-root." in (
        result.output
    )
    assert "--allow-root" in started[0]


def test_run_in_a_read_only_course_puts_its_pages_at_home(root, monkeypatch, tmp_path):
    monkeypatch.setattr(run.kernels, "run_all", lambda runs, **_: [])
    result = call(root, "run")
    index = tmp_path / "home" / "autoencoder-course" / "build" / "html" / "index.html"
    assert result.exit_code == 0, result.output
    assert f"so this goes to {index.parents[1]}." in result.output
    assert f"Open {index}" in result.output
    assert index.exists()


def test_run_takes_a_folder(root, monkeypatch, tmp_path):
    monkeypatch.setattr(run.kernels, "run_all", lambda runs, **_: [])
    result = call(root, "run", "--output", "~/pages")
    assert f"Open {tmp_path / 'home' / 'pages' / 'html' / 'index.html'}" in result.output


def test_grades_of_a_read_only_course_go_home(root, monkeypatch, tmp_path):
    places = {}
    monkeypatch.setattr(class_run, "grade", lambda folder, **named: places.update(named, at=folder))
    (tmp_path / "class").mkdir()
    result = call(root, "grade", "class")
    assert result.exit_code == 0, result.output
    assert places["output"] == tmp_path / "home" / "autoencoder-course" / "build" / "grades"
    assert places["at"] == tmp_path / "class"
    assert f"Grades are in {places['output'] / 'grades.csv'}" in result.output


@pytest.mark.parametrize("command", ["run", "lab", "grade"])
def test_a_named_folder_that_cannot_be_written_ends_in_a_sentence(root, command, tmp_path):
    submissions = [str(tmp_path)] if command == "grade" else []
    result = call(root, command, *submissions, "--output", str(root / "build" / "mine"))
    assert result.exit_code == 1
    assert result.output.startswith(f"Error: {root / 'build' / 'mine'} can't be written: Not a dir")
    assert "Traceback" not in result.output


@pytest.mark.parametrize("command", ["longrun toy", "regress", "seeds", "upgrade"])
def test_hours_of_work_do_not_start_if_their_result_could_not_be_kept(root, command):
    result = call(root, *command.split())
    assert result.exit_code == 1
    assert "build can't be written (Not a directory)" in result.output
    assert "Nothing was run." in result.output


def test_a_disk_that_fills_up_ends_in_a_sentence(root, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/course/exercises")

    monkeypatch.setattr("coursework.exercises.release.write_exercises", full)
    result = call(root, "exercises")
    assert result.output == "Error: /course/exercises: No space left on device.\n"
    assert isinstance(result.exception, SystemExit)


def test_a_fault_of_the_program_keeps_its_traceback(root, monkeypatch):
    def wrong(*_):
        raise FileNotFoundError(errno.ENOENT, "no such file", "x")

    monkeypatch.setattr("coursework.exercises.release.write_exercises", wrong)
    assert isinstance(call(root, "exercises").exception, FileNotFoundError)


def test_relative_paths_in_variables_reach_every_command_whole(root, monkeypatch, tmp_path):
    monkeypatch.setenv("TFDS_DATA_DIR", "data")
    seen = {}

    def note(*_):
        seen.update(os.environ)
        return []

    monkeypatch.setattr("coursework.exercises.release.write_exercises", note)
    call(root, "exercises")
    assert seen["TFDS_DATA_DIR"] == str(tmp_path / "data")


@pytest.mark.parametrize("path", ["01_toy/01_toy.py", "../solutions/01_toy/01_toy.ipynb"])
def test_a_notebook_can_be_named_by_its_path(root, monkeypatch, path):
    monkeypatch.chdir(root / "solutions")
    assert [pair.name for pair in notebooks.discover(root, (path,))] == ["solutions/01_toy"]


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")
@pytest.mark.parametrize("target", ["lab", "run", "solutions", "regress", "seeds", "grade"])
def test_make_passes_options_on(target):
    command = ["make", "--dry-run", target, "ARGUMENTS=--port 9000", "SUBMISSIONS=class"]
    done = subprocess.run(command, cwd=toy_course.REPOSITORY, capture_output=True, text=True)
    [line] = [line for line in done.stdout.splitlines() if "-m coursework" in line]
    assert "--port 9000" in line
