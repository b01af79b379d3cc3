"""The course's figures: arrays in, a matplotlib `Figure` out.

Each function returns a closed figure, so a notebook shows it once, as the value of the
cell's last line.
"""

import math
from contextlib import contextmanager

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import FormatStrFormatter, LogLocator, NullFormatter

_STYLE = {
    "figure.dpi": 100,
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
_WEIGHTS = plt.get_cmap("RdBu_r", 41)


def class_examples(images, labels, class_names, *, count=10):
    """Show the first images of every class, a row a class.

    Args:
        images: Array (n, height, width, channels), pixels in [0, 1].
        labels: Integer array (n,).
        class_names: Names of the classes, in the order of their numbers.
        count: Images per class.

    Returns:
        A `Figure`.
    """
    labels = np.asarray(labels)
    rows = {
        name: np.asarray(images)[np.flatnonzero(labels == number)[:count]]
        for number, name in enumerate(class_names)
    }
    return reconstructions(rows)


def reconstructions(rows, *, tile=0.62):
    """Show rows of images under each other, such as originals above reconstructions.

    Args:
        rows: Dict from a row's name to its images (n, height, width, channels), pixels in
            [0, 1]; values outside are shown as the nearest end.
        tile: Side of one image in inches.

    Returns:
        A `Figure` with one named row per entry, every image on the same grey scale.

    Raises:
        ValueError: if `rows` is empty.
    """
    if not rows:
        raise ValueError("Expected at least one row of images in `rows`. Received: none")
    columns = max(len(images) for images in rows.values())
    with _figure(len(rows), columns, (1.5 + tile * columns, tile * len(rows) + 0.1)) as (fig, axes):
        for row, (name, images) in zip(axes, rows.items(), strict=True):
            for axis in row:
                axis.set_axis_off()
            for axis, image in zip(row, images, strict=False):
                _show_image(axis, image)
            row[0].text(
                -0.15, 0.5, name, transform=row[0].transAxes, ha="right", va="center", fontsize=9
            )
        fig.get_layout_engine().set(w_pad=0.01, h_pad=0.01, wspace=0, hspace=0)
    return fig


def weight_tiles(panels, tile_shape, *, count=100):
    """Show each unit's weights as a small image, in panels that share one colour scale.

    Args:
        panels: Dict from a panel's name, such as "before", to weights (units, inputs):
            a row is a unit. For the kernel of an encoder's `Dense` layer, (inputs,
            units), pass its transpose.
        tile_shape: (height, width) of one unit's weights; height * width = inputs.
        count: At most so many units, the first ones.

    Returns:
        A `Figure`: blue is negative, white zero, red positive, on one symmetric scale.

    Raises:
        ValueError: if the weights do not fit `tile_shape`.
    """
    mosaics = {name: _mosaic(weights, tile_shape, count) for name, weights in panels.items()}
    # The few largest weights would wash out the rest, so the scale ends at a percentile.
    limit = max(np.nanpercentile(np.abs(mosaic), 99.5) for mosaic in mosaics.values()) or 1.0
    with _figure(1, len(mosaics), (4.1 * len(mosaics), 4.4)) as (fig, axes):
        for axis, (name, mosaic) in zip(axes[0], mosaics.items(), strict=True):
            shown = axis.imshow(mosaic, cmap=_WEIGHTS, vmin=-limit, vmax=limit)
            axis.set_title(name)
            axis.set_axis_off()
        fig.colorbar(shown, ax=axes[0].tolist(), shrink=0.75, label="weight")
    return fig


def loss_curves(curves, *, controls=None, label="mean squared error per pixel", log=True):
    """Draw losses against epochs, with controls as horizontal lines.

    Args:
        curves: Dict from a name to one loss per epoch.
        controls: Dict from a name to a constant, drawn dashed.
        label: Name of the vertical axis, with its unit.
        log: If True, the vertical axis is logarithmic.

    Returns:
        A `Figure`.
    """
    with _figure(1, 1, (7, 4)) as (fig, axes):
        axis = axes[0, 0]
        for name, losses in curves.items():
            axis.plot(np.arange(1, len(losses) + 1), losses, label=name, marker=".", markersize=4)
        for position, (name, value) in enumerate((controls or {}).items()):
            axis.axhline(value, color=f"C{len(curves) + position}", linestyle="--", label=name)
        axis.set(xlabel="epoch", ylabel=label)
        if log:
            _log_axis(axis, "y")
        axis.xaxis.get_major_locator().set_params(integer=True)
        axis.legend(loc="center left", bbox_to_anchor=(1.01, 0.5))
    return fig


def code_size_curves(sizes, curves, *, label="test mean squared error per pixel"):
    """Draw an error against the size of the code, both on logarithmic axes.

    Args:
        sizes: Code sizes, positive integers.
        curves: Dict from a name to one error per code size.
        label: Name of the vertical axis, with its unit.

    Returns:
        A `Figure`.
    """
    with _figure(1, 1, (6.5, 4)) as (fig, axes):
        axis = axes[0, 0]
        for name, errors in curves.items():
            axis.plot(sizes, errors, marker="o", label=name)
        axis.set(xlabel="code size", ylabel=label)
        _log_axis(axis, "x")
        _log_axis(axis, "y")
        axis.set_xticks(sizes, [str(size) for size in sizes])
        axis.minorticks_off()
        axis.legend()
    return fig


def label_budget_curves(budgets, curves, *, label="test accuracy (%)"):
    """Draw estimates with their intervals against the number of labelled images.

    Args:
        budgets: Numbers of labels, increasing.
        curves: Dict from a name to one `metrics.Estimate` per budget.
        label: Name of the vertical axis, with its unit.

    Returns:
        A `Figure`; vertical bars are the intervals.
    """
    with _figure(1, 1, (7, 4.2)) as (fig, axes):
        axis = axes[0, 0]
        for position, (name, estimates) in enumerate(curves.items()):
            # A small sideways shift keeps intervals at one budget apart.
            shifted = np.asarray(budgets, float) * 1.06 ** (position - (len(curves) - 1) / 2)
            means = [estimate.mean for estimate in estimates]
            widths = [estimate.half_width for estimate in estimates]
            axis.errorbar(shifted, means, yerr=widths, marker="o", capsize=3, label=name)
        axis.set(xlabel="labelled images", ylabel=label)
        axis.set_xscale("log")
        axis.set_xticks(budgets, [f"{budget:,}" for budget in budgets])
        axis.minorticks_off()
        axis.legend()
    return fig


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
        ValueError: if `codes` is not of shape (n, 2).
    """
    codes = np.asarray(codes)
    if codes.ndim != 2 or codes.shape[1] != 2:
        raise ValueError(f"Expected `codes` of shape (n, 2). Received: shape {codes.shape}")
    with _figure(1, 1, (7, 5.4)) as (fig, axes):
        axis = axes[0, 0]
        for number, name in enumerate(class_names):
            chosen = codes[np.asarray(labels) == number]
            colour = plt.get_cmap("tab10")(number % 10)
            axis.scatter(*chosen.T, s=5, alpha=0.6, color=colour, label=name, linewidths=0)
        axis.set(xlabel="first number of the code", ylabel="second number of the code", title=title)
        axis.legend(markerscale=3, loc="center left", bbox_to_anchor=(1.0, 0.5))
    return fig


def activation_histograms(panels, *, bins=60, label="activation"):
    """Show how often each value occurs among activations, a panel a set, on one scale.

    Args:
        panels: Dict from a panel's name to activations, an array of any shape.
        bins: Number of bins over the range of all panels together.
        label: Name of the horizontal axis.

    Returns:
        A `Figure`; bars are per cent of a panel's values, and all panels share both axes.

    Raises:
        ValueError: if `panels` is empty or a panel holds a value that is not finite.
    """
    values = {name: np.asarray(panel, "float64").ravel() for name, panel in panels.items()}
    if not values:
        raise ValueError("Expected at least one panel in `panels`. Received: none")
    for name, panel in values.items():
        if not (panel.size and np.isfinite(panel).all()):
            raise ValueError(f"Expected finite values in `panels`. Received: {name!r}")
    ends = min(map(np.min, values.values())), max(map(np.max, values.values()))
    with _figure(1, len(values), (1 + 2.6 * len(values), 2.8)) as (fig, axes):
        for axis, (name, panel) in zip(axes[0], values.items(), strict=True):
            counts, edges = np.histogram(panel, bins=bins, range=ends)
            axis.stairs(100 * counts / panel.size, edges, fill=True)
            axis.set(title=name, xlabel=label)
            axis.sharey(axes[0, 0])
        axes[0, 0].set_ylabel("% of the values")
    return fig


def confusion_matrix(counts, class_names):
    """Draw which class is taken for which, in per cent of each right class.

    Args:
        counts: Integer array (classes, classes), as `metrics.confusion` returns it.
        class_names: Names of the classes, in the order of their numbers.

    Returns:
        A `Figure`; the diagonal holds the per-class accuracies.
    """
    counts = np.asarray(counts, dtype="float64")
    percent = 100 * counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    side = 0.55 * len(class_names) + 1.5
    with _figure(1, 1, (side, side - 0.4)) as (fig, axes):
        axis = axes[0, 0]
        axis.grid(False)
        # Errors are what one looks for; the diagonal would use up the colour scale.
        errors = np.where(np.eye(len(percent), dtype=bool), np.nan, percent)
        largest = max(float(np.nanmax(errors)), 1e-9)
        axis.imshow(errors, cmap="Reds", vmin=0, vmax=largest)
        for (row, column), value in np.ndenumerate(percent):
            dark = row != column and value > 0.6 * largest
            text = f"{value:.1f}" if row == column or value >= 0.05 else ""
            axis.text(
                column, row, text, ha="center", va="center", fontsize=8,
                color="white" if dark else "black",
                weight="bold" if row == column else "normal",
            )  # fmt: skip
        numbers = range(len(class_names))
        turned = max(map(len, class_names)) > 2
        axis.set_xticks(
            numbers, class_names, rotation=45 if turned else 0, ha="right" if turned else "center"
        )
        axis.set_yticks(numbers, class_names)
        axis.set(xlabel="answer", ylabel="right class", title="per cent of the right class")
    return fig


@contextmanager
def _figure(rows, columns, size):
    with plt.rc_context(_STYLE):
        fig, axes = plt.subplots(rows, columns, figsize=size, squeeze=False)
        try:
            yield fig, axes
        finally:
            # Closed, so that Jupyter does not show it a second time by itself.
            plt.close(fig)


def _show_image(axis, image):
    image = np.clip(np.asarray(image), 0, 1)
    axis.imshow(image[..., 0] if image.shape[-1] == 1 else image, vmin=0, vmax=1)


def _mosaic(weights, tile_shape, count):
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


def _log_axis(axis, which):
    getattr(axis, f"set_{which}scale")("log")
    ticks = axis.xaxis if which == "x" else axis.yaxis
    # Losses rarely span more than a decade or two, so powers of ten alone are too few.
    ticks.set_major_locator(LogLocator(subs=(1, 2, 5)))
    ticks.set_major_formatter(FormatStrFormatter("%g"))
    ticks.set_minor_formatter(NullFormatter())
