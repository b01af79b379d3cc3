"""What a notebook needs: nothing, new text around its outputs, or a run."""

from dataclasses import dataclass, field

import click
from nbformat import NotebookNode

from coursework import notebooks
from coursework.files.texts import read_text
from coursework.notebooks import scripts
from coursework.staleness import fingerprint
from coursework.staleness.reachable_code import parse_cell
from coursework.staleness.source_text import syntax_error


@dataclass
class Need:
    """What a build has to do for one notebook.

    Attributes:
        pair: The script and its notebook.
        notebook: What the script says, with the stored notebook's cell ids; no outputs.
        stored: The stored notebook, or None.
        fingerprint: The fingerprint of outputs made now.
        reasons: Why it has to be run; empty if its outputs are still good.
        edited_notebook: True if the notebook, not the script, was edited since the last
            build; then `notebook` holds the notebook's text.
    """

    pair: notebooks.Pair
    notebook: NotebookNode
    stored: NotebookNode | None
    fingerprint: dict
    reasons: list[str] = field(default_factory=list)
    edited_notebook: bool = False


def find(pair: notebooks.Pair, backend: str, *, force: bool = False) -> Need:
    """Find out what a notebook needs.

    Args:
        pair: The script and its notebook.
        backend: The Keras backend that would run it.
        force: Run it in any case.

    Returns:
        What it needs.

    Raises:
        click.ClickException: if script and notebook were both edited since the last build.
    """
    stored = notebooks.read_notebook(pair.notebook) if pair.notebook.exists() else None
    script = scripts.read_script(pair)
    edited_notebook = stored is not None and _notebook_was_edited(pair, script, stored)
    current = scripts.normalised(pair, stored) if edited_notebook else script
    need = Need(
        pair,
        scripts.merge(current, stored),
        stored,
        fingerprint_of(pair, current, backend),
        edited_notebook=edited_notebook,
    )
    old = fingerprint.stored(stored) if stored else {}
    need.reasons = fingerprint.differences(old, need.fingerprint)
    if not need.reasons and fingerprint.were_edited(stored):
        need.reasons = ["its outputs were edited since it was built"]
    if not need.reasons and not _is_executed(stored):
        need.reasons = ["it has cells that were not executed"]
    if force and not need.reasons:
        need.reasons = ["forced"]
    return need


def as_saved_now(need: Need) -> Need:
    """Move the outputs of a run to what script and notebook say now.

    Either may have been saved in an editor while the notebook ran. New prose takes the outputs;
    other code can't.

    Args:
        need: What was run; its `notebook` has the outputs. It isn't changed.

    Returns:
        A need whose notebook has today's text and the outputs. `edited_notebook` is True if the
        text comes from the notebook, so that the script has to follow.

    Raises:
        click.ClickException: if what the outputs depend on changed while it ran, if script and
            notebook were both edited meanwhile, or if one of them can't be read now.
    """
    pair, ran = need.pair, fingerprint.text_digest(need.notebook)
    script = scripts.read_script(pair)
    stored = notebooks.read_notebook(pair.notebook) if pair.notebook.exists() else None
    ours = fingerprint.text_digest(script)
    theirs = fingerprint.text_digest(stored) if stored else ran
    before = fingerprint.text_digest(need.stored) if need.stored else ran
    edited_notebook = theirs not in (ran, before, ours)
    if edited_notebook and (ours != ran or before != ran):
        raise click.ClickException(
            "the notebook was edited while it ran, and the script holds other edits. "
            f"To keep the newer one: python -m jupytext --sync {pair.script.relative_to(pair.root)}"
        )
    current = scripts.normalised(pair, stored) if edited_notebook else script
    made_now = fingerprint_of(pair, current, need.fingerprint["backend"])
    reasons = fingerprint.differences(need.fingerprint, made_now)
    if reasons:
        raise click.ClickException(f"{', '.join(reasons)} while it ran; run it again")
    merged = scripts.merge(current, need.notebook)
    _copy_outputs(need.notebook, merged)
    return Need(pair, merged, stored, made_now, edited_notebook=edited_notebook)


def fingerprint_of(pair: notebooks.Pair, notebook: NotebookNode, backend: str) -> dict:
    """Compute a notebook's fingerprint, or raise a ClickException that names a syntax error."""
    try:
        return fingerprint.of(notebook, pair.root, backend)
    except SyntaxError:
        raise _syntax_error(pair, notebook) from None


def _syntax_error(pair: notebooks.Pair, notebook: NotebookNode) -> click.ClickException:
    script = read_text(pair.script)
    for cell in notebooks.code_cells(notebook):
        try:
            parse_cell(cell.source)
        except SyntaxError as error:
            # A script holds magics as comments, so such a cell doesn't stand in it word for word.
            if cell.source in script:
                before = script.partition(cell.source)[0].count("\n")
            else:
                before = script.partition((error.text or "").strip())[0].count("\n")
                error.lineno = 1
            return syntax_error(pair.script.relative_to(pair.root), error, lines_before=before)
    raise AssertionError("a cell with a syntax error was parsed")


def were_both_edited(pair: notebooks.Pair, script: NotebookNode, stored: NotebookNode) -> bool:
    """Say whether script and notebook differ, and both from what was built."""
    try:
        _notebook_was_edited(pair, script, stored)
    except click.ClickException:
        return True
    return False


def with_stored_outputs(need: Need) -> NotebookNode:
    """Return a notebook whose code hasn't changed, with its new text and its old outputs.

    Args:
        need: One without reasons to run.

    Returns:
        The notebook to store.
    """
    _copy_outputs(need.stored, need.notebook)
    return sealed(need)


def sealed(need: Need) -> NotebookNode:
    """Put the fingerprint into a needed notebook, outputs included, and return it."""
    outputs = fingerprint.outputs_digest(need.notebook)
    need.notebook.metadata[notebooks.FINGERPRINT] = {**need.fingerprint, "outputs": outputs}
    return need.notebook


def _copy_outputs(source: NotebookNode, target: NotebookNode) -> None:
    # The same code, so the same cells: each code cell counts in a fingerprint by itself.
    cells = zip(notebooks.code_cells(source), notebooks.code_cells(target), strict=True)
    for before, cell in cells:
        cell.outputs, cell.execution_count = before.outputs, before.execution_count


def _notebook_was_edited(pair, script: NotebookNode, stored: NotebookNode) -> bool:
    """Say which side leads where script and notebook differ."""
    ours, theirs = fingerprint.text_digest(script), fingerprint.text_digest(stored)
    if ours == theirs:
        return False
    built = fingerprint.stored(stored).get("text")
    if theirs == built:
        return False
    if ours == built:
        return True
    if built is None and pair.script.stat().st_mtime >= pair.notebook.stat().st_mtime:
        return False
    name = pair.script.relative_to(pair.root)
    raise click.ClickException(
        f"{name} and its notebook were both edited since the last build. "
        f"To keep the newer one: python -m jupytext --sync {name}"
    )


def _is_executed(stored: NotebookNode | None) -> bool:
    cells = notebooks.code_cells(stored) if stored else []
    return all(cell.execution_count is not None for cell in cells)
