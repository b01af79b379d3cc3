"""Grading runs that are stopped: what was graded is kept, and nothing else is left."""

import csv
import errno
import fcntl
import functools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import click
import psutil
import pytest
from submissions import kinds, toy

from coursework.grading import class_run, place, processes, report, stopping, supervisor, unfinished
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

    def mark_all(self, tasks, *, slots, on_start):
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
    monkeypatch.setattr(class_run, "_make_gradebook", lambda course, names: {toy.NAME: 6.0})
    monkeypatch.setattr(class_run, "_PACKAGES", [])
    return stand_in


@pytest.fixture
def course(tmp_path):
    root = toy.make_course(tmp_path / "course")
    for name in NAMES:
        hand_in(root, name)
    return root


def hand_in(root, student, **answers):
    path = root / "handed in" / student / toy.NAME / f"{toy.NAME}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    kinds.answers(**answers)(path)


def grade(root, **options):
    output = options.pop("output", root / "grades")
    return class_run.grade(root / "handed in", root=root, output=output, jobs=1, **options)


def students(path):
    with path.open(newline="", encoding="utf-8") as file:
        return [row["student"] for row in csv.DictReader(file)]


# Stopped and taken up again


def test_finished_rows_are_kept_by_ctrl_c_and_not_graded_again(course, nbgrader, capsys):
    nbgrader.marks = {"eve": KeyboardInterrupt}
    with pytest.raises(KeyboardInterrupt):
        grade(course)
    kept = course / "grades" / "unfinished" / "grades.csv"
    assert students(kept) == ["ann", "bob"]
    told = " ".join(capsys.readouterr().err.split())
    assert f"Stopped: 2 of 3 are graded. Their rows are in {kept}; the same command" in told
    nbgrader.marks = {}
    rows = grade(course)
    assert nbgrader.marked == {"ann": 1, "bob": 1, "eve": 2}
    assert [row.student for row in rows] == [*NAMES]
    assert students(course / "grades" / "grades.csv") == [*NAMES]
    assert students(course / "grades" / "questions.csv") == [*NAMES]
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
            self.seen = (*self.seen, students(path))

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
        hand_in(course, "ann", double="def double(number):\n    return 2")
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
    assert students(course / "grades" / "grades.csv") == ["bob", "eve"]
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
    def fail(course, names):
        raise click.ClickException("nbgrader can't release 01_toy")

    monkeypatch.setattr(class_run, "_make_gradebook", fail)
    with pytest.raises(click.ClickException, match="can't release"):
        grade(course)
    assert not (course / "grades").exists()


# Signals


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_ends_a_run_like_ctrl_c_and_the_next_one_waits(name):
    before = signal.getsignal(signal.SIGTERM)
    done = []

    def run():
        with stopping.by_signals():
            try:
                signal.raise_signal(signal.Signals[name])
                done.append("going on")
            finally:
                signal.raise_signal(signal.SIGTERM)
                done.append("cleaning up")

    with pytest.raises(KeyboardInterrupt):
        run()
    assert done == ["cleaning up"]
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_run_under_nohup_outlives_its_terminal():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stopping.by_signals():
            os.kill(os.getpid(), signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


# The temporary folder


def test_folders_of_killed_runs_are_removed_and_others_are_not(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with place.temporary() as running:
        abandoned = tmp_path / "grading-killed"
        (abandoned / "deep").mkdir(parents=True)
        (abandoned / "in use").touch()
        (tmp_path / "grading-of-mine").mkdir()
        (tmp_path / "grading-link").symlink_to(tmp_path / "grading-of-mine")
        with place.temporary() as second:
            assert second.is_dir()
        left = {path.name for path in tmp_path.iterdir()}
        assert left == {running.name, "grading-of-mine", "grading-link"}
    assert not running.exists()


def test_a_folder_that_another_run_removes_meanwhile_is_no_error(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    abandoned = tmp_path / "grading-killed"
    abandoned.mkdir()
    (abandoned / "in use").touch()
    lstat = Path.lstat

    def after_another_run(path):
        if path == abandoned:
            shutil.rmtree(path, ignore_errors=True)
        return lstat(path)

    monkeypatch.setattr(Path, "lstat", after_another_run)
    with place.temporary() as running:
        assert running.is_dir()


def test_without_locks_no_folder_counts_as_abandoned(tmp_path, monkeypatch):
    def no_locks(file, operation):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(fcntl, "flock", no_locks)
    with place.temporary() as running:
        with place.temporary() as second:
            assert second.is_dir()
        assert running.is_dir()


# Really killed


def test_what_a_killed_run_has_started_ends_with_it(tmp_path):
    """Only the processes: no notebook, and nbgrader isn't imported."""
    script = tmp_path / "killed.py"
    marker = f"sleep {time.time()}"
    script.write_text(
        "import multiprocessing, subprocess, time\n"
        "from coursework.grading import stopping\n"
        "def mark():\n"
        "    stopping.end_with_parent()\n"
        f"    subprocess.Popen({marker.split()}, start_new_session=True)\n"
        "    time.sleep(600)\n"
        "if __name__ == '__main__':\n"
        "    process = multiprocessing.get_context('forkserver').Process(target=mark)\n"
        "    process.start()\n"
        "    process.join()\n"
    )
    run = subprocess.Popen([sys.executable, script])
    try:
        wait_until(lambda: processes_of(marker), 60)
        marking = psutil.Process(run.pid).children(recursive=True)
    finally:
        run.kill()
        run.wait()
    wait_until(lambda: not processes_of(marker), 30)
    wait_until(lambda: not [each for each in marking if processes.is_running(each)], 30)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGHUP", "SIGINT"])
def test_a_killed_run_leaves_no_process_and_no_folder(tmp_path, name):
    root = toy.make_course(tmp_path / "course")
    hand_in(root, "ann")
    marker = f"sleep {time.time()}"
    sleep = f"import subprocess\nsubprocess.Popen({marker.split()}, start_new_session=True)"
    hand_in(root, "eve", double=f"{sleep}\nwhile True: pass")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    process = start(root, temporary)
    kept = root / "build" / "grades" / "unfinished" / "grades.csv"
    try:
        wait_until(lambda: processes_of(marker) and kept.is_file(), 240)
        if name == "SIGHUP":  # a closed terminal sends it to the whole group
            os.killpg(process.pid, signal.SIGHUP)
        else:
            process.send_signal(signal.Signals[name])
        process.wait(60)
    finally:
        process.kill()
    wait_until(lambda: not processes_of(marker) and not processes_of(str(temporary)), 60)
    assert students(kept) == ["ann"]
    if name == "SIGKILL":
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(tempfile, "tempdir", str(temporary))
            with place.temporary():
                pass
    assert not list(temporary.glob("grading-*"))


def start(root, temporary):
    """Start `coursework grade` as the leader of a process group, as a shell does."""
    (root / "pyproject.toml").touch()
    (root / "course").mkdir()
    command = [sys.executable, "-m", "coursework", "--root", root, "grade", root / "handed in"]
    return subprocess.Popen(
        [*command, "--jobs", "2", "--cell-timeout", "400", "--notebook-timeout", "500"],
        env={**os.environ, "TMPDIR": str(temporary)},
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        process_group=0,
        preexec_fn=functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )


def processes_of(words):
    return [
        process
        for process in psutil.process_iter(["cmdline", "status"])
        if words in " ".join(process.info["cmdline"] or ())
        and process.info["status"] != psutil.STATUS_ZOMBIE
    ]


def wait_until(condition, seconds):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)
