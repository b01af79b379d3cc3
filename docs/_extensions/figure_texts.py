"""Every figure of a notebook gets a text for those who can't see it.

It is made of what the code says: the first sentence of the plotting function's docstring, the
words in quotes, and the heading that the figure stands under.
"""

import ast

from docutils import nodes

LONGEST = 160  # characters of the words in quotes


def describe(code: str, heading: str) -> str:
    """Describe what a cell draws.

    Args:
        code: The cell's source.
        heading: The heading above it.

    Returns:
        One or two sentences.
    """
    what, words = "Figure", []
    for call in _plots(code):
        what = _first_sentence(call.func.attr) or what
        words = [
            node.value
            for node in ast.walk(call)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.strip()
        ]
    quoted = ""
    for word in dict.fromkeys(words):
        if len(quoted) + len(word) < LONGEST:
            quoted += f", {word}" if quoted else word
    return f"{what}{f': {quoted}' if quoted else ''}. In the section “{heading}”."


def _plots(code: str) -> list[ast.Call]:
    try:
        tree = ast.parse(code)
    except SyntaxError:  # a magic command
        return []
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "plots"
    ]


def _first_sentence(name: str) -> str:
    from autoencoder_course import plots

    text = (getattr(getattr(plots, name, None), "__doc__", None) or "").strip()
    return text.splitlines()[0].rstrip(".").replace("`", "") if text else ""


def _on_read(app, doctree: nodes.document) -> None:
    for cell in doctree.findall(nodes.container):
        if cell.get("nb_element") != "cell_code":
            continue
        code = next(iter(cell.findall(nodes.literal_block))).astext()  # outputs come after it
        section = cell.parent
        while section is not None and not isinstance(section, nodes.section):
            section = section.parent
        heading = section[0].astext() if section is not None else ""
        for image in cell.findall(nodes.image):
            image.setdefault("alt", describe(code, heading))


def setup(app) -> dict:
    """Describe figures as soon as a page is read."""
    app.connect("doctree-read", _on_read)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
