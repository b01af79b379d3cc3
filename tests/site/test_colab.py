"""Notebooks for Colab, and the address that they install from."""

import click
import nbformat
import pytest
import toy_site

from coursework.commands import upgrade
from coursework.site import address, colab

ADDRESS = toy_site.ADDRESS


@pytest.fixture
def root(tmp_path):
    return toy_site.make(tmp_path / "toy", address=ADDRESS)


def read(path):
    return nbformat.read(path, as_version=4)


def test_each_lecture_and_exercise_gets_a_notebook(root, tmp_path):
    written = colab.write(root, tmp_path / "out")
    assert [path.relative_to(tmp_path / "out").as_posix() for path in written] == [
        "course/01_toy.ipynb",
        "exercises/01_toy/01_toy.ipynb",
    ]
    assert "not to be edited" in (tmp_path / "out" / "README.md").read_text()


def test_what_colab_lacks_is_installed_as_pinned():
    pins = upgrade.pins((toy_site.ROOT / "requirements.lock").read_text())
    for requirement in colab._MORE:
        name, version = requirement.split("==")
        assert version == pins[name]


def test_the_first_code_cell_installs_the_course_and_no_dependency(root):
    notebook = read(colab.write(root)[0])
    [first, *rest] = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert "%pip install --quiet --no-deps" in first.source
    assert '"autoencoder-course @ git+https://github.com/somebody/a-course@main"' in first.source
    assert not [cell for cell in rest if "pip" in cell.source]
    assert notebook.cells[0].source.startswith("# 1. A toy lecture")
    nbformat.validate(notebook)


def test_outputs_and_the_pairing_with_a_script_are_gone(root):
    notebook = read(colab.write(root)[0])
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in cells)
    assert "jupytext" not in notebook.metadata


def test_links_work_outside_the_repository(root):
    text = read(colab.write(root)[0]).cells[0].source
    assert (
        "![A drawing](https://raw.githubusercontent.com/somebody/a-course/main/course/figures/"
        "toy.svg)" in text
    )
    assert (
        "(https://colab.research.google.com/github/somebody/a-course/blob/colab/exercises/01_toy/"
        "01_toy.ipynb)" in text
    )
    assert "(https://github.com/somebody/a-course/blob/main/course/01_toy.py#L1)" in text


def test_writing_again_changes_nothing(root):
    paths = colab.write(root)
    before = [path.read_bytes() for path in paths]
    assert [path.read_bytes() for path in colab.write(root)] == before


def test_without_an_address_there_is_a_sentence(tmp_path):
    root = toy_site.make(tmp_path / "toy")
    with pytest.raises(click.ClickException, match="names no repository"):
        colab.write(root)
    assert address.read(root) is None


@pytest.mark.parametrize(
    "url", ["https://github.com/some-body/a.b", "https://github.com/some-body/a.b.git"]
)
def test_an_address_of_github_is_read(url, tmp_path):
    (tmp_path / "pyproject.toml").write_text(f'[project.urls]\nRepository = "{url}"\n')
    found = address.read(tmp_path)
    assert (found.owner, found.name, found.branch) == ("some-body", "a.b", "main")


@pytest.mark.parametrize("url", ["http://github.com/a/b", "https://example.org/a/b", "a/b", ""])
def test_another_address_is_refused(url, tmp_path):
    (tmp_path / "pyproject.toml").write_text(f'[project.urls]\nRepository = "{url}"\n')
    with pytest.raises(click.ClickException, match=r"form https://github.com/OWNER/NAME; it is '"):
        address.read(tmp_path)
