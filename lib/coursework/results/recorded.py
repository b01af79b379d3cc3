"""The results that notebooks record, and what is claimed of them, without importing Keras.

`autoencoder_course.results` writes the records: into a cell's output under a MIME type of their
own, and as JSON into the folder that `COURSE_RESULTS` names.
"""

import json
from pathlib import Path

import click
from nbformat import NotebookNode

from autoencoder_course.results import claims, text
from autoencoder_course.results.claims import Entry, Judged
from coursework.files.texts import read_text
from coursework.notebooks.pairs import Pair, code_cells


def entries_of(pair: Pair) -> dict[str, Entry]:
    """Read what a notebook claims.

    Args:
        pair: The notebook.

    Returns:
        Entries by the name of the result.

    Raises:
        click.ClickException: if the file is missing or can't be read.
    """
    try:
        return claims.read(pair.name, claims_folder(pair.root))
    except (OSError, ValueError) as error:
        raise click.ClickException(str(error)) from None


def claims_folder(root: Path) -> Path:
    """Return where the claims of a course lie."""
    return root / "course" / "claims"


def claims_file(pair: Pair) -> Path:
    """Return the file of a notebook's claims."""
    return claims.path_of(pair.name, claims_folder(pair.root))


def judged(pair: Pair, record: dict) -> list[Judged]:
    """Hold a record, of whatever run, against what its notebook claims now."""
    return claims.judge(record, entries_of(pair))


def from_notebook(notebook: NotebookNode) -> dict | None:
    """Read the record in a notebook's outputs.

    Args:
        notebook: An executed notebook.

    Returns:
        The last record displayed, or None if there is none.
    """
    output = _output(notebook)
    return output.data[text.MIME_TYPE] if output else None


def is_shown_as_claimed(notebook: NotebookNode, pair: Pair) -> bool:
    """Say whether the closing table of a stored notebook shows what its claims say now."""
    output = _output(notebook)
    fresh = text.mimebundle(output.data[text.MIME_TYPE], entries_of(pair))
    return all(output.data.get(kind) == fresh[kind] for kind in ("text/plain", "text/html"))


def show_as_claimed(notebook: NotebookNode, pair: Pair) -> None:
    """Lay out a stored notebook's closing table anew: a claim or band may have changed."""
    output = _output(notebook)
    if output:
        output.data.update(text.mimebundle(output.data[text.MIME_TYPE], entries_of(pair)))


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
        return json.loads(read_text(path))
    except json.JSONDecodeError as error:
        raise click.ClickException(f"{path} is damaged; delete it and run again.") from error


def _output(notebook: NotebookNode) -> NotebookNode | None:
    found = None
    for cell in code_cells(notebook):
        for output in cell.get("outputs", ()):
            if text.MIME_TYPE in output.get("data", {}):
                found = output
    return found
