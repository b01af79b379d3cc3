"""Curves: errors by epoch, by seconds, by code size, accuracies by label budget."""

import numpy as np

from autoencoder_course.plots._style import figure, log_axis
from keras_autoencoders import argument_checks


def loss_curves(curves, *, controls=None, label="mean squared error per pixel", log=True):
    """Draw losses against epochs, with controls as horizontal lines.

    Args:
        curves: Dict from a name to one loss per epoch.
        controls: Dict from a name to a constant, drawn dashed.
        label: Name of the vertical axis, with its unit.
        log: If True, the vertical axis is logarithmic.

    Returns:
        A `Figure`.

    Raises:
        ValueError: if `curves` is empty, or a curve is not of numbers in a row.
    """
    _check_some("curves", curves)
    for name, losses in curves.items():
        if np.ndim(losses) != 1:
            raise ValueError(
                f"Expected `curves[{name!r}]` to be one loss per epoch, of shape (epochs,). "
                f"Received: shape {np.shape(losses)}"
            )
    with figure(1, 1, (7, 4)) as (fig, axes):
        axis = axes[0, 0]
        for name, losses in curves.items():
            axis.plot(np.arange(1, len(losses) + 1), losses, label=name, marker=".", markersize=4)
        for position, (name, value) in enumerate((controls or {}).items()):
            axis.axhline(value, color=f"C{len(curves) + position}", linestyle="--", label=name)
        axis.set(xlabel="epoch", ylabel=label)
        if log:
            log_axis(axis, "y")
        axis.xaxis.get_major_locator().set_params(integer=True)
        axis.legend(loc="center left", bbox_to_anchor=(1.01, 0.5))
    return fig


def time_curves(curves, *, controls=None, label="mean squared error per pixel"):
    """Draw losses against the seconds of training that they took, with controls as lines.

    Args:
        curves: Dict from a name to a pair: seconds since the training began, increasing, and
            one loss for each.
        controls: Dict from a name to a constant, drawn dashed.
        label: Name of the vertical axis, with its unit; the axis is logarithmic.

    Returns:
        A `Figure`.

    Raises:
        ValueError: if `curves` is empty, or a curve has not as many losses as seconds.
    """
    _check_some("curves", curves)
    with figure(1, 1, (7, 4)) as (fig, axes):
        axis = axes[0, 0]
        for name, (seconds, losses) in curves.items():
            argument_checks.same_shape(f"seconds of {name!r}", seconds, "losses", losses)
            axis.plot(seconds, losses, label=name, marker=".", markersize=4)
        for position, (name, value) in enumerate((controls or {}).items()):
            axis.axhline(value, color=f"C{len(curves) + position}", linestyle="--", label=name)
        axis.set(xlabel="seconds of training", ylabel=label)
        axis.set_xlim(left=0)
        log_axis(axis, "y")
        axis.legend(loc="center left", bbox_to_anchor=(1.01, 0.5))
    return fig


def code_size_curves(sizes, curves, *, label="test mean squared error per pixel"):
    """Draw an error against the size of the code, both on logarithmic axes.

    Args:
        sizes: Code sizes, positive integers, at least one.
        curves: Dict from a name to one error per code size, a positive number.
        label: Name of the vertical axis, with its unit.

    Returns:
        A `Figure`.

    Raises:
        ValueError: if `sizes` are not positive integers or none, `curves` is empty, or a curve has
            not one positive number per code size.
    """
    sizes = argument_checks.positive_integers("sizes", sizes)
    _check_curves("sizes", sizes, curves)
    for name, errors in curves.items():
        if not np.greater(argument_checks.finite(f"curves[{name!r}]", errors), 0).all():
            raise ValueError(
                f"Expected `curves[{name!r}]` to be positive, for a logarithmic axis. "
                f"Received: {errors!r}"
            )
    with figure(1, 1, (6.5, 4)) as (fig, axes):
        axis = axes[0, 0]
        for name, errors in curves.items():
            axis.plot(sizes, errors, marker="o", label=name)
        axis.set(xlabel="code size", ylabel=label)
        log_axis(axis, "x")
        log_axis(axis, "y")
        axis.set_xticks(sizes, [str(size) for size in sizes])
        axis.minorticks_off()
        axis.legend()
    return fig


def label_budget_curves(budgets, curves, *, label="test accuracy (%)"):
    """Draw estimates with their intervals against the number of labelled images.

    Args:
        budgets: Numbers of labels, positive integers, increasing.
        curves: Dict from a name to one `metrics.Estimate` per budget.
        label: Name of the vertical axis, with its unit.

    Returns:
        A `Figure`; vertical bars are the intervals.

    Raises:
        ValueError: if `budgets` are not positive integers or none, `curves` is empty, or a curve
            has not one estimate per budget.
    """
    budgets = argument_checks.positive_integers("budgets", budgets)
    _check_curves("budgets", budgets, curves)
    with figure(1, 1, (7, 4.2)) as (fig, axes):
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


def _check_some(name, curves):
    if not curves:
        raise ValueError(f"Expected at least one curve in `{name}`. Received: none")


def _check_curves(name, places, curves):
    """Raise a ValueError unless there are curves, each with one value per place."""
    _check_some("curves", curves)
    if not places:
        raise ValueError(f"Expected at least one number in `{name}`. Received: none")
    for curve, values in curves.items():
        if len(values) != len(places):
            raise ValueError(
                f"Expected `curves[{curve!r}]` to have one value for each of the {len(places)} "
                f"`{name}`. Received: {len(values)} values"
            )
