"""Figures of scores: how they are spread, and how well they tell anomalies, class by class."""

import numpy as np

from autoencoder_course.plots._style import figure
from keras_autoencoders import argument_checks


def score_histograms(panels, *, thresholds=None, label="score", bins=60):
    """Draw how scores are spread, groups of images on top of each other, a panel a score.

    Args:
        panels: Dict from a panel's name to its groups, a dict from a group's name to scores (n,).
        thresholds: Dict from a panel's name to a score, drawn as a dashed line.
        label: Name of the horizontal axes.
        bins: Number of bars, a positive integer.

    Returns:
        A `Figure`; each group's bars sum to 1. The lowest and the highest 0.5 % of a panel's
        scores are counted in its outermost bars.

    Raises:
        ValueError: if there is no panel or no group, scores are none or not finite, or a threshold
            has no panel.

    Example:
        `plots.score_histograms({"MSE": {"normal": errors[normal], "others": errors[~normal]}})`
    """
    _check_some("panels", panels)
    bins = argument_checks.positive_integer("bins", bins)
    thresholds = thresholds or {}
    if set(thresholds) - set(panels):
        raise ValueError(
            f"Expected `thresholds` of panels, {list(panels)}. Received: {list(thresholds)}"
        )
    with figure(1, len(panels), (1 + 3.3 * len(panels), 3)) as (fig, axes):
        for axis, (name, groups) in zip(axes[0], panels.items(), strict=True):
            _check_some(f"panels[{name!r}]", groups)
            groups = {
                group: _row(f"panels[{name!r}][{group!r}]", values)
                for group, values in groups.items()
            }
            every = np.concatenate(list(groups.values()))
            ends = np.quantile(every, [0.005, 0.995])
            edges = np.linspace(*ends, bins + 1)
            for group, values in groups.items():
                weights = np.full(len(values), 1 / len(values))
                axis.hist(values.clip(*ends), edges, weights=weights, alpha=0.55, label=group)
            if name in thresholds:
                axis.axvline(thresholds[name], color="black", linestyle="--", linewidth=1)
            axis.set(title=name, xlabel=label)
            axis.locator_params(axis="x", nbins=4)  # numbers such as −5000 stay apart
        axes[0, 0].set(ylabel="share of the images")
        handles, names = axes[0, 0].get_legend_handles_labels()
        fig.legend(handles, names, loc="outside lower center", ncols=len(names))
    return fig


def class_dots(panels, *, label="area under the ROC curve", lowest=None):
    """Draw a dot for each class and method, a panel a data set, classes under each other.

    Args:
        panels: Dict from a panel's name to a pair: names of its classes, and a dict from a
            method's name to one number for each class. A method has one colour in all panels.
        label: Name of the horizontal axes.
        lowest: Where the horizontal axes begin; None for a little below the smallest number.

    Returns:
        A `Figure`.

    Raises:
        ValueError: if there is no panel or no method, or a method has not one finite number for
            each class.
    """
    _check_some("panels", panels)
    with figure(1, len(panels), (1 + 3.2 * len(panels), 3.6)) as (fig, axes):
        for axis, (name, (classes, methods)) in zip(axes[0], panels.items(), strict=True):
            _check_some(f"panels[{name!r}]", methods)
            for method, values in methods.items():
                values = _row(f"panels[{name!r}][{method!r}]", values)
                argument_checks.same_shape("classes", classes, f"values of {method!r}", values)
                axis.plot(values, np.arange(len(classes)), "o", markersize=5, label=method)
            axis.set_yticks(np.arange(len(classes)), classes)
            axis.invert_yaxis()
            axis.set(title=name, xlabel=label)
            axis.set_xlim(left=lowest)
        handles, names = axes[0, 0].get_legend_handles_labels()
        fig.legend(handles, names, loc="outside lower center", ncols=len(names))
    return fig


def _check_some(name, entries):
    if not entries:
        raise ValueError(f"Expected at least one entry in `{name}`. Received: none")


def _row(name, values):
    values = argument_checks.finite(name, values)
    if values.ndim != 1 or not values.size:
        raise ValueError(f"Expected `{name}` of shape (n,). Received: shape {values.shape}")
    return values
