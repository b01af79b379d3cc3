"""What a killed run leaves, and what ends with it: processes, folders, signals."""

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
from pathlib import Path

import psutil
import pytest
from submissions import runs, toy

from coursework.grading import place, stopping


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_ends_a_run_like_ctrl_c_and_the_next_one_waits(name):
    before = signal.getsignal(signal.SIGTERM)
    # As in a terminal: under nohup and in the background of a script they are ignored.
    inherited = {
        signal.SIGHUP: signal.signal(signal.SIGHUP, signal.SIG_DFL),
        signal.SIGINT: signal.signal(signal.SIGINT, signal.default_int_handler),
    }
    done = []

    def run():
        with stopping.by_signals():
            try:
                signal.raise_signal(signal.Signals[name])
                done.append("going on")
            finally:
                signal.raise_signal(signal.SIGTERM)
                done.append("cleaning up")

    try:
        with pytest.raises(KeyboardInterrupt):
            run()
    finally:
        for number, handler in inherited.items():
            signal.signal(number, handler)
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


@pytest.mark.slow
@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGHUP", "SIGINT"])
def test_a_killed_run_leaves_no_process_and_no_folder(tmp_path, name):
    root = toy.make_course(tmp_path / "course")
    runs.hand_in(root, "ann")
    marker = f"sleep {time.time()}"
    sleep = f"import subprocess\nsubprocess.Popen({marker.split()}, start_new_session=True)"
    runs.hand_in(root, "eve", double=f"{sleep}\nwhile True: pass")
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
    assert runs.students(kept) == ["ann"]
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
