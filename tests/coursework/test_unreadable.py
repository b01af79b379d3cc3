"""A source that can't be read or parsed ends in a sentence with its name, in every command."""

import io

import pytest
import toy_course
from click import ClickException
from rich.console import Console

from coursework.commands.build import build
from coursework.commands.check import check, find_problems
from coursework.commands.seeds import measure
from coursework.exercises import release
from coursework.notebooks import scripts
from coursework.staleness import reachable_code, records

QUIET = Console(quiet=True)


@pytest.fixture
def root(tmp_path):
    return toy_course.make(tmp_path / "toy course")


def broken(root):
    """Break the lecture's code."""
    path = toy_course.script_path(root, "course/01_toy")
    toy_course.edit(path, "print(6 * 7)", "values = [1, 2")
    return path


@pytest.mark.parametrize("command", [build, measure])
def test_a_syntax_error_is_named_with_its_file_and_line(root, command):
    path = broken(root)
    with pytest.raises(ClickException) as found:
        command(root, ("course/01_toy",), console=QUIET)
    line = path.read_text().split("values = [1, 2")[0].count("\n") + 1
    assert found.value.message == (
        f"course/01_toy.py has a syntax error in line {line}, '[' was never closed: values = [1, 2"
    )


def test_check_tells_of_a_syntax_error_and_of_everything_else(tmp_path):
    root = toy_course.make_stored(tmp_path / "toy course")
    toy_course.pair(root).notebook.unlink()
    broken(root)
    (root / "README.md").unlink()
    told = io.StringIO()
    assert not check(root, Console(file=told, width=200))
    assert "course/01_toy.py has a syntax error in line" in told.getvalue()
    assert "README.md" in told.getvalue()
    assert "problems in the course" in told.getvalue()


def test_a_syntax_error_in_the_library_is_not_blamed_on_a_notebook(root):
    module = root / "lib" / "autoencoder_course" / "plots.py"
    module.parent.mkdir(parents=True)
    module.write_text("def draw(:\n    pass\n")
    message = r"lib/autoencoder_course/plots\.py has a syntax error in line 1, .*: def draw\(:"
    with pytest.raises(ClickException, match=message):
        build(root, console=QUIET)


def test_a_syntax_error_in_a_recipe_is_a_finding(root):
    recipe = root / records.FOLDER / "toy_run.py"
    recipe.write_text("import\n")
    recipe.with_suffix(".json").write_text('{"backend": "tensorflow"}')
    told = io.StringIO()
    assert not check(root, Console(file=told, width=200))
    assert "course/long_runs/toy_run.py has a syntax error in line 1" in told.getvalue()


LATIN = "größe".encode("latin-1")


@pytest.mark.parametrize(
    ("content", "reason"),
    [(LATIN, "is not UTF-8: byte 2 is 0xf6"), (b"x = 1\n\0", "is not text: it holds a zero byte")],
    ids=["latin-1", "zero byte"],
)
def test_a_script_that_is_no_text_is_named(root, content, reason):
    path = toy_course.script_path(root, "solutions/01_toy")
    path.write_bytes(content)
    for command in (build, release.write_exercises):
        with pytest.raises(ClickException, match=rf"01_toy\.py {reason}"):
            command(root, ("solutions/01_toy",))
    assert any(reason in problem.message for problem in find_problems(root))


def test_a_script_that_cannot_be_read_is_named(root):
    path = toy_course.script_path(root, "course/01_toy")
    path.unlink()
    path.symlink_to(root / "nowhere.py")
    with pytest.raises(ClickException, match=r"01_toy\.py can't be read: No such file"):
        build(root, ("course/01_toy",), console=QUIET)


def test_a_page_that_is_no_text_is_a_finding(root):
    (root / "README.md").write_bytes(LATIN)
    assert "README.md is not UTF-8" in str(find_problems(root))


def test_broken_settings_are_not_blamed_on_a_script(root):
    (root / "pyproject.toml").write_text("[tool.jupytext\n")
    with pytest.raises(ClickException, match=r"^pyproject\.toml can't be read: "):
        scripts.read_script(toy_course.pair(root))


@pytest.mark.parametrize(
    ("cell", "statements"),
    [
        ("%%bash\nif [ -f data ]; then rm data; fi", 1),
        ("for name in (1, 2):\n    !echo {name}", 1),
        ("%%time\nx = 1\ny = 2", 2),
        ("files = !ls", 1),
    ],
)
def test_what_ipython_runs_is_no_syntax_error(cell, statements):
    assert len(reachable_code.parse_cell(cell).body) == statements


def test_what_neither_python_nor_ipython_runs_is_a_syntax_error():
    with pytest.raises(SyntaxError):
        reachable_code.parse_cell("%matplotlib inline\nvalues = [1,")


# Line endings of a checkout on Windows


def test_a_windows_checkout_is_in_step_and_nothing_is_rewritten(tmp_path):
    root = toy_course.make_stored(tmp_path / "toy course")
    for path in root.rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    before = toy_course.snapshot(root)
    told = io.StringIO()
    assert find_problems(root) == []
    assert build(root, console=Console(file=told, width=200))
    assert "0 were run" in told.getvalue()
    assert toy_course.snapshot(root) == before
