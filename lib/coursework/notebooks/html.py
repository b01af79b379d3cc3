"""Readable pages from executed notebooks, and the index that links them."""

from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template

from nbformat import NotebookNode

from coursework import notebooks

_INDEX = Template("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<style>
body { font: 17px/1.5 system-ui, sans-serif; color: #222 }
body { max-width: 46rem; margin: 3rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
td, th { text-align: left; vertical-align: top }
td, th { padding: .4rem .8rem .4rem 0; border-bottom: 1px solid #ddd }
td:first-child { min-width: 15rem }
.failed { color: #b00020 }
.note { color: #666 }
</style>
</head>
<body>
<h1>$title</h1>
<p class="note">$note</p>
<table>
<tr><th>Notebook</th><th>Folder</th><th>Outcome</th></tr>
$rows
</table>
</body>
</html>
""")


@dataclass(frozen=True)
class Entry:
    """A line of the index.

    Attributes:
        name: The notebook, for example `course/01_vanilla`.
        title: Its first heading.
        seconds: How long it took.
        error: None, or what stopped it.
    """

    name: str
    title: str
    seconds: float
    error: str | None


def write_page(path: Path, notebook: NotebookNode, folder: Path) -> None:
    """Write a notebook as one HTML file with its images inside.

    Args:
        path: The HTML file.
        notebook: An executed notebook.
        folder: The folder that the notebook's relative image links start from.
    """
    from nbconvert.exporters import HTMLExporter

    exporter = HTMLExporter(embed_images=True)
    resources = {"metadata": {"path": str(folder), "name": notebooks.title(notebook)}}
    html, _ = exporter.from_notebook_node(notebook, resources=resources)
    notebooks.write_text(path, html)


def write_index(path: Path, title: str, note: str, entries: list[Entry]) -> None:
    """Write the page that links the others.

    Args:
        path: The HTML file; the pages lie beside it as `<folder>/<NN_topic>.html`.
        title: The course's name.
        note: How the pages were made.
        entries: One for each page.
    """
    rows = "\n".join(_row(entry) for entry in entries)
    html = _INDEX.substitute(title=escape(title), note=escape(note), rows=rows)
    notebooks.write_text(path, html)


def _row(entry: Entry) -> str:
    outcome = f"{entry.seconds:.0f} s"
    if entry.error:
        reason = entry.error.removeprefix(f"{entry.name}, ")
        outcome = f'<span class="failed">failed: {escape(reason)}</span>'
    link = f'<a href="{escape(entry.name)}.html">{escape(entry.title or entry.name)}</a>'
    return f"<tr><td>{link}</td><td>{escape(entry.name)}</td><td>{outcome}</td></tr>"
