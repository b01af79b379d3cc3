"""The directive `hub-form`: fields that make a link for a class on a JupyterHub.

The link is put together in the reader's browser, by `_static/hub.js`; nothing is sent.
"""

from html import escape

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

_FORM = """\
<form class="hub-form" data-part="hub-form">
<label>Your hub <input name="hub" type="url" required placeholder="https://hub.example.edu"></label>
<label>Address of the repository <input name="repository" type="url" required
 placeholder="https://github.com/OWNER/NAME" value="{url}"></label>
<label>Branch <input name="branch" required value="{branch}"></label>
<label>Opens <select name="path">
{options}
</select></label>
<p role="status">Link for your students: <output name="link">fill in the fields</output></p>
</form>
"""


class HubForm(SphinxDirective):
    """See the module."""

    def run(self) -> list[nodes.Node]:
        """Return the form; see `docutils.parsers.rst.Directive.run`."""
        repository = self.config.repository
        pages = sorted(
            (page for page in self.env.found_docs if page.startswith(("course/", "exercises/"))),
            key=lambda page: (page.startswith("course/"), page),  # exercises first
        )
        options = "\n".join(f'<option value="{page}.ipynb">{page}</option>' for page in pages)
        form = _FORM.format(
            url=escape(repository.url if repository else ""),
            branch=escape(repository.branch if repository else "main"),
            options=options,
        )
        self.env.metadata[self.env.docname]["hub_form"] = True
        return [nodes.raw("", form, format="html")]


def _add_script(app, pagename, templatename, context, doctree) -> None:
    if app.env.metadata.get(pagename, {}).get("hub_form"):
        app.add_js_file("hub.js", type="module")


def setup(app) -> dict:
    """Register the directive."""
    app.add_directive("hub-form", HubForm)
    app.connect("html-page-context", _add_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
