"""A map of codes of two numbers, over which one drags a point to see what it decodes to."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import to_hex

from autoencoder_course import plots
from autoencoder_course.widgets import _live
from keras_autoencoders import argument_checks

_POINTS = 2_000  # as many as can be drawn at once
_STILL = 20  # places along each side of the still figure


def latent_explorer(codes, labels, class_names, decode, *, side=32, live=None):
    """Show a map of codes, and what is decoded at the place that the reader drags a ring to.

    Images are decoded beforehand on a grid, so the figure works on when the kernel has stopped.

    Args:
        codes: Codes of images (n, 2). The first 2,000 are drawn.
        labels: Classes (n,), integers from 0; they colour the points.
        class_names: Names of the classes, in the order of their numbers.
        decode: Function from codes (m, 2) to images (m, height, width, 1), pixels in [0, 1], such
            as `decoder.predict`.
        side: Places along each side of the grid, an integer of 2 or more. The grid holds the
            codes from the first to the 99th percentile.
        live: True for the moving figure, False for the still one. None decides: it moves where
            a person runs the cell in JupyterLab, Notebook or VS Code.

    Returns:
        An `IPython.display.HTML` that moves; or the `Figure` of `plots.latent_plane`, in programs
        that run notebooks and on pages that show them.

    Raises:
        ValueError: if `codes` is not of shape (n, 2) or not finite, `labels` not one class for
            each, `side` no integer of 2 or more, `live` neither a Boolean nor None, or what
            `decode` returns is no grey image for each code.

    Example:
        `widgets.latent_explorer(codes, mnist.test.labels, mnist.class_names, decoder.predict)`
    """
    codes = argument_checks.finite("codes", codes)
    if codes.ndim != 2 or codes.shape[1] != 2:
        raise ValueError(f"Expected `codes` of shape (n, 2). Received: shape {codes.shape}")
    labels = argument_checks.class_labels("labels", labels, len(codes), len(class_names))
    if argument_checks.positive_integer("side", side) < 2:
        raise ValueError(f"Expected `side` to be 2 or more. Received: side={side}")
    live = _live.decide(live)
    limits = np.percentile(codes, [1, 99], axis=0).T
    decoded = _decoded(decode, limits, side if live else min(side, _STILL))
    if not live:
        return plots.latent_plane({"latent codes": codes}, labels, class_names, decoded, limits)
    colours = [to_hex(plt.get_cmap("tab10")(number % 10)) for number in range(len(class_names))]
    values = {
        "codes": np.round(codes[:_POINTS], 3).tolist(),
        "labels": labels[:_POINTS].tolist(),
        "names": [str(name) for name in class_names],
        "colours": colours,
        "limits": limits.tolist(),
        "side": side,
        "tile": decoded.shape[2:4],
        "sheet": _live.mosaic(decoded),
    }
    return _live.page("latent_explorer", values, height=480)


def _decoded(decode, limits, side):
    """Return decoded images (side, side, height, width, 1): the largest second numbers first."""
    (left, right), (bottom, top) = limits
    first, second = np.meshgrid(np.linspace(left, right, side), np.linspace(top, bottom, side))
    grid = np.stack([first.ravel(), second.ravel()], axis=1).astype("float32")
    decoded = np.asarray(decode(grid))
    if decoded.ndim != 4 or decoded.shape[-1] != 1 or len(decoded) != side**2:
        raise ValueError(
            "Expected `decode` to return one grey image for each code, (m, height, width, 1). "
            f"Received: shape {decoded.shape} for {side**2} codes"
        )
    return decoded.reshape(side, side, *decoded.shape[1:])
