"""Which assignment a notebook belongs to: by its name, its folders or its cells."""

import json
import re
from collections.abc import Collection, Mapping
from pathlib import Path

from coursework.grading.cells import grade_id

_JUNK = {
    *(".git", ".ipynb_checkpoints", "__MACOSX", "__pycache__", ".DS_Store", "Thumbs.db"),
    *(".venv", "venv", "node_modules", "desktop.ini"),
}

_NOTEBOOK = re.compile(r"\.ipynb(\.(json|txt))?$", re.IGNORECASE)
# What browsers, file managers, Jupyter, Colab and Canvas add to a copy's name.
_COPY = re.compile(
    r"^(copy of|kopie von) "
    r"|[ _-]*\(\d+\)$"
    r"|[ _-]+(copy|kopie)[ _-]?(\d+|\(\d+\))?$"
    r"|-\d+$",
    re.IGNORECASE,
)


def is_junk(name: str) -> bool:
    """Say whether a folder or file of this name belongs to a machine, not to a student's work."""
    return name in _JUNK or name.startswith("._")  # macOS puts those beside each file


def is_notebook_name(name: str) -> bool:
    """Say whether a file is called a notebook; browsers may append `.json` or `.txt`."""
    return bool(_NOTEBOOK.search(name)) and not is_junk(name)


def by_name(name: str, assignments: Collection[str], *, whole: bool = False) -> set[str]:
    """Find the assignments that the name of a notebook or folder fits.

    Args:
        name: The name, with or without `.ipynb`.
        assignments: The assignments that there are.
        whole: Whether parts of the name don't count.

    Returns:
        The assignment of exactly that name, whatever its capitals, separators and marks of
        a copy; else each one whose name is a part of it.
    """
    name = _NOTEBOOK.sub("", name)
    plain = {_plain(assignment): assignment for assignment in assignments}
    while (shorter := _COPY.sub("", name)) != name and _plain(name) not in plain:
        name = shorter
    if (called := _plain(name)) in plain:
        return {plain[called]}
    return set() if whole else {plain[part] for part in plain if f"_{part}_" in f"_{called}_"}


def ids(notebook: Path) -> frozenset[str]:
    """Return the nbgrader ids of a notebook's cells; none if it can't be read."""
    return frozenset(name for cell in _cells(notebook) if (name := grade_id(cell)))


def by_cells(notebook: Path, assignments: Mapping[str, Collection[str]]) -> set[str]:
    """Find the assignments that a notebook's cells are of.

    Args:
        notebook: A file, of a size that can be read.
        assignments: The nbgrader ids of each assignment's cells.

    Returns:
        Those that share most ids with it, one as a rule; none if none shares half of its ids.
    """
    held = ids(notebook)
    shared = {name: len(held & {*own}) for name, own in assignments.items() if own}
    shared = {name: count for name, count in shared.items() if 2 * count >= len(assignments[name])}
    return {name for name, count in shared.items() if count == max(shared.values())}


def sources(notebook: Path) -> list[str] | None:
    """Read the cells' text, to compare two notebooks; None if it can't be read."""
    return [str(cell.get("source")) for cell in _cells(notebook)] or None


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "_", name.casefold()).strip("_")


def _cells(notebook: Path) -> list[dict]:
    try:
        raw = json.loads(notebook.read_bytes().decode("utf-8-sig"))
        found = raw["cells"]
    except (OSError, ValueError, RecursionError, KeyError, TypeError):
        return []
    return [cell for cell in found if isinstance(cell, dict)] if isinstance(found, list) else []
