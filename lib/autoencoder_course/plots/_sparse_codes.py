"""Figures of sparse codes: what zeros cost, and every weight of every unit."""

import io
import math

import IPython.display
import matplotlib.pyplot as plt
import numpy as np
import PIL.Image

from autoencoder_course.plots._style import STYLE, WEIGHT_COLOURS, figure, log_axis, tile_mosaic
from keras_autoencoders import argument_checks

# Where a method writes its settings: where methods lie close, their labels must not meet.
_BESIDE = ({"xytext": (5, 5), "ha": "left"}, {"xytext": (-9, -15), "ha": "center"})


def frontier(curves, *, controls=None, label="test mean squared error per pixel"):
    """Draw what sparsity costs: an error against the share of the code that is on.

    Args:
        curves: Dict from a method's name to its measured points, a list of (setting, silent,
            error): the penalty's weight, or k for a k-sparse code, a positive number; the
            fraction of the code near zero, at least 0 and below 1; the error.
        controls: Dict from a name to an error, drawn dashed.
        label: Name of the vertical axis, with its unit.

    Returns:
        A `Figure`; both axes are logarithmic, points are marked with their settings, each
        setting once, and lower and further left is better.

    Raises:
        ValueError: if `curves` is empty, or a point is not three finite numbers, the setting
            and the error positive, the fraction at least 0 and below 1.
    """
    points = {name: _frontier_points(name, curve) for name, curve in curves.items()}
    if not points:
        raise ValueError("Expected at least one method in `curves`. Received: none")
    with figure(1, 1, (9, 4.6)) as (fig, axes):
        axis, written = axes[0, 0], set()  # methods of one k have one share: written once
        for number, (name, (settings, silent, errors)) in enumerate(points.items()):
            shares = 100 * (1 - silent)
            axis.plot(shares, errors, marker="o", label=name)
            for setting, share, error in zip(settings, shares, errors, strict=True):
                if setting not in written:
                    axis.annotate(
                        f"{setting:g}", (share, error), textcoords="offset points", fontsize=8,
                        color=f"C{number}", **_BESIDE[number % len(_BESIDE)],
                    )  # fmt: skip
            written |= set(settings)
        for position, (name, value) in enumerate((controls or {}).items()):
            axis.axhline(value, color=f"C{len(points) + position}", linestyle="--", label=name)
        axis.set(xlabel="units that are on for an image (%)", ylabel=label)
        log_axis(axis, "x")
        log_axis(axis, "y")
        axis.legend(loc="center left", bbox_to_anchor=(1.01, 0.5))
    return fig


def tile_mosaics(panels, tile_shape, *, shades=7, magnify=1, columns=None):
    """Show the weights of all units as tiles, each weight a pixel of the figure or a few.

    For hundreds of tiles. `weight_tiles` is for fewer: it scales them to the panel's size.

    Args:
        panels: Dict from a panel's name, such as "before", to weights (units, inputs):
            a row is a tile.
        tile_shape: (height, width) of one tile; height * width = inputs.
        shades: Number of colours, at most 200, which keeps the stored picture small.
        magnify: Pixels of the figure for one weight, each way, a positive integer.
        columns: Panels side by side, a positive integer; all by default.

    Returns:
        An `IPython.display.Image` that Jupyter shows, a PNG with a palette (half the size of
        what a `Figure` is stored as): blue is negative, white zero, red positive, on one
        symmetric scale.

    Raises:
        ValueError: if `panels` is empty, the weights do not fit `tile_shape` or are not finite,
            or `magnify` or `columns` is not a positive integer.
    """
    if not panels:
        raise ValueError("Expected at least one panel in `panels`. Received: none")
    panels = {name: argument_checks.finite(f"panels[{name!r}]", panels[name]) for name in panels}
    magnify = argument_checks.positive_integer("magnify", magnify)
    columns = len(panels) if columns is None else columns
    columns = min(argument_checks.positive_integer("columns", columns), len(panels))
    mosaics = {
        name: tile_mosaic(weights, tile_shape, len(weights)) for name, weights in panels.items()
    }
    limit = max(np.nanpercentile(np.abs(mosaic), 99) for mosaic in mosaics.values()) or 1.0
    gap, title, dpi = 8, 24, STYLE["figure.dpi"]
    # Every panel gets the place of the largest one.
    tall, wide = (magnify * max(mosaic.shape[of] for mosaic in mosaics.values()) for of in (0, 1))
    rows = math.ceil(len(mosaics) / columns)
    height, width = rows * (tall + title), columns * (wide + gap) + gap
    with plt.rc_context({**STYLE, "figure.constrained_layout.use": False}):
        fig = plt.figure(figsize=(width / dpi, height / dpi))
        for number, (name, mosaic) in enumerate(mosaics.items()):
            row, column = divmod(number, columns)
            left, bottom = gap + column * (wide + gap), (rows - 1 - row) * (tall + title)
            # Unlike an axis, this never rounds a weight away.
            fig.figimage(
                mosaic.repeat(magnify, axis=0).repeat(magnify, axis=1), left, bottom,
                cmap=WEIGHT_COLOURS.resampled(shades), vmin=-limit, vmax=limit, origin="upper",
            )  # fmt: skip
            top = bottom + magnify * len(mosaic) + gap / 2
            fig.text(
                (left + magnify * mosaic.shape[1] / 2) / width, top / height,
                f"{name} (±{limit:.2g})", fontsize=10, ha="center",
            )  # fmt: skip
        plt.close(fig)
        return IPython.display.Image(data=_palettised(fig, shades), format="png")


def _palettised(fig, shades):
    # A palette of our own, for the one that Pillow finds by itself drops rare colours: every
    # weight keeps its shade exactly, and only the titles' greys are rounded.
    colours = WEIGHT_COLOURS.resampled(shades)(range(shades))[:, :3]
    greys = np.repeat(np.linspace(0, 1, 18)[:, None], 3, axis=1)
    palette = PIL.Image.new("P", (1, 1))
    palette.putpalette((255 * np.concatenate([colours, greys])).round().astype("uint8").tobytes())
    with io.BytesIO() as drawn, io.BytesIO() as stored:
        fig.savefig(drawn, format="png", dpi="figure")
        with PIL.Image.open(drawn) as picture:
            none = PIL.Image.Dither.NONE
            picture.convert("RGB").quantize(palette=palette, dither=none).save(
                stored, "png", optimize=True
            )
        return stored.getvalue()


def _frontier_points(name, curve):
    points = np.asarray(curve, "float64")
    right = points.ndim == 2 and points.shape[1] == 3 and len(points) and np.isfinite(points).all()
    if not (right and (points[:, [0, 2]] > 0).all() and _is_share(points[:, 1])):
        raise ValueError(
            "Expected points (setting, silent, error) of finite numbers in `curves`, setting and "
            f"error positive, silent from 0 to below 1. Received: {name!r}: {curve!r}"
        )
    return points.T


def _is_share(silent):
    return (silent >= 0).all() and (silent < 1).all()
