"""Figures of restored pictures: how good they are at each level of noise."""

import numpy as np

from autoencoder_course.plots._style import figure


def level_curves(levels, panels, *, label, xlabel="noise level σ"):
    """Draw a measure of quality against the level of noise, a panel a data set.

    Args:
        levels: Levels of noise, increasing numbers.
        panels: Dict from a panel's name to its curves, a dict from a method's name to one
            value per level. A method has one colour in all panels.
        label: Name of the vertical axis, with its unit.
        xlabel: Name of the horizontal axis.

    Returns:
        A `Figure`; the panels share both axes.

    Raises:
        ValueError: if `panels` is empty or a curve has not one value per level.
    """
    if not panels:
        raise ValueError("Expected at least one panel in `panels`. Received: none")
    for name, curves in panels.items():
        for method, values in curves.items():
            if np.shape(values) != np.shape(levels):
                raise ValueError(
                    f"Expected one value per level, {len(levels)}, in `panels`. "
                    f"Received: {name!r}, {method!r}: shape {np.shape(values)}"
                )
    methods = list(dict.fromkeys(method for curves in panels.values() for method in curves))
    with figure(1, len(panels), (1.8 + 3.8 * len(panels), 3.8)) as (fig, axes):
        for axis, (name, curves) in zip(axes[0], panels.items(), strict=True):
            for method, values in curves.items():
                colour = f"C{methods.index(method)}"
                axis.plot(levels, values, marker="o", markersize=4, color=colour, label=method)
            axis.set(title=name, xlabel=xlabel)
            axis.set_xticks(levels)
            axis.sharey(axes[0, 0])
        axes[0, 0].set_ylabel(label)
        axes[0, -1].legend(loc="center left", bbox_to_anchor=(1.01, 0.5))
    return fig
