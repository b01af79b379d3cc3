"""Files are replaced whole, folders are tried by writing, and relative paths keep their meaning."""

import errno
import os
import stat
import subprocess
from pathlib import Path

import pytest
import toy_course
from click import ClickException

from coursework.execution import kernels
from coursework.files import texts, variables, writable

# Text files


def test_line_endings_of_a_windows_checkout_are_no_change(tmp_path):
    path = tmp_path / "page.md"
    path.write_bytes(b"one\r\ntwo\r\n")
    assert not texts.write_text(path, "one\ntwo\n")
    assert path.read_bytes() == b"one\r\ntwo\r\n"
    assert texts.holds(path, "one\ntwo\n")


def test_new_content_is_written_with_plain_line_endings(tmp_path):
    path = tmp_path / "page.md"
    path.write_bytes(b"one\r\n")
    assert texts.write_text(path, "two\n")
    assert path.read_bytes() == b"two\n"


in_git = pytest.mark.skipif(
    not (toy_course.REPOSITORY / ".git").exists(), reason="git's attributes need a checkout"
)


def test_a_file_that_cannot_be_written_is_named_and_as_it_was(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "temporary")

    path = tmp_path / "page.md"
    path.write_text("old\n")
    monkeypatch.setattr("os.replace", full)
    with pytest.raises(OSError, match="No space left") as found:
        texts.write_text(path, "new\n")
    assert found.value.filename == str(path)
    assert [each.name for each in tmp_path.glob("*.md*")] == ["page.md"]
    assert path.read_text() == "old\n"


@in_git
def test_every_text_file_is_checked_out_with_plain_line_endings():
    names = ["course/01_vanilla.py", "course/01_vanilla.ipynb", "README.md", "Makefile", ".ci/run"]
    command = ["git", "check-attr", "eol", "--", *names]
    done = subprocess.run(command, cwd=toy_course.REPOSITORY, capture_output=True, text=True)
    assert done.stdout.splitlines() == [f"{name}: eol: lf" for name in names]


@in_git
def test_no_file_of_another_kind_is_taken_for_text():
    command = ["git", "ls-files", "--eol", "*.keras", "*.npz", "*.png"]
    done = subprocess.run(command, cwd=toy_course.REPOSITORY, capture_output=True, text=True)
    kinds = [line.partition("attr/")[2].split()[0] for line in done.stdout.splitlines()]
    assert set(kinds) == {"-text"}


def test_a_file_that_is_not_utf8_is_named(tmp_path):
    path = tmp_path / "01_toy.py"
    path.write_bytes("größe".encode("latin-1"))
    with pytest.raises(ClickException, match=r"01_toy\.py is not UTF-8: byte 2 is 0xf6"):
        texts.read_text(path)


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(ClickException, match=rf"{tmp_path} can't be read: Is a directory"):
        texts.read_text(tmp_path)


# Folders


@pytest.fixture
def blocked(tmp_path):
    """A course whose folder can't hold another file, not even for root: it is a file."""
    path = tmp_path / "course"
    path.write_text("")
    return path


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv(writable.VARIABLE, raising=False)
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def test_a_folder_is_tried_without_leaving_anything(tmp_path):
    assert writable.objection(tmp_path / "new" / "folder") is None
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_a_folder_below_a_file_is_refused(blocked):
    assert writable.objection(blocked / "build") == "Not a directory"


def test_a_full_disk_is_noticed_before_the_work(tmp_path, monkeypatch):
    class Full:
        name = "none"

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def write(self, data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("tempfile.NamedTemporaryFile", lambda **_: Full())
    with pytest.raises(ClickException, match=r"can't be written \(No space left on device\)"):
        writable.require(tmp_path)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="permission bits don't bind root")
def test_a_folder_without_permission_is_refused(tmp_path):
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    assert writable.objection(tmp_path / "build") == "Permission denied"


def test_output_goes_into_the_course_where_it_can(tmp_path):
    told = []
    assert writable.output_folder(tmp_path, "build", None, told.append) == tmp_path / "build"
    assert told == []


def test_output_of_a_read_only_course_goes_home_and_is_announced(blocked, home):
    told = []
    folder = writable.output_folder(blocked, "work", None, told.append)
    assert folder == home / "autoencoder-course" / "work"
    assert told == [
        f"{blocked / 'work'} can't be written (Not a directory), so this goes to {folder}. "
        "Name another folder with --output FOLDER or COURSE_OUTPUT=FOLDER."
    ]


def test_a_named_folder_comes_first_then_the_variable(tmp_path, monkeypatch, home):
    monkeypatch.setenv(writable.VARIABLE, "~/mine")
    given = tmp_path / "given"
    assert writable.output_folder(tmp_path, "build", given) == given
    assert writable.output_folder(tmp_path, "build") == home / "mine" / "build"


def test_a_named_folder_that_cannot_be_written_is_refused(tmp_path, blocked):
    with pytest.raises(ClickException, match=r"out can't be written: Not a directory\. Name"):
        writable.output_folder(tmp_path, "build", blocked / "out")


@pytest.mark.parametrize("name", ["", "course"])
def test_without_any_folder_both_reasons_are_said(blocked, monkeypatch, name):
    monkeypatch.setenv("HOME", name and str(blocked))
    if not name:  # where there is no home folder, it counts as the root of the disk
        monkeypatch.setattr("os.path.expanduser", lambda path: path)
    with pytest.raises(ClickException, match=r"^Neither .*build \(Not a directory\) nor .*") as got:
        writable.output_folder(blocked, "build")
    assert ("there is no home folder" in got.value.message) == (not name)


# Variables


def test_relative_paths_start_in_the_folder_of_the_command(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    given = {
        "TFDS_DATA_DIR": "data",
        "COURSE_RESULTS": "./results",
        "XDG_CACHE_HOME": "../cache",
        "KERAS_HOME": "/keras",
        "COURSE_PROFILE": "quick",
    }
    assert variables.with_absolute_paths(given) == {
        "TFDS_DATA_DIR": f"{tmp_path}/data",
        "COURSE_RESULTS": f"{tmp_path}/results",
        "XDG_CACHE_HOME": f"{tmp_path}/../cache",
        "KERAS_HOME": "/keras",
        "COURSE_PROFILE": "quick",
    }


def test_home_addresses_and_empty_values_keep_their_meaning(home):
    given = {"TFDS_DATA_DIR": "gs://bucket/data", "COURSE_OUTPUT": "", "KERAS_HOME": "~/keras"}
    assert variables.with_absolute_paths(given) == {
        **given,
        "KERAS_HOME": f"{home}/keras",
    }


def test_each_path_of_a_list_counts(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    given = {"PYTHONPATH": os.pathsep.join(["lib", "", "/absolute"]), "JUPYTER_PATH": os.pathsep}
    assert variables.with_absolute_paths(given) == {
        "PYTHONPATH": os.pathsep.join([f"{tmp_path}/lib", str(tmp_path), "/absolute"]),
        "JUPYTER_PATH": os.pathsep,
    }


def test_a_kernel_finds_the_data_that_the_command_was_given(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TFDS_DATA_DIR", "data")
    environment = kernels.kernel_environment({"COURSE_RESULTS": "results"})
    assert environment["TFDS_DATA_DIR"] == str(tmp_path / "data")
    assert environment["COURSE_RESULTS"] == str(tmp_path / "results")


@pytest.mark.skipif(os.name == "nt", reason="no socket files there")
def test_kernels_are_spoken_to_through_files():
    assert kernels._sockets(Path("/tmp/kernel-abc"))["transport"] == "ipc"
