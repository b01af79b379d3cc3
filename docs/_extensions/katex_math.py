"""Formulas are set by KaTeX while the site is built, in V8 inside Python.

A page then needs a style sheet and fonts, and no script. KaTeX itself lies in `katex` beside this
file, its style sheet and fonts in `_static/katex`.
"""

from functools import cache
from pathlib import Path

from docutils import nodes
from py_mini_racer import MiniRacer

_SOURCE = Path(__file__).parent / "katex" / "katex.min.js"


@cache
def _engine() -> MiniRacer:
    engine = MiniRacer()
    engine.eval(_SOURCE.read_text("utf-8"))
    return engine


@cache
def to_html(latex: str, display: bool) -> str:
    """Set a formula.

    Args:
        latex: The formula, as between dollars.
        display: True for one on lines of its own.

    Returns:
        HTML, with MathML for screen readers.

    Raises:
        JSEvalException: if KaTeX doesn't understand it.
    """
    options = {"displayMode": display, "throwOnError": True, "strict": "error"}
    return _engine().call("katex.renderToString", latex, options)


def _inline(translator, node) -> None:
    translator.body.append(to_html(node.astext(), False))
    raise nodes.SkipNode


def _block(translator, node) -> None:
    translator.body.append(translator.starttag(node, "div", CLASS="math"))
    translator.body.append(to_html(node.astext(), True) + "</div>")
    raise nodes.SkipNode


def _add_style(app, pagename, templatename, context, doctree) -> None:
    def is_math(node) -> bool:
        return isinstance(node, nodes.math | nodes.math_block)

    if doctree is not None and any(doctree.findall(is_math)):
        app.add_css_file("katex/katex.min.css")


def setup(app) -> dict:
    """Register the renderer that `html_math_renderer` names."""
    app.add_html_math_renderer("katex", (_inline, None), (_block, None))
    app.connect("html-page-context", _add_style)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
