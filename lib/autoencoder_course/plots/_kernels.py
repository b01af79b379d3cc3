"""Figures of colour kernels."""

import math

import numpy as np

from autoencoder_course.plots._style import figure
from keras_autoencoders import argument_checks

_ENLARGE = 3  # pixels of the grid for one weight, each way; the lines are one pixel wide


def filter_grid(panels, *, own_scale=False, count=64):
    """Show the kernels of a first convolution as small colour pictures.

    Mid-grey is a weight of zero; a kernel that answers to red is red.

    Args:
        panels: Dict from a panel's name, such as "before", to kernels (height, width,
            channels, filters) as `keras.layers.Conv2D` keeps them, 1 or 3 channels.
        own_scale: If True, each panel has its own scale; otherwise all share one.
        count: At most so many filters, the first ones.

    Returns:
        A `Figure`; a panel's title says which weight is the end of its scale.

    Raises:
        ValueError: if `panels` is empty, or kernels have not that shape or are not finite.
    """
    kernels = {name: _checked(name, panel)[..., :count] for name, panel in panels.items()}
    if not kernels:
        raise ValueError("Expected at least one panel in `panels`. Received: none")
    limits = {name: float(np.abs(panel).max()) or 1.0 for name, panel in kernels.items()}
    if not own_scale:
        limits = dict.fromkeys(limits, max(limits.values()))
    with figure(1, len(kernels), (3.4 * len(kernels), 3.7)) as (fig, axes):
        for axis, (name, panel) in zip(axes[0], kernels.items(), strict=True):
            axis.imshow(_grid(0.5 + 0.5 * panel / limits[name]), vmin=0, vmax=1)
            axis.set_title(f"{name} (±{limits[name]:.2g})", fontsize=10)
            axis.set_axis_off()
    return fig


def _checked(name, kernels):
    kernels = argument_checks.finite(f"panels[{name!r}]", kernels)
    if kernels.ndim != 4 or kernels.shape[2] not in (1, 3):
        raise ValueError(
            "Expected kernels of shape (height, width, 1 or 3, filters) in `panels`. "
            f"Received: {name!r}: shape {kernels.shape}"
        )
    return np.repeat(kernels, 3 // kernels.shape[2], axis=2)


def _grid(tiles):
    """Return tiles (height, width, 3, count) side by side, enlarged, with white lines between."""
    tiles = tiles.repeat(_ENLARGE, axis=0).repeat(_ENLARGE, axis=1)
    height, width, channels, count = tiles.shape
    columns = math.ceil(math.sqrt(count))
    rows = math.ceil(count / columns)
    grid = np.ones((rows * (height + 1) - 1, columns * (width + 1) - 1, channels))
    for number in range(count):
        top, left = (number // columns) * (height + 1), (number % columns) * (width + 1)
        grid[top : top + height, left : left + width] = tiles[..., number]
    return np.clip(grid, 0, 1)
