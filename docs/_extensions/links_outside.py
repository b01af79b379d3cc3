"""Links to files that the site doesn't show, such as a folder or a script.

They lead to the repository's address, if pyproject.toml names one. Otherwise only their text
stays: MyST would put a copy of the file on the site, and refuse a folder.
"""

import re
from pathlib import Path
from urllib.parse import unquote

_LINK = re.compile(r"(?<!!)\[(?P<text>[^\[\]]+)\]\((?P<target>[^()\s:]+)\)")


def rewrite(text: str, folder: Path, root: Path, shown, repository) -> str:
    """Turn links to what the site doesn't show into links to the repository, or into text.

    Args:
        text: Markdown.
        folder: The folder that its relative links start from.
        root: The repository's folder.
        shown: Called with a path; says whether the site has a page for it.
        repository: The repository's address, or None; see `coursework.site.address`.

    Returns:
        The Markdown with these links changed. What looks like a link but names nothing that
        exists, as in code, is left alone.
    """

    def replace(match: re.Match) -> str:
        path = (folder / unquote(match["target"].split("#")[0])).resolve()
        if match["target"].startswith("#") or not path.exists() or shown(path):
            return match[0]
        if repository is None or not path.is_relative_to(root):
            return match["text"]
        return f"[{match['text']}]({repository.file(path.relative_to(root).as_posix())})"

    return _LINK.sub(replace, text)


def rewrite_page(app, docname: str, text: str) -> str:
    """Do the same for the text of a page; see `rewrite`."""
    root = Path(app.srcdir).resolve()
    folder = Path(app.env.doc2path(docname)).resolve().parent

    def shown(path: Path) -> bool:
        return path.is_file() and app.env.path2doc(path) in app.env.found_docs

    return rewrite(text, folder, root, shown, app.config.repository)


def _on_read(app, docname: str, source: list[str]) -> None:
    if Path(app.env.doc2path(docname)).suffix != ".ipynb":
        source[0] = rewrite_page(app, docname, source[0])


def setup(app) -> dict:
    """Change pages as they are read; notebooks are changed by `notebook_text`."""
    app.add_config_value("repository", None, "env", types=())
    app.connect("source-read", _on_read)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
