"""How long a notebook takes to read and to run, said in a line of its head.

A notebook asks for it with a line `*Time: to be measured.*` in its first Markdown cell. A build
turns it into `*Time: 25 minutes to read, 4 minutes to run.*`.
"""

import re

from nbformat import NotebookNode

from coursework.notebooks.pairs import code_cells

WORDS_A_MINUTE = 200
CODE_LINES_A_MINUTE = 20

_LINE = re.compile(r"^\*Time: .*\*$", re.MULTILINE)
_PLACE = "*Time*"  # what stands for the line where its times don't count
_TO_RUN = re.compile(r"(?:^\*Time: |, )([^,]+) to run\.\*$")
_NO_PROSE = re.compile(r"<!--.*?-->|<[^>]+>|\]\([^)]*\)|\$\$.*?\$\$", re.DOTALL)


def stated(notebook: NotebookNode) -> str | None:
    """Return the line that says how long a notebook takes; None if it asks for none."""
    head = _head(notebook)
    found = _LINE.search(head.source) if head else None
    return found.group() if found else None


def without(cell: NotebookNode, notebook: NotebookNode) -> str:
    """Return a cell's text without the line, which is made from the rest and changes nothing."""
    return _LINE.sub(_PLACE, cell.source, count=1) if cell is _head(notebook) else cell.source


def fill(notebook: NotebookNode, seconds: float | None = None) -> bool:
    """Bring the line up to date, if the notebook asks for one.

    Args:
        notebook: The notebook, changed in place.
        seconds: How long it just ran; None keeps what the line says about that.

    Returns:
        True if the line changed.
    """
    before = stated(notebook)
    if before is None:
        return False
    after = _line(notebook, before if seconds is None else f"*Time: {_minutes(seconds)} to run.*")
    head = _head(notebook)
    head.source = _LINE.sub(lambda _: after, head.source, count=1)
    return after != before


def is_filled(notebook: NotebookNode) -> bool:
    """Say whether the line, if there is one, names both times and the right one to read."""
    line = stated(notebook)
    return line is None or (line == _line(notebook, line) and bool(_TO_RUN.search(line)))


def seconds_to_read(notebook: NotebookNode) -> float:
    """Estimate how long it takes to read a notebook's prose and its code.

    Args:
        notebook: The notebook.

    Returns:
        Seconds, from its words (addresses, formulas and HTML left out) and lines of code.
    """
    cells = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    prose = "\n".join(without(cell, notebook).replace(_PLACE, "") for cell in cells)
    words = [word for word in _NO_PROSE.sub(" ", prose).split() if re.search(r"\w", word)]
    lines = [line for cell in code_cells(notebook) for line in cell.source.splitlines()]
    count = sum(bool(line.strip()) for line in lines)
    return 60 * (len(words) / WORDS_A_MINUTE + count / CODE_LINES_A_MINUTE)


def _line(notebook: NotebookNode, known: str) -> str:
    to_run = _TO_RUN.search(known)
    parts = [f"{_minutes(seconds_to_read(notebook))} to read"]
    parts += [f"{to_run.group(1)} to run"] if to_run else []
    return f"*Time: {', '.join(parts)}.*"


def _minutes(seconds: float) -> str:
    if seconds < 60:
        return "under a minute"
    minutes = int(seconds / 60 + 0.5)  # a half goes up
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def _head(notebook: NotebookNode) -> NotebookNode | None:
    return next((cell for cell in notebook.cells if cell.cell_type == "markdown"), None)
