"""Relative links and images in Markdown: do their targets exist?"""

import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

from markdown_it import MarkdownIt
from nbformat import NotebookNode

_HTML_TARGET = re.compile(r"""<(?:img|a)\b[^>]*?\b(?:src|href)\s*=\s*["']([^"']+)["']""", re.I)
_ELSEWHERE = re.compile(r"^([a-z][a-z0-9+.-]*:|//)", re.I)


def broken(text: str, folder: Path, attachments: tuple[str, ...] = ()) -> list[str]:
    """List the targets in a Markdown text that don't exist.

    Args:
        text: Markdown; code in it is not searched.
        folder: The folder that relative targets start from.
        attachments: Names of the images attached to the cell that holds the text.

    Returns:
        The broken targets. Addresses on the web aren't looked at.
    """
    found = []
    anchors = None
    for target in _targets(text):
        if target.startswith("attachment:"):
            if target.removeprefix("attachment:") not in attachments:
                found.append(target)
        elif target.startswith("#"):
            anchors = headings(text) if anchors is None else anchors
            if target[1:].lower() not in anchors:
                found.append(target)
        elif not _ELSEWHERE.match(target):
            path = unquote(target.split("#")[0].split("?")[0])
            if not (folder / path).exists():
                found.append(target)
    return found


def files(text: str) -> set[str]:
    """Return the relative targets of a Markdown text's links and images, less their anchors."""
    targets = (target.split("#")[0] for target in _targets(text) if not _ELSEWHERE.match(target))
    return {unquote(target) for target in targets if target}


def broken_in_notebook(notebook: NotebookNode, folder: Path) -> list[str]:
    """List the broken targets in a notebook's Markdown cells; see `broken`."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    everything = headings("\n\n".join(cell.source for cell in cells))
    return [
        target
        for cell in cells
        for target in broken(cell.source, folder, tuple(cell.get("attachments", {})))
        if target.lstrip("#").lower() not in everything or not target.startswith("#")
    ]


def headings(text: str) -> set[str]:
    """Return the anchors of a text's headings, as GitHub and Jupyter name them, lower case."""
    tokens = MarkdownIt().parse(text)
    titles = [after.content for token, after in pairwise(tokens) if token.type == "heading_open"]
    plain = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
    return plain | {title.lower().replace(" ", "-") for title in titles}


def _targets(text: str) -> list[str]:
    found = []
    for token in MarkdownIt().enable("table").parse(text):
        if token.type == "html_block":
            found += _HTML_TARGET.findall(token.content)
        for child in token.children or ():
            if child.type == "html_inline":
                found += _HTML_TARGET.findall(child.content)
            target = child.attrGet("href") or child.attrGet("src")
            if target:
                found.append(str(target))
    return found
