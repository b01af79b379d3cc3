"""No exercise, nor anything beside it, gives away what lies between a solution's markers."""

import json
import re
from pathlib import Path

import nbformat
import pytest
from submissions import toy

from coursework.exercises import release

ROOT = Path(__file__).parents[2]
SOLUTIONS = sorted(ROOT.glob("solutions/*/*.ipynb"))
SHORTEST = 10  # characters without spaces; shorter lines (`)`, `else:`, `pass`) give nothing away


def leaks(solution, folder):
    """List what the files of an exercise give away of its solution.

    Args:
        solution: The solution's notebook, with its outputs.
        folder: The exercise's folder.

    Returns:
        One sentence for each file and secret line found in it.
    """
    secrets = secret_lines(solution)
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        text = squeeze(" ".join(strings(path)))
        found += [f"{path.name} contains {line!r}" for line in sorted(secrets) if line in text]
        if path.suffix == ".py":
            found.append(f"{path.name} is a script")
    return found


def secret_lines(solution):
    """Collect the squeezed lines that only exist between markers, and those that they print."""
    secret, public = [], []
    for cell in solution.cells:
        hidden = [*release.regions(cell, "SOLUTION"), *release.regions(cell, "HIDDEN TESTS")]
        answer_in_words = cell.cell_type == "markdown" and release.is_marked(cell, "solution")
        if answer_in_words:
            hidden = [cell.source]
        rest = cell.source
        for text in hidden:
            rest = rest.replace(text, "")
        public.append(squeeze(rest))
        secret += [line for text in hidden for line in text.split("\n")]
        if hidden:
            secret += [line for text in output_texts(cell) for line in text.split("\n")]
    squeezed = {squeeze(line) for line in secret}
    published = "".join(public)
    return {line for line in squeezed if len(line) >= SHORTEST and line not in published}


def output_texts(cell):
    """Return the texts that a cell printed or showed, pictures in base64 included."""
    for output in cell.get("outputs", []):
        yield output.get("text", "")
        yield "\n".join(output.get("traceback", []))
        yield from (text for text in output.get("data", {}).values() if isinstance(text, str))


def strings(path):
    """Return all strings in a file, those deep in a notebook's JSON included."""
    text = path.read_bytes().decode("utf-8", "replace")
    yield text
    if path.suffix == ".ipynb":
        yield from strings_in(json.loads(text))


def strings_in(value):
    """Return all strings in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from strings_in(item)


def squeeze(text):
    """Drop spaces and line ends, so that indentation and wrapping hide nothing."""
    return re.sub(r"\s+", "", text)


def test_there_is_something_to_compare():
    assert SOLUTIONS
    for path in SOLUTIONS:
        assert secret_lines(nbformat.read(path, as_version=4)), path.name


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_no_exercise_gives_its_solution_away(path):
    exercise = ROOT / "exercises" / path.stem
    assert (exercise / path.name).is_file()
    assert leaks(nbformat.read(path, as_version=4), exercise) == []


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_exercises_have_no_markers_outputs_or_pairing(path):
    text = (ROOT / "exercises" / path.stem / path.name).read_text("utf-8")
    notebook = nbformat.reads(text, as_version=4)
    assert not re.search(r"(BEGIN|END) (SOLUTION|HIDDEN TESTS)", text)
    assert "jupytext" not in notebook.metadata
    assert not [cell for cell in notebook.cells if cell.get("outputs") or cell.get("attachments")]


def test_exercises_hold_nothing_else():
    known = {path.stem for path in SOLUTIONS}
    strangers = [path.name for path in (ROOT / "exercises").iterdir() if path.is_dir()]
    assert set(strangers) <= known


@pytest.fixture
def toy_exercise(tmp_path):
    """Release the toy assignment; return its solution with outputs and the exercise's path."""
    solution = toy.solution()
    answer = toy.find(solution, "square_test")
    answer.outputs = [nbformat.v4.new_output("stream", text="the hidden test says 1764\n")]
    path = tmp_path / "exercise.ipynb"
    path.write_text(release.exercise_text(solution), "utf-8")
    return solution, path


def edit(path, change):
    """Change a stored notebook."""
    notebook = nbformat.read(path, as_version=4)
    change(notebook)
    nbformat.write(notebook, path)


def test_a_clean_release_has_no_leak(toy_exercise):
    solution, path = toy_exercise
    assert leaks(solution, path.parent) == []


PLANTS = {
    "a solution line": lambda nb: nb.cells[2].update(source="    return  2 * number"),
    "a solution as a comment": lambda nb: nb.cells[2].update(source="# return 2*number"),
    "a solution in the text": lambda nb: nb.cells[0].update(source="Try `return 2 * number`."),
    "a hidden test": lambda nb: nb.cells[3].update(source="assert double(11) == 22"),
    "a hidden test in metadata": lambda nb: nb.metadata.update(note=["assert double(11) == 22"]),
    "an output": lambda nb: nb.cells[3].update(
        outputs=[nbformat.v4.new_output("stream", text="the hidden test says 1764")]
    ),
}


@pytest.mark.parametrize("plant", PLANTS.values(), ids=PLANTS)
def test_a_planted_leak_is_found(toy_exercise, plant):
    solution, path = toy_exercise
    edit(path, plant)
    assert len(leaks(solution, path.parent)) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("exercise.py", "x = 1"),
        ("notes.txt", "assert cube(11) == 1331"),
        ("old", "return number**3"),
    ],
)
def test_a_file_beside_the_exercise_is_searched_too(toy_exercise, name, text):
    solution, path = toy_exercise
    (path.parent / name).write_text(text)
    assert leaks(solution, path.parent)
