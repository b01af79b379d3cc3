"""The results that notebooks record, read back without importing Keras.

`autoencoder_course.results` writes them: into a cell's output under a MIME type of their own,
and as JSON into the folder that `COURSE_RESULTS` names.
"""

import json
from pathlib import Path

import click
from nbformat import NotebookNode
from rich.box import SIMPLE_HEAD
from rich.table import Table

from autoencoder_course.results.text import (
    HEADINGS,
    MIME_TYPE,
    band,
    caption,
    is_real,
    number,
    rows,
)

__all__ = [
    "HEADINGS",
    "band",
    "caption",
    "from_file",
    "from_notebook",
    "in_band",
    "is_real",
    "number",
    "path_in",
    "rows",
    "table",
]


def from_notebook(notebook: NotebookNode) -> dict | None:
    """Read the record in a notebook's outputs.

    Args:
        notebook: An executed notebook.

    Returns:
        The last record displayed, or None if there is none.
    """
    found = None
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            found = output.get("data", {}).get(MIME_TYPE, found)
    return found


def path_in(folder: Path, name: str) -> Path:
    """Return where the record of a notebook lies, for example `course-01_vanilla.json`."""
    return folder / f"{name.replace('/', '-')}.json"


def from_file(folder: Path, name: str) -> dict | None:
    """Read the record that a notebook wrote as JSON.

    Args:
        folder: The folder of records.
        name: The notebook, for example `course/01_vanilla`.

    Returns:
        The record, or None if the notebook wrote none.

    Raises:
        click.ClickException: if the file isn't JSON.
    """
    path = path_in(folder, name)
    if not path.exists():
        return None
    try:
        return json.loads(path.read_text("utf-8"))
    except json.JSONDecodeError as error:
        raise click.ClickException(f"{path} is damaged; delete it and run again.") from error


def in_band(result: dict, value: float) -> bool:
    """Say whether a value lies in a result's band.

    Args:
        result: One of a record's results: `low` and `high` may be None.
        value: This or another run's value.

    Returns:
        True if it does; both ends belong to the band.
    """
    low, high = result["low"], result["high"]
    return (low is None or low <= value) and (high is None or value <= high)


def table(records: list[dict]) -> Table:
    """Lay out several notebooks' results for the terminal.

    Args:
        records: The records, in order.

    Returns:
        A rich table, one section for each notebook.
    """
    shown = Table(
        *HEADINGS, title=f"Results: {caption(records)}", title_justify="left", box=SIMPLE_HEAD
    )
    for record in records:
        shown.add_section()
        shown.add_row(f"[bold]{record['notebook']}[/bold]")
        for row in rows(record):
            style = "bold red" if row[-1] == "OUTSIDE" else None
            shown.add_row(*row, style=style)
    return shown
