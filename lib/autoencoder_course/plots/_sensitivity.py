"""Figures of how much a code changes with the image: over a penalty's weight, by direction."""

import numpy as np

from autoencoder_course.plots._style import figure, log_axis
from keras_autoencoders import argument_checks


def weight_curves(weights, panels, *, controls=None, xlabel="weight λ of the penalty"):
    """Draw measures against the weight of a penalty, a panel a measure.

    Args:
        weights: Weights, increasing positive numbers; their axis is logarithmic.
        panels: Dict from a measure's name, with its unit, to its curves: a dict from a method's
            name to one positive value per weight. A method has one colour in all panels.
        controls: Dict from a measure's name to lines that are drawn dashed: a dict from a
            name to a positive number. A line has one colour in all panels, too.
        xlabel: Name of the horizontal axis.

    Returns:
        A `Figure`; vertical axes are logarithmic, one for each panel.

    Raises:
        ValueError: if `panels` is empty, `weights` is not increasing and positive, or a curve
            has not one value per weight.
    """
    if not panels:
        raise ValueError("Expected at least one panel in `panels`. Received: none")
    weights = argument_checks.finite("weights", weights)
    if weights.ndim != 1 or not (weights > 0).all() or not (np.diff(weights) > 0).all():
        raise ValueError(
            f"Expected `weights` to be increasing positive numbers. Received: {weights.tolist()}"
        )
    methods = list(dict.fromkeys(method for curves in panels.values() for method in curves))
    lines = list(dict.fromkeys(line for each in (controls or {}).values() for line in each))
    with figure(1, len(panels), (1.6 + 3.3 * len(panels), 3.4)) as (fig, axes):
        for axis, (name, curves) in zip(axes[0], panels.items(), strict=True):
            for method, values in curves.items():
                argument_checks.same_shape("weights", weights, f"panels[{name!r}]", values)
                colour = f"C{methods.index(method)}"
                axis.plot(weights, values, marker="o", markersize=4, color=colour, label=method)
            for line, value in (controls or {}).get(name, {}).items():
                colour = f"C{len(methods) + lines.index(line)}"
                axis.axhline(value, color=colour, linestyle="--", label=line)
            axis.set(title=name, xlabel=xlabel)
            axis.set_xscale("log")
            log_axis(axis, "y")
            if len(methods) > 1 or name in (controls or {}):
                axis.legend(fontsize=8)
    return fig


def spectra(curves, *, label, xlabel="direction, by size"):
    """Draw singular values, the largest first, a curve a method.

    Args:
        curves: Dict from a method's name to numbers of 0 or more, falling.
        label: Name of the vertical axis, with its unit.
        xlabel: Name of the horizontal axis.

    Returns:
        A `Figure`; the vertical axis is logarithmic and spans three powers of ten at most.

    Raises:
        ValueError: if `curves` is empty or a curve is not falling or below 0.
    """
    if not curves:
        raise ValueError("Expected at least one method in `curves`. Received: none")
    largest = 0.0
    with figure(1, 1, (7, 4)) as (fig, axes):
        axis = axes[0, 0]
        for name, values in curves.items():
            values = argument_checks.finite(f"curves[{name!r}]", values)
            if (values < 0).any() or (np.diff(values) > 0).any():
                raise ValueError(
                    "Expected numbers of 0 or more, the largest first. "
                    f"Received: curves[{name!r}]={values[:5].tolist()}, …"
                )
            axis.plot(np.arange(1, len(values) + 1), values, label=name)
            largest = max(largest, values.max(initial=0.0))
        axis.set(xlabel=xlabel, ylabel=label)
        axis.set_yscale("log")
        if largest:
            axis.set_ylim(bottom=largest / 1e3, top=1.5 * largest)
        axis.legend(loc="center left", bbox_to_anchor=(1.01, 0.5))
    return fig
