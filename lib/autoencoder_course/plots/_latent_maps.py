"""Codes of two numbers: where images lie, and what lies between them."""

import matplotlib.pyplot as plt

from autoencoder_course.plots._style import figure
from keras_autoencoders import argument_checks


def latent_map(codes, labels, class_names, *, title=""):
    """Draw two-dimensional codes as points, coloured by class.

    Args:
        codes: Array (n, 2).
        labels: Integer array (n,).
        class_names: Names of the classes, in the order of their numbers.
        title: Title of the figure.

    Returns:
        A `Figure`.

    Raises:
        ValueError: if `codes` is not of shape (n, 2) or not finite, or `labels` not one class
            for each.
    """
    with figure(1, 1, (7, 5.4)) as (fig, axes):
        axis = axes[0, 0]
        _points(axis, "codes", codes, labels, class_names, size=5)
        axis.set(xlabel="first number of the code", ylabel="second number of the code", title=title)
        axis.legend(markerscale=3, loc="center left", bbox_to_anchor=(1.0, 0.5))
    return fig


def latent_plane(maps, labels, class_names, decoded, limits):
    """Draw maps of two-dimensional codes, and beside them what a grid of codes decodes to.

    Args:
        maps: Dict from a panel's name, such as "PCA", to codes (n, 2). The last one is that
            of the decoder: its panel marks the limits of the grid.
        labels: Classes (n,), integers from 0; they colour the points.
        class_names: Names of the classes, in the order of their numbers.
        decoded: Images (rows, columns, height, width, 1), pixels in [0, 1]: row 0 is decoded
            from the codes with the largest second number, column 0 from the smallest first.
        limits: ((left, right), (bottom, top)): ends of the grid along both numbers.

    Returns:
        A `Figure`.

    Raises:
        ValueError: if a map is not of shape (n, 2) or not finite, `labels` not one class for
            each of its codes, or `decoded` not a grid of grey images with pixels of [0, 1].
    """
    decoded = argument_checks.pixels("decoded", decoded)
    if decoded.ndim != 5 or decoded.shape[-1] != 1:
        raise ValueError(
            "Expected `decoded` of shape (rows, columns, height, width, 1). "
            f"Received: shape {decoded.shape}"
        )
    with figure(1, len(maps) + 1, (4.6 * (len(maps) + 1), 4.9)) as (fig, axes):
        for axis, (name, codes) in zip(axes[0], maps.items(), strict=False):
            _points(axis, f"maps[{name!r}]", codes, labels, class_names, size=3)
            axis.set(title=name, xlabel="first number", ylabel="second number")
        (left, right), (bottom, top) = limits
        corners = [left, right, right, left, left], [bottom, bottom, top, top, bottom]
        axes[0, -2].plot(*corners, color="black", linewidth=1)
        handles, names = axes[0, 0].get_legend_handles_labels()
        fig.legend(handles, names, markerscale=4, loc="outside lower left", ncols=len(names))
        rows, columns, height, width, _ = decoded.shape
        mosaic = decoded[..., 0].swapaxes(1, 2).reshape(rows * height, columns * width)
        axes[0, -1].imshow(mosaic, vmin=0, vmax=1, extent=(left, right, bottom, top), aspect="auto")
        axes[0, -1].grid(visible=False)
        axes[0, -1].set(title="decoded from inside the frame", xlabel="first number")
    return fig


def _points(axis, argument, codes, labels, class_names, size):
    codes = argument_checks.finite(argument, codes)
    if codes.ndim != 2 or codes.shape[1] != 2:
        raise ValueError(f"Expected `{argument}` of shape (n, 2). Received: shape {codes.shape}")
    labels = argument_checks.class_labels("labels", labels, len(codes), len(class_names))
    for number, name in enumerate(class_names):
        chosen = codes[labels == number]
        colour = plt.get_cmap("tab10")(number % 10)
        axis.scatter(*chosen.T, s=size, alpha=0.6, color=colour, label=name, linewidths=0)
