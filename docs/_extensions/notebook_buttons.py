"""The row of links under a notebook's title: run it, and what belongs to it.

Buttons of Colab, Binder and GitHub stand there only if pyproject.toml names the repository.
"""

import re
from pathlib import Path, PurePosixPath

from docutils import nodes

from coursework.notebooks.pairs import CASE_STUDY

RUN_HERE = "docs/students"
_LECTURE_LINK = re.compile(r"\]\((?:\.\./)+course/(\d\d_[a-z0-9_]+)\.ipynb")


def neighbours(docname: str, found: set[str], demos: dict[str, list[str]]) -> dict[str, str]:
    """List the pages that belong to a notebook's page.

    Args:
        docname: Its name, such as `course/01_vanilla`.
        found: The names of all pages.
        demos: The demos of each lecture; see `demos_by_lecture`.

    Returns:
        Names of pages by the text of their link.
    """
    topic = PurePosixPath(docname).name
    lecture = topic.removesuffix(CASE_STUDY)
    wanted = {
        "Lecture": f"course/{lecture}",
        "Case study": f"course/{lecture}{CASE_STUDY}",
        "Exercise": f"exercises/{lecture}/{lecture}",
    }
    pages = {text: page for text, page in wanted.items() if page in found and page != docname}
    for page in demos.get(lecture, ()):
        pages[f"Live: {PurePosixPath(page).name.replace('_', ' ')}"] = page
    return pages


def demos_by_lecture(root: Path) -> dict[str, list[str]]:
    """Find out which demos link which lectures.

    Args:
        root: The repository's folder.

    Returns:
        The names of the demos' pages, by lecture (`01_vanilla`).
    """
    found: dict[str, list[str]] = {}
    for page in sorted((root / "docs" / "demos").glob("*.md")):
        for lecture in dict.fromkeys(_LECTURE_LINK.findall(page.read_text("utf-8"))):
            found.setdefault(lecture.removesuffix(CASE_STUDY), []).append(f"docs/demos/{page.stem}")
    return found


def _on_resolved(app, doctree: nodes.document, docname: str) -> None:
    folder = docname.split("/")[0]
    sections = list(doctree.findall(nodes.section))
    if folder not in ("course", "exercises") or not sections:
        return
    links: dict[str, str] = {}
    if app.config.repository:
        links |= app.config.repository.buttons(docname)
    pages = neighbours(docname, app.env.found_docs, demos_by_lecture(Path(app.srcdir)))
    for text, page in (pages | {"Run on your computer": RUN_HERE}).items():
        links[text] = app.builder.get_relative_uri(docname, page)
    row = nodes.container(classes=["notebook-buttons"])
    for text, target in links.items():
        link = nodes.reference("", text, refuri=target, internal=":" not in target)
        row += nodes.paragraph("", "", link)
    sections[0].insert(1, row)


def setup(app) -> dict:
    """Add the row when a page is written."""
    app.connect("doctree-resolved", _on_resolved)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
