"""Figures are stored in fewer bytes, and not one pixel changes."""

import base64
import io

import numpy as np
import PIL.Image
from nbformat import v4

from coursework.notebooks import outputs


def notebook_with(pixels):
    file = io.BytesIO()
    PIL.Image.fromarray(pixels).save(file, "PNG")
    data = {"image/png": base64.b64encode(file.getvalue()).decode(), "text/plain": "a figure"}
    shown = v4.new_output("display_data", data)
    printed = v4.new_output("stream", text="words\n")
    return v4.new_notebook(cells=[v4.new_code_cell("plot", outputs=[printed, shown])])


def stored(notebook):
    data = base64.b64decode(notebook.cells[0].outputs[1].data["image/png"])
    return len(data), np.asarray(PIL.Image.open(io.BytesIO(data)).convert("RGBA"))


def test_a_grey_figure_takes_less_room_and_keeps_every_pixel():
    grey = np.random.default_rng(0).integers(0, 256, (40, 50, 1), dtype="uint8")
    pixels = np.concatenate([grey, grey, grey, np.full_like(grey, 255)], axis=-1)
    notebook = notebook_with(pixels)
    before, _ = stored(notebook)
    outputs.compress_figures(notebook)
    after, kept = stored(notebook)
    assert after < 0.8 * before
    np.testing.assert_array_equal(kept, pixels)
    assert notebook.cells[0].outputs[0].text == "words\n"


def test_colours_and_transparency_are_kept():
    pixels = np.random.default_rng(0).integers(0, 256, (20, 30, 4), dtype="uint8")
    notebook = notebook_with(pixels)
    outputs.compress_figures(notebook)
    np.testing.assert_array_equal(stored(notebook)[1], pixels)
