"""The results table in the README, made from what the notebooks have stored."""

from pathlib import Path

import click

from coursework import notebooks
from coursework.results import recorded

BEGIN, END = "<!-- results:begin -->", "<!-- results:end -->"


def with_results(root: Path) -> str:
    """Return the README as it should read.

    Args:
        root: The course's root folder.

    Returns:
        The README's text with the table between its markers made anew.

    Raises:
        click.ClickException: if the README lacks the markers.
    """
    text = (root / "README.md").read_text("utf-8")
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(BEGIN) > text.index(END):
        raise click.ClickException(f"README.md needs one line {BEGIN} and one line {END} after it.")
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n{results_table(root)}\n{END}{after}"


def update(root: Path) -> bool:
    """Bring the README's results table up to date.

    Args:
        root: The course's root folder.

    Returns:
        True if the README changed.
    """
    return notebooks.write_text(root / "README.md", with_results(root))


def results_table(root: Path) -> str:
    """Lay out all stored results as Markdown.

    Args:
        root: The course's root folder.

    Returns:
        A caption and a table, or a sentence if no notebook holds results.
    """
    found = []
    for pair in notebooks.discover(root):
        stored = notebooks.read_notebook(pair.notebook) if pair.notebook.exists() else None
        record = recorded.from_notebook(stored) if stored else None
        if record:
            found.append((pair, record))
    if not found:
        return "No notebook holds results yet."
    caption = f"Results: {recorded.caption([record for _, record in found])}."
    return "\n".join([caption, *(line for pair, record in found for line in _folded(pair, record))])


def _folded(pair: notebooks.Pair, record: dict) -> list[str]:
    """A notebook's table, folded away: all of them together would bury the rest of the page."""
    verdicts = [row["ok"] for row in record["results"]]  # None: sample data, held to no band
    within = f"{verdicts.count(True)} within their bands"
    target = pair.notebook.relative_to(pair.root).as_posix()
    return [
        "",
        f"<details><summary>{pair.name}: {len(verdicts)} results, {within}</summary>",
        "",
        f"[Open the notebook]({target})",
        "",
        _line(*recorded.HEADINGS),
        _line(*["---"] * len(recorded.HEADINGS)),
        *(_line(*row) for row in recorded.rows(record)),
        "",
        "</details>",
    ]


def _line(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
