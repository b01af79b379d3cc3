"""The directives `demo`, a figure that runs in the reader's browser, and `demos`, their pages.

    ```{demo} latent
    ```

puts `docs/demos/latent.html` into the page, with the style sheet `demo.css` and the module
`latent.js` of the same folder. Everything in that folder but its pages is copied to the site, so
that a module finds its weights beside itself. Text in the directive stands above the figure. With
the option `:optional:` a demo that isn't there leaves no trace, nor does the text.

    ```{demos}
    :caption: Live
    ```

is a `toctree` of the pages in `docs/demos`, or nothing while there are none.
"""

import shutil
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.directives.other import TocTree
from sphinx.util.docutils import SphinxDirective

FOLDER = Path("docs", "demos")
TARGET = "demos"  # in _static
_PAGES = shutil.ignore_patterns("*.md")


class LiveFigure(nodes.raw):
    """The HTML of a demo; its attribute `demo` is the name."""


class Demo(SphinxDirective):
    """See the module."""

    required_arguments = 1
    has_content = True
    option_spec = {"optional": directives.flag}  # noqa: RUF012  (docutils asks for a dictionary)

    def run(self) -> list[nodes.Node]:
        """Return the figure; see `docutils.parsers.rst.Directive.run`."""
        name = self.arguments[0]
        folder = Path(self.env.srcdir) / FOLDER
        fragment = folder / f"{name}.html"
        self.env.note_dependency(str(fragment))
        missing = [
            path.name
            for path in (fragment, folder / f"{name}.js", folder / "demo.css")
            if not path.is_file()
        ]
        if missing and "optional" in self.options:
            return []
        if missing:
            raise self.error(f"demo {name}: no {', '.join(missing)} in {FOLDER.as_posix()}")
        text = fragment.read_text("utf-8")
        text += "\n<noscript>This figure needs JavaScript.</noscript>"
        figure = LiveFigure("", text, format="html", demo=name)
        return [*self.parse_content_to_nodes(), figure]


class Demos(TocTree):
    """See the module."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """Return the list of pages; see `docutils.parsers.rst.Directive.run`."""
        prefix = f"{FOLDER.as_posix()}/"
        pages = sorted(page for page in self.env.found_docs if page.startswith(prefix))
        self.content = StringList([f"/{page}" for page in pages], source=self.env.docname)
        return super().run() if pages else []


def _visit(translator, node) -> None:
    translator.body.append(node.astext())
    raise nodes.SkipNode


def _add_files(app, pagename, templatename, context, doctree) -> None:
    figures = list(doctree.findall(LiveFigure)) if doctree is not None else []
    if figures:
        app.add_css_file(f"{TARGET}/demo.css")
    for name in dict.fromkeys(figure["demo"] for figure in figures):
        app.add_js_file(f"{TARGET}/{name}.js", type="module")


def _copy(app, error) -> None:
    source = Path(app.srcdir) / FOLDER
    if error is None and source.is_dir() and app.builder.format == "html":
        target = Path(app.outdir) / "_static" / TARGET
        shutil.rmtree(target, ignore_errors=True)  # no file of an earlier build stays
        shutil.copytree(source, target, ignore=_PAGES)


def setup(app) -> dict:
    """Register the directives."""
    app.add_node(LiveFigure, html=(_visit, None))
    app.add_directive("demo", Demo)
    app.add_directive("demos", Demos)
    app.connect("html-page-context", _add_files)
    app.connect("build-finished", _copy)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
