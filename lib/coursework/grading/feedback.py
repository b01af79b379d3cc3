"""Feedback pages in which a student's work can run nothing, load nothing and cover nothing.

What a student wrote or printed reaches the page through nbconvert's filters for Markdown,
code and HTML, and all of these are sanitised here. Should something get through, the page's
policy still forbids every script and every address outside the page. And whatever a student's
area holds is painted inside that area only: no style, formula or stacked accent lays a
false score over the real one.
"""

import copy
import functools
import html
from typing import ClassVar

import bleach
from bleach.css_sanitizer import CSSSanitizer
from bs4 import BeautifulSoup
from jinja2 import BytecodeCache
from nbconvert.exporters import HTMLExporter

POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; "
    "base-uri 'none'; form-action 'none'"
)
HEAD = (
    f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    "<style>.rendered_html, .input_area, .output_area "
    "{ contain: paint; overflow: auto; position: relative; }</style>"
)

# Sanitising takes a tenth of a millisecond for each tag and entity, or the square of it.
LONGEST = 200_000  # characters of one piece of HTML
MOST_MARKUP = 10_000  # its tags and entities
MOST_MARKUP_OF_PAGE = 60_000
_LEFT_OUT = "<p>[HTML that can't be shown was left out: there is too much of it.]</p>"

_TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "caption", "code", "dd", "del", "div", "dl", "dt"),
    *("em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "kbd", "li", "ol", "p", "pre"),
    *("s", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th"),
    *("thead", "tr", "u", "ul"),
}
_SCRIPTED = (
    *("application/vnd.jupyter.widget-view+json", "application/javascript", "text/vnd.mermaid"),
)
_DEEPEST = 200  # elements in elements; sanitising takes time that grows with its square
_WITHOUT_CONTENT = ("script", "style", "template", "noscript", "iframe", "object", "svg", "math")
_STYLES = ("background-color", "color", "font-style", "font-weight", "text-align")
_CELL = {"align", "colspan", "rowspan", "scope", "style", "title"}
_LINKS = ("http://", "https://", "mailto:")
_IMAGES = tuple(f"data:image/{kind};base64," for kind in ("png", "jpeg", "gif", "svg+xml"))


def sanitised(text: str) -> str:
    """Leave only harmless HTML of a text.

    Args:
        text: HTML from a student.

    Returns:
        The same without scripts, without addresses that a browser would load, and without
        ids, classes and styles that could imitate or move a part of the page. A note in its
        place if it is too long or too deeply nested.
    """
    if len(text) > LONGEST or _markup(text) > MOST_MARKUP:
        return _LEFT_OUT
    try:
        soup = BeautifulSoup(text, "html.parser")
        if _depth(soup) > _DEEPEST:
            return _LEFT_OUT
        for element in soup.find_all(_WITHOUT_CONTENT):
            element.decompose()  # bleach would show their content as text
        return bleach.clean(
            str(soup),
            tags=_TAGS,
            attributes=_is_allowed,
            protocols={"http", "https", "mailto", "data"},
            css_sanitizer=CSSSanitizer(allowed_css_properties=_STYLES, allowed_svg_properties=()),
            strip=True,
        )
    except RecursionError:
        return _LEFT_OUT


def plain_page(title: str, status: str, reason: str) -> str:
    """Make the page of a submission that could not be graded.

    Args:
        title: Its title.
        status: What became of it.
        reason: Why.

    Returns:
        A page of HTML; the texts stand in it as they are.
    """
    title, status, reason = map(html.escape, (title, status, reason))
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8">{HEAD}<title>{title}</title></head>\n'
        f"<body><h1>{title}</h1><p><strong>{status}</strong>: {reason}</p></body></html>\n"
    )


class _Compiled(BytecodeCache):
    """Compiled templates, kept for this process and for those that it forks."""

    _known: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket):
        """Fill in what is known of a template."""
        if bucket.key in self._known:
            bucket.bytecode_from_string(self._known[bucket.key])

    def dump_bytecode(self, bucket):
        """Keep a template that was compiled."""
        self._known[bucket.key] = bucket.bytecode_to_string()


class FeedbackExporter(HTMLExporter):
    """nbconvert's HTML exporter for work that isn't trusted."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.sanitize_html = True  # no scripts, no widgets; HTML through `clean_html`
        self.skip_svg_encoding = False  # as an image, an SVG runs nothing
        self.exclude_anchor_links = True  # their ids would clash with those of scores
        self._markup_left = 0

    @property
    def default_config(self):
        """nbconvert's, without the kinds of output that need a script: others come with them."""
        config = super().default_config.copy()
        kinds = config.NbConvertBase.display_data_priority
        config.NbConvertBase.display_data_priority = [
            kind for kind in kinds if kind not in _SCRIPTED
        ]
        return config

    @property
    def environment(self):
        """Jinja's, which takes templates that were compiled before."""
        environment = super().environment
        environment.bytecode_cache = environment.bytecode_cache or _Compiled()
        return environment

    def default_filters(self):
        """Yield nbconvert's filters, with those that make HTML of a student's text sanitised."""
        yield from super().default_filters()
        yield "clean_html", self._sanitised

    @functools.wraps(HTMLExporter.markdown2html)  # jinja's mark on it included
    def markdown2html(self, context, source):
        """Render Markdown and sanitise what came of it."""
        return self._sanitised(super().markdown2html(context, source))

    def from_notebook_node(self, nb, resources=None, **kwargs):
        """Make the page; its scripts, which only typeset formulas, are left out."""
        self._markup_left = MOST_MARKUP_OF_PAGE
        nb = copy.deepcopy(nb)
        nb.metadata.language_info = {"name": "python", "pygments_lexer": "ipython3"}
        for cell in nb.cells:
            _leave_no_markup(cell)
        page, resources = super().from_notebook_node(nb, resources, **kwargs)
        soup = BeautifulSoup(page, "html.parser")
        for script in soup.find_all("script"):
            script.decompose()
        soup.head.insert(0, BeautifulSoup(HEAD, "html.parser"))
        return str(soup), resources

    def _sanitised(self, text: str) -> str:
        self._markup_left -= _markup(text)
        return sanitised(text) if self._markup_left >= 0 else _LEFT_OUT


def _leave_no_markup(cell) -> None:
    # The template writes these as they are. A kernel that a student took over sends anything.
    if "execution_count" in cell and not isinstance(cell.execution_count, int):
        cell.execution_count = None
    cell.metadata.pop("tags", None)  # become classes, such as those that lay a cell over others
    for output in cell.get("outputs", []):
        if "metadata" in output:
            output.metadata = _sizes(output.metadata)


def _sizes(metadata) -> dict:
    """Return the widths and heights of images; all else, such as a frame, could be an attack."""
    return {
        kind: {
            side: value
            for side, value in said.items()
            if side in ("width", "height") and type(value) is int
        }
        for kind, said in metadata.items()
        if kind.startswith("image/") and isinstance(said, dict)
    }


def _markup(text: str) -> int:
    return text.count("<") + text.count("&")


def _depth(soup: BeautifulSoup) -> int:
    depth, level = 0, [soup]
    while level := [child for element in level for child in element.find_all(recursive=False)]:
        depth += 1
    return depth


def _is_allowed(tag: str, name: str, value: str) -> bool:
    if tag == "a":
        return name == "title" or (name == "href" and value.lower().startswith(_LINKS))
    if tag == "img":
        return name in ("alt", "title", "width", "height") or (
            name == "src" and value.lower().startswith(_IMAGES)
        )
    return name in (_CELL if tag in ("td", "th", "tr") else ("style", "title"))
