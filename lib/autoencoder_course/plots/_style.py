"""What all figures of the course share."""

import math
from contextlib import contextmanager

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import FormatStrFormatter, LogLocator, NullFormatter

STYLE = {
    "figure.dpi": 150,
    "figure.constrained_layout.use": True,
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.alpha": 0.25,
    "image.cmap": "gray",
    # Pixels as they are; it also keeps stored notebooks small.
    "image.interpolation": "nearest",
    "legend.frameon": False,
}


# A few dozen shades suffice for the eye, and compress well.
WEIGHT_COLOURS = plt.get_cmap("RdBu_r", 41)


@contextmanager
def figure(rows, columns, size):
    with plt.rc_context(STYLE):
        fig, axes = plt.subplots(rows, columns, figsize=size, squeeze=False)
        try:
            yield fig, axes
        finally:
            # Closed, so that Jupyter does not show it a second time by itself.
            plt.close(fig)


def show_image(axis, image):
    image = np.clip(np.asarray(image), 0, 1)
    axis.imshow(image[..., 0] if image.shape[-1] == 1 else image, vmin=0, vmax=1)


def tile_mosaic(weights, tile_shape, count):
    weights = np.asarray(weights)[:count]
    height, width = tile_shape
    if weights.ndim != 2 or weights.shape[1] != height * width:
        raise ValueError(
            f"Expected weights of shape (units, {height * width}) for `tile_shape` "
            f"{tuple(tile_shape)}. Received: shape {weights.shape}"
        )
    columns = math.ceil(math.sqrt(len(weights)))
    rows = math.ceil(len(weights) / columns)
    # One empty pixel around each tile keeps neighbours apart.
    mosaic = np.full((rows * (height + 1) - 1, columns * (width + 1) - 1), np.nan)
    for unit, tile in enumerate(weights.reshape(-1, height, width)):
        top, left = (unit // columns) * (height + 1), (unit % columns) * (width + 1)
        mosaic[top : top + height, left : left + width] = tile
    return mosaic


def log_axis(axis, which):
    getattr(axis, f"set_{which}scale")("log")
    ticks = axis.xaxis if which == "x" else axis.yaxis
    # Losses rarely span more than a decade or two, so powers of ten alone are too few.
    ticks.set_major_locator(LogLocator(subs=(1, 2, 5)))
    ticks.set_major_formatter(FormatStrFormatter("%g"))
    ticks.set_minor_formatter(NullFormatter())
