"""Is a person there to move something, and what the moving figures share."""

import base64
import io
import json
import uuid
from pathlib import Path

import numpy as np

from keras_autoencoders import argument_checks


def decide(live: bool | None) -> bool:
    """Say whether a figure should move.

    Args:
        live: What the caller says; None to find out.

    Returns:
        `live`, or whether a front end sent the cell that runs. JupyterLab, Notebook and VS Code
        name the cell when they send its code; programs that run a notebook from its beginning to
        its end (nbclient, nbval, nbconvert, nbgrader) don't. So a stored notebook holds the still
        figure, which any page can show.

    Raises:
        ValueError: if `live` is neither a Boolean nor None.
    """
    if live is not None:
        return argument_checks.boolean("live", live)
    from IPython import get_ipython

    kernel = getattr(get_ipython(), "kernel", None)
    if kernel is None:
        return False
    return "cellId" in kernel.get_parent().get("metadata", {})


def page(name: str, values: dict, *, height: int):
    """Return a moving figure: a template of this folder, with values for its script.

    Args:
        name: The template's name, a file `NAME.html` beside this one.
        values: What the script calls `values`; plain JSON types.
        height: Pixels of a page of its own, by which its style and script touch nothing else.

    Returns:
        An `IPython.display.HTML`.
    """
    from html import escape

    from IPython.display import HTML

    template = Path(__file__).with_name(f"{name}.html").read_text("utf-8")
    text = json.dumps(values).replace("</", "<\\/")
    whole = template.replace("/*values*/", f"const values = {text};")
    title = f"{name}-{uuid.uuid4().hex[:8]}"
    return HTML(
        f'<div><iframe title="{title}" srcdoc="{escape(whole)}" sandbox="allow-scripts" '
        f'style="border: 0; width: 100%; max-width: 900px; height: {height}px"></iframe></div>'
    )


def mosaic(images) -> str:
    """Return images (rows, columns, height, width, 1) side by side, as the address of a PNG."""
    from PIL import Image

    rows, columns, height, width, _ = images.shape
    pixels = np.round(255 * np.clip(images[..., 0], 0, 1)).astype("uint8")
    sheet = pixels.swapaxes(1, 2).reshape(rows * height, columns * width)
    buffer = io.BytesIO()
    Image.fromarray(sheet).save(buffer, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
