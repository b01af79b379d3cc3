"""Figures of what a code costs: rate against distortion, bounds by samples, nats by unit."""

import numpy as np

from autoencoder_course.plots._style import figure, log_axis
from keras_autoencoders import argument_checks


def rate_distortion(curves, *, label="mean squared error per pixel"):
    """Draw errors against the bits that their codes take; lower and further left is better.

    Args:
        curves: Dict from a method's name to its measured points, a list of (rate, distortion):
            bits per image and an error, positive numbers.
        label: Name of the vertical axis, with its unit.

    Returns:
        A `Figure`; both axes are logarithmic.

    Raises:
        ValueError: if `curves` is empty, or a point is not two positive numbers.
    """
    points = {name: _positive_pairs(f"curves[{name!r}]", curve) for name, curve in curves.items()}
    _check_some("curves", points)
    with figure(1, 1, (7, 4)) as (fig, axes):
        axis = axes[0, 0]
        for name, (rates, distortions) in points.items():
            axis.plot(rates, distortions, marker="o", markersize=4, label=name)
        axis.set(xlabel="rate (bits per image)", ylabel=label)
        log_axis(axis, "x")
        log_axis(axis, "y")
        axis.legend()
    return fig


def bound_curves(samples, curves, *, label="lower bound on log p (nats per image)"):
    """Draw bounds on the log-likelihood against the number of samples they are made of.

    Args:
        samples: Numbers of samples, increasing positive integers; their axis is logarithmic.
        curves: Dict from a method's name to one bound for each.
        label: Name of the vertical axis, with its unit.

    Returns:
        A `Figure`.

    Raises:
        ValueError: if `curves` is empty, `samples` is not increasing and positive, or a curve
            has not one value for each.
    """
    _check_some("curves", curves)
    samples = argument_checks.finite("samples", samples)
    if samples.ndim != 1 or not (samples > 0).all() or not (np.diff(samples) > 0).all():
        raise ValueError(
            f"Expected `samples` to be increasing positive integers. Received: {samples.tolist()}"
        )
    with figure(1, 1, (7, 3.6)) as (fig, axes):
        axis = axes[0, 0]
        for name, values in curves.items():
            argument_checks.same_shape("samples", samples, f"curves[{name!r}]", values)
            axis.plot(samples, values, marker="o", markersize=4, label=name)
        axis.set(xlabel="samples k", ylabel=label)
        axis.set_xscale("log")
        axis.legend(loc="center left", bbox_to_anchor=(1.01, 0.5))
    return fig


def unit_bars(panels, *, label="KL divergence (nats)"):
    """Draw one bar for each unit of a code, the largest first, a panel a model.

    Args:
        panels: Dict from a model's name to one number of 0 or more for each unit.
        label: Name of the vertical axis, with its unit; the panels share it.

    Returns:
        A `Figure`.

    Raises:
        ValueError: if `panels` is empty, or a model has no row of numbers of 0 or more.
    """
    _check_some("panels", panels)
    for name, values in panels.items():
        values = argument_checks.finite(f"panels[{name!r}]", values)
        if values.ndim != 1 or not values.size or (values < 0).any():
            raise ValueError(
                f"Expected `panels[{name!r}]` to be numbers of 0 or more, (units,). "
                f"Received: shape {values.shape}, smallest {values.min(initial=0):g}"
            )
    with figure(1, len(panels), (1 + 3 * len(panels), 3)) as (fig, axes):
        tallest = max(np.max(values) for values in panels.values())
        for number, (axis, (name, values)) in enumerate(zip(axes[0], panels.items(), strict=True)):
            axis.bar(np.arange(1, len(values) + 1), np.sort(values)[::-1], color=f"C{number}")
            axis.set(title=name, xlabel="unit, by size", ylim=(0, 1.05 * tallest or 1))
            axis.xaxis.get_major_locator().set_params(integer=True)
        axes[0, 0].set(ylabel=label)
    return fig


def _check_some(name, entries):
    if not entries:
        raise ValueError(f"Expected at least one entry in `{name}`. Received: none")


def _positive_pairs(name, curve):
    points = argument_checks.finite(name, curve)
    if points.ndim != 2 or points.shape[1] != 2 or not len(points) or (points <= 0).any():
        raise ValueError(
            f"Expected `{name}` to be points (rate, distortion) of positive numbers. "
            f"Received: {curve!r}"
        )
    return points.T
