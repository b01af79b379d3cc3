"""A submission's own world: what is in it, what isn't, how its memory and time are counted."""

import os
import platform
import signal
import subprocess
from collections import namedtuple
from pathlib import Path

import psutil
import pytest
from submissions import toy

from coursework.grading import (
    confinement,
    control_groups,
    processes,
    report,
    sandbox,
    supervisor,
)
from coursework.grading.limits import Limits
from coursework.grading.marks import Mark, Status

needs_sandbox = pytest.mark.skipif(
    not sandbox.is_available(), reason="no bubblewrap that works here"
)


def command(*inside, readable=(), hidden=()):
    return [*sandbox.arguments(readable, hidden, most_bytes=10**6), *inside]


def run(code, **paths):
    done = subprocess.run(command("sh", "-c", code, **paths), capture_output=True, text=True)
    return done.stdout.split()


@needs_sandbox
def test_only_what_is_readable_is_there_and_hidden_parts_of_it_are_not(tmp_path):
    for name in ("open", "open/secret", "open/secret/open again", "secret"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").touch()
    shown = run(
        f"cd '{tmp_path}'; ls open secret open/secret 'open/secret/open again'; touch open/x",
        readable=[tmp_path / "open", tmp_path / "open/secret/open again", tmp_path / "secret"],
        hidden=[tmp_path / "open" / "secret", tmp_path / "secret"],
    )
    text = " ".join(shown)
    assert "open: file secret" in text
    assert "open/secret: open again" in text
    assert "open/secret/open again: file" in text
    assert "secret: file" not in text.replace("open/secret", "")
    assert not (tmp_path / "open" / "x").exists()


@needs_sandbox
def test_its_writable_places_are_new_and_small():
    name = f"of-a-test-{os.getpid()}"
    code = f"head -c 2000000 /dev/zero > /tmp/{name}; stat -c %s /tmp/{name}; touch /x || echo no"
    size, last = run(code)
    assert int(size) <= 1_010_000  # whole pages
    assert last == "no"
    assert not Path("/tmp", name).exists()


@needs_sandbox
def test_who_enters_forks_into_it_and_ends_with_it():
    world = sandbox.Sandbox(command())
    read, write = os.pipe()
    doorman = os.fork()
    if doorman == 0:
        world.enter()
        child = os.fork()
        if child == 0:
            os.write(write, f"{os.getpid() < 10} {os.listdir('/home/student')}".encode())
            signal.pause()
        os._exit(0 if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -9 else 1)
    try:
        assert os.read(read, 100) == b"True []"
    finally:
        world.end()
    assert os.waitpid(doorman, 0)[1] == 0


@needs_sandbox
def test_a_sandbox_that_cannot_be_made_says_why():
    with pytest.raises(RuntimeError, match="Can't find source path"):
        sandbox.Sandbox([*command()[:-1], "--ro-bind", "/none", "/none", "--"])


def test_without_bubblewrap_the_first_line_says_less_isolated(monkeypatch):
    monkeypatch.setattr(sandbox, "is_available", lambda: False)
    assert report._isolation().startswith("Less isolated: ")
    monkeypatch.setattr(sandbox, "is_available", lambda: True)
    monkeypatch.setattr(control_groups, "available", lambda: False)
    assert "measured while it runs" in report._isolation()


# Memory


@pytest.mark.skipif(not control_groups.available(), reason="no control groups can be made here")
def test_a_control_group_counts_memory_without_a_name():
    group = control_groups.make(f"grading-test-{os.getpid()}", 10**8)
    try:
        child = os.fork()
        if child == 0:
            group.join()
            handle = os.memfd_create("x")
            for _ in range(30):
                os.write(handle, bytes(10**7))
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        assert group.memory_kills() == 1
    finally:
        group.remove()
    assert not any(folder.exists() for folder in group.folders)


def test_where_no_group_can_be_made_there_is_none(monkeypatch, tmp_path):
    monkeypatch.setattr(control_groups, "_own_groups", lambda: {"memory": tmp_path / "none"})
    assert control_groups.make("x", 10**9) is None
    assert not control_groups.available()


@pytest.mark.skipif(
    platform.machine() not in confinement._KEYCTL, reason="where the call's number is known"
)
def test_a_process_that_leaves_its_keyring_has_another_one():
    def session_keyring():  # keyctl(KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, create)
        return confinement._syscall(confinement._KEYCTL[platform.machine()], 0, -3, 1)

    try:
        before = session_keyring()
    except OSError as error:
        pytest.skip(f"no keyrings here: {error}")
    child = os.fork()
    if child == 0:
        confinement.leave_keyring()
        os._exit(0 if session_keyring() != before else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert session_keyring() == before


def test_a_group_that_cannot_cap_memory_is_none(monkeypatch, tmp_path):
    def refused(*_):
        raise OSError("no controller was handed down")

    monkeypatch.setattr(
        control_groups, "_own_groups", lambda: dict.fromkeys(("memory", "pids", "cpu"), tmp_path)
    )
    monkeypatch.setattr(control_groups, "_limit_memory", refused)
    assert control_groups.make("x", 10**9) is None
    assert not control_groups.available()


def test_groups_that_a_killed_run_left_are_removed(monkeypatch, tmp_path):
    for name in ("grading-killed-0001", "grading-other-0001"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(control_groups, "_own_groups", lambda: {"memory": tmp_path})
    control_groups.remove_those_of("grading-killed")
    assert [path.name for path in tmp_path.iterdir()] == ["grading-other-0001"]


def test_files_in_memory_count_as_memory_of_who_has_them_open():
    before = processes.own_bytes(psutil.Process())
    if not hasattr(os, "memfd_create"):
        pytest.skip("only Linux has them")
    handle = os.memfd_create("x")
    try:
        os.write(handle, bytes(50_000_000))
        assert processes.own_bytes(psutil.Process()) - before > 40_000_000
    finally:
        os.close(handle)


# Time

Times = namedtuple("Times", "user idle")


@pytest.mark.parametrize(
    ("status", "used", "busy", "waited"),
    [
        (Status.TIME_LIMIT, 10, 95, True),  # others had the machine
        (Status.TIME_LIMIT, 90, 95, False),  # it had the machine itself
        (Status.TIME_LIMIT, 10, 20, False),  # it slept
        (Status.GRADED, 10, 95, False),
    ],
)
def test_only_who_timed_out_for_want_of_the_processor_is_run_again(
    monkeypatch, status, used, busy, waited
):
    monkeypatch.setattr(supervisor, "_IDLE", ("idle",))
    monkeypatch.setattr(psutil, "cpu_times", lambda: Times(busy, 100 - busy))
    one = object.__new__(supervisor._Run)
    one._machine, one._processor_seconds = Times(0, 0), used
    assert one._waited(Mark(status), 100.0) is waited


def test_who_is_run_again_is_run_after_all_others_and_counts_once(tmp_path, monkeypatch):
    tasks = [toy.task(tmp_path / name) for name in ("first", "second")]
    calls = []

    def marked(tasks, server, slots, on_start):
        for task in tasks:
            calls.append((task.folder.name, slots))
            waited = calls == [("first", 2)]
            mark = Mark(Status.TIME_LIMIT if waited else Status.GRADED)
            yield supervisor.Finished(task, mark, 1.0, waited)

    monkeypatch.setattr(supervisor, "_mark_all", marked)
    done = list(supervisor.mark_all(tasks, server=None, slots=2, on_start=None))
    assert calls == [("first", 2), ("second", 2), ("first", 1)]
    assert [one.task.folder.name for one in done] == ["second", "first"]
    assert done[1].mark.reason == supervisor._AGAIN


def test_processor_time_is_that_of_its_cores():
    assert Limits(notebook_seconds=10).processor_seconds((0, 1)) == 20
    assert Limits(notebook_seconds=10).processor_seconds(()) == 10
