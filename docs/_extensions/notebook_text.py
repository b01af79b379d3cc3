"""What is changed in a notebook before its page is made."""

import json
import re
from pathlib import Path

from links_outside import rewrite_page

# Keras colours the text of a summary for dark terminals; on white it can hardly be read.
_COLOURED = re.compile(r'<span style="color: [^"]*">(.*?)</span>', re.DOTALL)


def _on_read(app, docname: str, source: list[str]) -> None:
    if Path(app.env.doc2path(docname)).suffix != ".ipynb":
        return
    notebook = json.loads(source[0])
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = rewrite_page(app, docname, "".join(cell["source"]))
        for output in cell.get("outputs", ()):
            html = output.get("data", {}).get("text/html")
            if html:
                output["data"]["text/html"] = _COLOURED.sub(r"\1", "".join(html))
    source[0] = json.dumps(notebook)


def setup(app) -> dict:
    """Change notebooks as they are read."""
    app.setup_extension("links_outside")
    app.connect("source-read", _on_read)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
