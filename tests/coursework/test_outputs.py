"""What counts as a progress bar in a stored notebook: colours do, but not those of a model."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from coursework.notebooks import outputs

TITLE = '\x1b[1mModel: "vanilla"\x1b[0m\n'
TABLE = "┏━━━━━━━━━━━━━┳━━━━━━━━━━━━━┓\n┃\x1b[1m Layer (type) \x1b[0m┃\x1b[38;5;34m784\x1b[0m┃\n"
TOTAL = "\x1b[1m Total params: \x1b[0m\x1b[38;5;34m157,684\x1b[0m (615.95 KB)\n"
BAR = "10/10 ━━━━━━━━━━━━━━━━━━━━ 1s 42ms/step"


def display(text):
    return new_output("display_data", {"text/plain": text})


def printed(text):
    return new_output("stream", name="stdout", text=text)


def problems(tmp_path, *shown):
    cell = new_code_cell("show()", execution_count=1, outputs=[*shown])
    return outputs.problems(new_notebook(cells=[cell]), tmp_path)


def test_a_model_that_keras_shows_is_no_progress_bar(tmp_path):
    assert problems(tmp_path, *map(display, (TITLE, TABLE, TOTAL))) == []


@pytest.mark.parametrize(
    "shown",
    [
        [display("\x1b[32mdone\x1b[0m")],
        [display(TITLE)],
        [*map(display, (TITLE, TABLE, TOTAL)), printed("\x1b[32mdone\x1b[0m")],
        [*map(display, (TITLE, TABLE, TOTAL)), display(f"\x1b[1m{BAR}\x1b[0m")],
        [*map(display, (TITLE, TABLE, TOTAL)), display("\x1b[2K\x1b[1A")],
    ],
    ids=["a colour", "half a model", "colours beside a model", "a bar", "a moved cursor"],
)
def test_other_colours_and_bars_are(tmp_path, shown):
    (problem,) = problems(tmp_path, *shown)
    assert problem.startswith("code cell 1 left a progress bar")
