"""Which of an exercise's cells a notebook holds, and what its release says of itself."""

import hashlib
from collections.abc import Mapping, Sequence

from nbformat import NotebookNode

RELEASE = "exercise_release"  # the notebook's metadata key; Jupyter keeps what it doesn't know
DEMONSTRATION = "demonstration"  # the tag

_ID = "fingerprint"  # the key of a release's id: exercises that students have say so


def grade_id(cell: Mapping) -> str:
    """Return a cell's id in nbgrader, or an empty string, however damaged its metadata is.

    Args:
        cell: A notebook's cell, as nbformat or plain JSON has it.
    """
    name = _nbgrader(cell).get("grade_id")
    return name if isinstance(name, str) else ""


def find(cells: Sequence[NotebookNode], locked: Mapping[str, str]) -> dict[str, int]:
    """Find an exercise's cells in a notebook, by their ids, else by their text.

    Args:
        cells: The notebook's cells.
        locked: The source, as released, of each cell that students don't edit, by id.

    Returns:
        Where each id is: the last cell that has it. A cell of `locked` whose id is nowhere
        is the first one without an id that has its text.
    """
    places = {name: place for place, cell in enumerate(cells) if (name := grade_id(cell))}
    unnamed = {
        cell.source.strip(): place
        for place, cell in reversed(list(enumerate(cells)))
        if grade_id(cell) not in locked
    }
    for name, source in locked.items():
        if name not in places and (place := unnamed.pop(source.strip(), None)) is not None:
            places[name] = place
    return places


def moved(places: Mapping[str, int], released: Sequence[NotebookNode]) -> list[str]:
    """List the tests that a submission has above the question that they look at.

    Args:
        places: Where each id is in the submission, as `find` returns it.
        released: The exercise's cells.
    """
    found, question = [], ""
    for cell in released:
        name = grade_id(cell)
        if name and is_locked(cell) and is_test(cell):
            if name in places and places[name] < places.get(question, -1):
                found.append(name)
        elif name and not is_locked(cell):
            question = name
    return found


def is_test(cell: NotebookNode) -> bool:
    """Say whether a cell's metadata calls it graded."""
    return _nbgrader(cell).get("grade") is True


def is_locked(cell: NotebookNode) -> bool:
    """Say whether grading takes a released cell's source from the release."""
    metadata = _nbgrader(cell)
    return not metadata.get("solution") and bool(metadata.get("grade") or metadata.get("locked"))


def is_demonstration(cell: NotebookNode) -> bool:
    """Say whether a cell only shows something: tagged so, and no part of a question."""
    return DEMONSTRATION in cell.metadata.get("tags", []) and not grade_id(cell)


def checksum(cell: NotebookNode) -> str:
    """Return nbgrader's checksum of a cell as it was released, or an empty string."""
    found = _nbgrader(cell).get("checksum")
    return found if isinstance(found, str) else ""


def note_release(notebook: NotebookNode) -> None:
    """Write into a released notebook which release it is.

    The id is a hash of what a score can depend on: code and graded cells, without
    demonstrations. The demonstrations' own hashes let grading know them again, even when a
    later release has others.

    Args:
        notebook: The released exercise, changed in place.
    """
    relevant = [
        [cell.cell_type, cell.source, grade_id(cell), checksum(cell)]
        for cell in notebook.cells
        if grade_id(cell) or (cell.cell_type == "code" and not is_demonstration(cell))
    ]
    demonstrations = [_short_hash(cell.source) for cell in notebook.cells if is_demonstration(cell)]
    notebook.metadata[RELEASE] = NotebookNode(
        {_ID: _short_hash(repr(relevant)), "demonstrations": demonstrations}
    )


def release_id(notebook: NotebookNode) -> str:
    """Return the id that `note_release` wrote; empty if there is none."""
    found = _release(notebook).get(_ID)
    return found if isinstance(found, str) and found.isalnum() and len(found) < 65 else ""


def unchanged_demonstrations(notebook: NotebookNode) -> list[str]:
    """List the sources of a submission's demonstrations that are as its own release had them.

    Args:
        notebook: The submission.

    Returns:
        The sources; empty for a release that doesn't name its demonstrations.
    """
    known = _release(notebook).get("demonstrations")
    known = known if isinstance(known, list) else []
    return [cell.source for cell in notebook.cells if _short_hash(cell.source) in known]


def _nbgrader(cell: Mapping) -> dict:
    return _dict(_dict(cell.get("metadata")).get("nbgrader"))


def _release(notebook: NotebookNode) -> dict:
    return _dict(notebook.metadata.get(RELEASE))


def _dict(value: object) -> dict:
    return value if isinstance(value, dict) else {}


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
