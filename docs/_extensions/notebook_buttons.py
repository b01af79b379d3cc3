"""The row of links under a notebook's title: run it, and what belongs to it.

Buttons of Colab, Binder and GitHub stand there only if pyproject.toml names the repository.
"""

import re
from pathlib import Path, PurePosixPath

from docutils import nodes

from coursework.notebooks.pairs import CASE_STUDY

RUN_HERE = "docs/students"
_LECTURE_LINK = re.compile(r"\]\((?:\.\./)+course/(\d\d_[a-z0-9_]+)\.ipynb")


def neighbours(docname: str, found: set[str], demos: list[str]) -> dict[str, str]:
    """List the pages that belong to a notebook's page.

    Args:
        docname: Its name, such as `course/01_vanilla`.
        found: The names of all pages.
        demos: The pages of its lecture's demos.

    Returns:
        The text of the link by the page's name. Of a demo it is empty: its title will do.
    """
    topic = PurePosixPath(docname).name
    lecture = topic.removesuffix(CASE_STUDY)
    wanted = {
        f"course/{lecture}": "Lecture",
        f"course/{lecture}{CASE_STUDY}": "Case study",
        f"exercises/{lecture}/{lecture}": "Exercise",
    }
    pages = {page: text for page, text in wanted.items() if page in found and page != docname}
    return pages | dict.fromkeys(demos, "")


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
    links = app.config.repository.buttons(docname) if app.config.repository else {}
    lecture = PurePosixPath(docname).name.removesuffix(CASE_STUDY)
    demos = demos_by_lecture(Path(app.srcdir)).get(lecture, [])
    pages = neighbours(docname, app.env.found_docs, demos) | {RUN_HERE: "Run on your computer"}
    for page, text in pages.items():
        text = text or f"Live: {app.env.titles[page].astext()}"
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
