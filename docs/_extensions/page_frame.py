"""What is changed around a page's content.

The captions of the list of pages are headings; Sphinx does not say of which level, and screen
readers would have to guess. MyST-NB's style sheet, 43 kB, is loaded where a notebook is shown.
"""

_ROLE = 'role="heading"'
_NOTEBOOKS = ("course/", "exercises/")


def _change(app, pagename, templatename, context, doctree) -> None:
    tree = context.get("furo_navigation_tree", "")
    context["furo_navigation_tree"] = tree.replace(_ROLE, f'{_ROLE} aria-level="2"')
    if not pagename.startswith(_NOTEBOOKS):
        context["css_files"] = [
            file for file in context["css_files"] if "mystnb" not in str(file.filename)
        ]


def setup(app) -> dict:
    """Change it when the theme has made it."""
    app.connect("html-page-context", _change, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
