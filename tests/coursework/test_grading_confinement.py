"""What holds a submission back: cores, disk, and the folders that it can't reach."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from coursework.grading import confinement, course, processes, supervisor

needs_landlock = pytest.mark.skipif(
    not confinement.landlock_version(), reason="this machine has no Landlock"
)


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


@pytest.mark.slow
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
        from coursework.grading import confinement, course
        here = Path(sys.argv[1])
        made = course.Course(here / "course", here, here, here, None)
        hidden = [path for path in made.hidden if path != here]
        confinement.confine(writable=[here / "mine"], hidden=hidden, readable=made.readable)
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
    owned = course.own_files(Path("/"))
    assert owned[:2] == [Path("/solutions"), Path("/nbgrader_config.py")]
    assert Path("/") not in owned
    assert all(path.name.startswith(".") for path in owned[2:])
    monkeypatch.setenv("HOME", "/home/ann")
    assert course.own_files(Path("/course")) == [Path("/course"), Path("/home/ann")]


def test_someone_without_a_home_hides_none(monkeypatch):
    monkeypatch.delenv("HOME")
    monkeypatch.setattr(Path, "home", _no_home)
    assert course.own_files(Path("/course")) == [Path("/course")]


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
