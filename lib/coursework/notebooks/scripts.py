"""Scripts as notebooks and back, by way of jupytext."""

import copy
import hashlib
import itertools
import re

import click
from nbformat import NotebookNode

from coursework.files.texts import read_text
from coursework.notebooks.pairs import FORMATS, KERNELSPEC, LANGUAGE_INFO, Pair

_PERCENT = "py:percent"


def read_script(pair: Pair) -> NotebookNode:
    """Read a script as a notebook without outputs.

    Args:
        pair: The pair whose script is read.

    Returns:
        The notebook, with the metadata that every stored notebook has and with cell
        ids that depend only on the content.

    Raises:
        click.ClickException: if the script can't be read as percent cells.
    """
    import jupytext

    config, text = _config(pair), read_text(pair.script)
    try:
        notebook = jupytext.reads(text, fmt=_PERCENT, config=config)
    except Exception as error:
        raise click.ClickException(f"{pair.script} is not a percent script: {error}") from error
    notebook = normalised(pair, notebook)
    _name_cells(notebook, taken=set(), cells=notebook.cells)
    return notebook


def normalised(pair: Pair, notebook: NotebookNode) -> NotebookNode:
    """Return a copy with the metadata that every stored notebook has, and no other.

    Args:
        pair: The pair that the notebook belongs to.
        notebook: A notebook in format 4; it isn't changed.

    Returns:
        The copy, in format 4.5.
    """
    result = copy.deepcopy(notebook)
    result.nbformat, result.nbformat_minor = 4, 5
    config = _config(pair)
    result.metadata = NotebookNode(
        {
            "jupytext": {  # what `jupytext --sync` writes, so that it changes nothing
                "cell_metadata_filter": config.cell_metadata_filter,
                "formats": FORMATS,
                "notebook_metadata_filter": config.notebook_metadata_filter,
            },
            "kernelspec": dict(KERNELSPEC),
            "language_info": dict(LANGUAGE_INFO),
        }
    )
    return result


def script_text(pair: Pair, notebook: NotebookNode) -> str:
    """Write a notebook's text and code the way its script should read.

    Args:
        pair: The pair that the notebook belongs to.
        notebook: The notebook; it isn't changed.

    Returns:
        The script. The jupytext version in its header is the one already in the
        script, so that upgrading jupytext alone changes no file.

    Raises:
        click.ClickException: if reading that script would not give the same cells.
    """
    import jupytext

    text = jupytext.writes(notebook, fmt=_PERCENT, config=_config(pair))
    again = jupytext.reads(text, fmt=_PERCENT, config=_config(pair))
    if [_shared(cell) for cell in again.cells] != [_shared(cell) for cell in notebook.cells]:
        raise click.ClickException(f"{pair.name} has a cell that a percent script can't hold.")
    version = re.compile(r"^#\s+jupytext_version: .*$", re.MULTILINE)
    present = version.search(read_text(pair.script)) if pair.script.exists() else None
    return version.sub(lambda _: present.group(), text, count=1) if present else text


def merge(script: NotebookNode, stored: NotebookNode | None) -> NotebookNode:
    """Give a script's cells the ids that they have in the stored notebook.

    A cell keeps its id when its text is unchanged, or when it still stands in the same
    place among changed ones.

    Args:
        script: What `read_script` returned.
        stored: The stored notebook, or None if there is none.

    Returns:
        A new notebook without outputs.
    """
    from jupytext.combine import combine_inputs_with_outputs

    merged = NotebookNode(script)
    merged.cells = [NotebookNode(cell) for cell in script.cells]
    if stored is None:
        return merged
    known = {cell.id for cell in stored.cells}
    for cell in merged.cells:
        cell.pop("id", None)
    combined = combine_inputs_with_outputs(merged, stored, fmt=_PERCENT)
    seen: set[str] = set()
    for cell, original in zip(combined.cells, script.cells, strict=True):
        cell.metadata = original.metadata
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        if cell.get("id") not in known or cell.id in seen:
            cell.id = ""
        seen.add(cell.id)
    _name_cells(combined, taken=seen, cells=[cell for cell in combined.cells if not cell.id])
    combined.metadata = script.metadata
    return combined


def _shared(cell: NotebookNode) -> tuple:
    metadata = {key: cell.metadata[key] for key in ("nbgrader", "tags") if key in cell.metadata}
    return cell.cell_type, cell.source, metadata


def _name_cells(notebook: NotebookNode, taken: set[str], cells: list[NotebookNode]) -> None:
    # Ids from the content: a notebook made anew twice is the same file twice.
    for cell in cells:
        texts = (f"{cell.cell_type}\n{cell.source}\n{attempt}" for attempt in itertools.count())
        candidates = (hashlib.sha256(text.encode()).hexdigest()[:8] for text in texts)
        cell.id = next(candidate for candidate in candidates if candidate not in taken)
        taken.add(cell.id)


def _config(pair: Pair):
    from jupytext.config import load_jupytext_config

    try:
        config = load_jupytext_config(str(pair.script))
    except Exception as error:
        raise click.ClickException(f"pyproject.toml can't be read: {error}") from None
    if config is None or not config.cell_metadata_filter:
        raise click.ClickException(
            "pyproject.toml needs a [tool.jupytext] section with cell_metadata_filter: "
            "without it nbgrader's metadata would be lost."
        )
    return config
