"""The results that notebooks record, read back without importing Keras.

`autoencoders.results` writes them: into a cell's output under a MIME type of their own,
and as JSON into the folder that `COURSE_RESULTS` names.
"""

import json
from pathlib import Path

import click
from nbformat import NotebookNode
from rich.box import SIMPLE_HEAD
from rich.table import Table

from autoencoders.settings import MIME_TYPE

HEADINGS = ("what", "measured", "published", "control", "band", "verdict")


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


def is_real(record: dict) -> bool:
    """Say whether bands apply: the full profile on real data."""
    return record["profile"] == "full" and record["data_source"] == "tfds"


def rows(record: dict) -> list[tuple[str, ...]]:
    """Format a record's results, one tuple for each, in the order of `HEADINGS`."""
    return [
        (
            result["name"],
            number(result["value"]),
            _with_source(result["reference"], result["source"]),
            _with_source(result.get("control"), result.get("control_name")),
            band(result),
            {True: "holds", False: "OUTSIDE", None: "not judged"}[result["ok"]],
        )
        for result in record["results"]
    ]


def table(records: list[dict]) -> Table:
    """Lay out several notebooks' results for the terminal.

    Args:
        records: The records, in order.

    Returns:
        A rich table, one section for each notebook.
    """
    shown = Table(*HEADINGS, title=caption(records), title_justify="left", box=SIMPLE_HEAD)
    for record in records:
        shown.add_section()
        shown.add_row(f"[bold]{record['notebook']}[/bold]")
        for row in rows(record):
            style = "bold red" if row[-1] == "OUTSIDE" else None
            shown.add_row(*row, style=style)
    return shown


def caption(records: list[dict]) -> str:
    """Say how the records were made: profile, data and backend."""
    kinds = sorted({(r["profile"], r["data_source"], r["backend"]) for r in records})
    texts = [
        f"{profile} profile, {'real data' if data == 'tfds' else 'offline sample'}, {backend}"
        for profile, data, backend in kinds
    ]
    judged = all(is_real(record) for record in records)
    note = "" if judged else " (bands apply to full runs on real data only)"
    return "Results: " + "; ".join(texts) + note


def number(value: float | None) -> str:
    """Format a number the way `autoencoders.results` does; None gives an empty string."""
    return "" if value is None else f"{value:.4g}"


def band(result: dict) -> str:
    """Format a result's tolerance band."""
    if result["low"] is None:
        return f"≤ {number(result['high'])}"
    if result["high"] is None:
        return f"≥ {number(result['low'])}"
    return f"{number(result['low'])} to {number(result['high'])}"


def _with_source(value: float | None, source: str | None) -> str:
    return f"{number(value)} ({source})" if source else number(value)
