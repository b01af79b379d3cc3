"""Figures of restored pictures: how good they are at each level of noise."""

import numpy as np

from autoencoder_course.plots._style import figure
from keras_autoencoders import argument_checks


def level_curves(levels, panels, *, label, xlabel="noise level σ"):
    """Draw a measure of quality against the level of noise, a panel a data set.

    Args:
        levels: Levels of noise, increasing numbers, at least one.
        panels: Dict from a panel's name to its curves, a dict from a method's name to one
            value per level. A method has one colour in all panels.
        label: Name of the vertical axis, with its unit.
        xlabel: Name of the horizontal axis.

    Returns:
        A `Figure`; the panels share both axes.

    Raises:
        ValueError: if `levels` is empty or not increasing, `panels` or a panel is empty, a curve
            has not one value per level, or a number is NaN or infinite.
    """
    levels = argument_checks.finite("levels", levels)
    if levels.ndim != 1 or not levels.size or (np.diff(levels) <= 0).any():
        raise ValueError(
            f"Expected `levels` to be increasing numbers, at least one. Received: levels={levels}"
        )
    if not panels:
        raise ValueError("Expected at least one panel in `panels`. Received: none")
    for name, curves in panels.items():
        if not curves:
            raise ValueError(f"Expected at least one curve in `panels[{name!r}]`. Received: none")
        for method, values in curves.items():
            if np.shape(values) != np.shape(levels):
                raise ValueError(
                    f"Expected one value per level, {len(levels)}, in `panels`. "
                    f"Received: {name!r}, {method!r}: shape {np.shape(values)}"
                )
            argument_checks.finite(f"panels[{name!r}][{method!r}]", values)
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
