"""The check of a mosaic of images, decoded from a grid of codes."""

import keras
import numpy as np

from autoencoder_course.checks.common import call, expect, question, to_array

_HEIGHT, _WIDTH = 3, 2


@question(
    "vanilla.decoded_grid",
    hints=(
        "How many codes are there, and in which order do their images come, read like a page?",
        "A page starts at the top, where the second number of the code is largest. Make all "
        "codes in that order, decode them in one call, then put the images side by side.",
        "np.concatenate joins images: along axis 1 to a strip, and strips along axis 0 to a "
        "page. The last axis of an image, its one channel, is left out with [..., 0].",
    ),
)
def decoded_grid(draw, columns=4, rows=3):
    """Check a function `draw(decoder, horizontal, vertical)` that returns one large image."""
    horizontal = np.linspace(0.0, 0.9, columns)
    vertical = np.linspace(0.1, 0.7, rows) ** 2  # other steps than the horizontal ones
    mosaic = to_array(call(draw, _decoder(), horizontal, vertical), "the mosaic")
    expected = _mosaic(horizontal, vertical[::-1])
    height, width = expected.shape
    if mosaic.shape == (height, width, 1):
        mosaic = mosaic[..., 0]
    expect(
        mosaic.shape == expected.shape,
        f"Expected one image of {rows} rows and {columns} columns of tiles, shape "
        f"({height}, {width}). Received: shape {mosaic.shape}.",
    )
    mistakes = {
        "The mosaic is upside down: the largest second number belongs to the top row.": _mosaic(
            horizontal, vertical
        ),
        "The mosaic is mirrored: the first number of the code grows from left to right.": _mosaic(
            horizontal[::-1], vertical[::-1]
        ),
        "The images are cut up: `reshape` alone can't put tiles side by side. Join whole "
        "images.": _tiles(horizontal, vertical[::-1]).reshape(height, width),
        "The two numbers of the code are exchanged: the first one belongs to `horizontal`.": (
            _joined(_tiles(horizontal, vertical[::-1], exchange=True))
        ),
    }
    for sentence, wrong in mistakes.items():
        expect(not np.allclose(mosaic, wrong, atol=1e-5), sentence)
    wrong = np.abs(mosaic - expected).reshape(rows, _HEIGHT, columns, _WIDTH).max(axis=(1, 3))
    row, column = np.unravel_index(np.argmax(wrong > 1e-4), wrong.shape)
    expect(
        wrong.max() <= 1e-4,
        f"The tile in row {row + 1}, column {column + 1} is not what the decoder makes of its "
        f"code ({horizontal[column]:.2f}, {vertical[::-1][row]:.2f}).",
    )


def _decoder():
    """Make a decoder whose images show their code: each pixel is a mix of its two numbers."""
    decoder = keras.Sequential(
        [
            keras.Input((2,)),
            keras.layers.Dense(_HEIGHT * _WIDTH),
            keras.layers.Reshape((_HEIGHT, _WIDTH, 1)),
        ]
    )
    decoder.set_weights([_mix(), np.zeros(_HEIGHT * _WIDTH)])
    decoder.compile(run_eagerly=True)  # nothing to trace: `predict` is quick
    return decoder


def _mix():
    return np.array([[1.0, 0.0, 0.5, 0.2, 0.8, 0.1], [0.0, 1.0, 0.5, 0.4, 0.1, 0.7]])


def _tiles(horizontal, vertical, exchange=False):
    """Decode a grid, rows in the order of `vertical`: (rows, columns, height, width)."""
    codes = np.array([[(x, y) for x in horizontal] for y in vertical])
    if exchange:
        codes = codes[..., ::-1]
    return (codes @ _mix()).reshape(len(vertical), len(horizontal), _HEIGHT, _WIDTH)


def _joined(tiles):
    return np.concatenate([np.concatenate(list(row), axis=1) for row in tiles], axis=0)


def _mosaic(horizontal, vertical):
    return _joined(_tiles(horizontal, vertical))
