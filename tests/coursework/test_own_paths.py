"""Stored outputs don't name the machine that ran them, whatever its folders are called."""

from pathlib import Path

import nbformat
import pytest

from coursework.notebooks import outputs

PATH = ["code cell 1 shows a path of the machine that ran it"]
ADDRESSES = (
    "Downloading https://example.org/course/data.tar.gz\n"
    "see //example.org/home/page and ../course/01_vanilla.ipynb, a/b or 1 / 2\n"
)


def problems(printed, root="/srv/course"):
    output = nbformat.v4.new_output("stream", name="stdout", text=printed)
    cell = nbformat.v4.new_code_cell("print()", execution_count=1, outputs=[output])
    return outputs.problems(nbformat.v4.new_notebook(cells=[cell]), Path(root))


@pytest.fixture(autouse=True)
def machine(monkeypatch):
    monkeypatch.setenv("HOME", "/home/ada")
    monkeypatch.setattr("tempfile.tempdir", "/tmp")


@pytest.mark.parametrize("home", ["/", "//", "", ".", "course", "/root", "/home", "/course", "/a"])
@pytest.mark.parametrize("root", ["/", "/course", "/srv/course"])
def test_an_address_is_no_path_of_the_machine(monkeypatch, home, root):
    monkeypatch.setenv("HOME", home)
    monkeypatch.setattr("tempfile.tempdir", "/")
    assert problems(ADDRESSES, root) == []


def test_a_machine_without_a_home_folder_can_check(monkeypatch):
    monkeypatch.setattr("os.path.expanduser", lambda path: path)  # as for an unknown user
    assert problems(ADDRESSES) == []


@pytest.mark.parametrize(
    "text",
    [
        "/srv/course",
        "in /srv/course.",
        "'/srv/course/build'",
        "file:///srv/course/x",
        "/home/ada/x.py",
        "/home/a/x.py",
        "/root/x.py",
        "/tmp/tmpabc/x",
        "/scratch/job/x",
        "/gpfs/u/ada/notes",
        "PATH=/gpfs/u/ada/bin",
    ],
)
def test_a_path_of_the_machine_is_named(monkeypatch, text):
    monkeypatch.setenv("HOME", "/gpfs/u/ada/")
    monkeypatch.setattr("tempfile.tempdir", "/scratch/job")
    assert problems(text + "\n") == PATH


@pytest.mark.parametrize("text", ["/srv/courses", "/srv/course.zip", "x/srv/course", "./tmp/x"])
def test_a_longer_name_is_another_path(text):
    assert problems(text + "\n") == []
