"""Names of sockets: whatever TMPDIR is, kernels and graders can talk to each other."""

import os
import socket
import tempfile
from pathlib import Path

import click
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from rich.console import Console

from coursework.execution import kernels
from coursework.execution.progress import Reporter
from coursework.grading import place, sockets


@pytest.fixture(params=[61, 100, 200])
def long_temporary_folder(tmp_path, monkeypatch, request):
    """A temporary folder with a name of so many bytes more than pytest's."""
    folder = tmp_path / ("é" * (request.param // 2))
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def open_socket(path):
    with socket.socket(socket.AF_UNIX) as opened:
        opened.bind(os.fspath(path))
    path.unlink()


def test_a_grading_runs_folder_takes_sockets(long_temporary_folder):
    with place.temporary() as where:
        run = where / "12345" / "scratch" / "run"
        run.mkdir(parents=True)
        open_socket(run / "kernel-ipc-5")
        assert where.resolve().parent == long_temporary_folder
    assert not list(long_temporary_folder.iterdir())
    assert not where.is_symlink()


@pytest.mark.usefixtures("long_temporary_folder")
def test_a_short_link_to_a_long_temporary_folder_is_used_as_it_is(monkeypatch):
    """As on a Mac, where `/var` is a link to `/private/var`."""
    with tempfile.TemporaryDirectory(dir="/tmp") as short:
        link = Path(short, "link")
        link.symlink_to(tempfile.gettempdir())
        monkeypatch.setattr(tempfile, "tempdir", str(link))
        with place.temporary() as where:
            assert where.parent == link
            assert where.is_dir()
            assert not where.is_symlink()
        assert not list(link.iterdir())


def test_a_link_of_a_killed_run_is_removed(long_temporary_folder):
    link = Path(sockets.folder(), f"grading-{os.getpid()}-killed")
    link.symlink_to(long_temporary_folder / "gone")
    with place.temporary():
        assert not link.is_symlink()


@pytest.mark.parametrize("long_temporary_folder", [100], indirect=True)
def test_a_link_that_another_run_removes_meanwhile_is_no_error(long_temporary_folder, monkeypatch):
    link = Path(sockets.folder(), f"grading-{os.getpid()}-killed")
    link.symlink_to(long_temporary_folder / "gone")
    lstat = Path.lstat

    def before_another_run(path):
        status = lstat(path)
        if path == link:
            os.unlink(path)
        return status

    monkeypatch.setattr(Path, "lstat", before_another_run)
    with place.temporary() as where:
        assert where.is_dir()


@pytest.mark.slow
@pytest.mark.parametrize("long_temporary_folder", [100], indirect=True)
@pytest.mark.usefixtures("long_temporary_folder")
def test_a_notebook_runs(tmp_path):
    assert_runs(tmp_path)


def assert_runs(tmp_path):
    run = kernels.NotebookRun("toy", new_notebook(cells=[new_code_cell("6 * 7")]), tmp_path)
    quiet = Reporter(Console(quiet=True), {})
    (outcome,) = kernels.run_all([run], environment={}, cell_timeout=60, parallel=1, reporter=quiet)
    assert outcome.error is None
    assert run.notebook.cells[0].outputs[0].data["text/plain"] == "42"


@pytest.mark.slow
@pytest.mark.parametrize("long_temporary_folder", [100], indirect=True)
@pytest.mark.usefixtures("long_temporary_folder")
def test_a_notebook_runs_where_sockets_are_no_files(monkeypatch, tmp_path):
    """As on Windows, whose temporary folder has a long name."""
    monkeypatch.setattr(sockets, "ARE_FILES", False)
    monkeypatch.setattr(sockets, "_OTHERS", ())
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    assert_runs(tmp_path)


def test_a_short_temporary_folder_is_used_as_it_is(monkeypatch):
    with tempfile.TemporaryDirectory(dir="/tmp") as short:
        monkeypatch.setattr(tempfile, "tempdir", short)
        assert sockets.folder() == short
        with sockets.short_name(Path(short, "grading-1")) as name:
            assert name == Path(short, "grading-1")


@pytest.mark.usefixtures("long_temporary_folder")
def test_where_no_folder_is_short_the_cause_is_named(monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: path == tempfile.gettempdir())
    with pytest.raises(click.ClickException, match=r"at most 50 bytes, for sockets. Received: TMP"):
        sockets.folder()
