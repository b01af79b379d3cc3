"""Latent codes: a map of them, and how active units are."""

import matplotlib.pyplot as plt
import numpy as np

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
    codes = argument_checks.finite("codes", codes)
    if codes.ndim != 2 or codes.shape[1] != 2:
        raise ValueError(f"Expected `codes` of shape (n, 2). Received: shape {codes.shape}")
    labels = argument_checks.class_labels("labels", labels, len(codes), len(class_names))
    with figure(1, 1, (7, 5.4)) as (fig, axes):
        axis = axes[0, 0]
        for number, name in enumerate(class_names):
            chosen = codes[labels == number]
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
        ValueError: if `panels` is empty, or a panel is empty or not finite.
    """
    values = {name: np.asarray(panel, "float64").ravel() for name, panel in panels.items()}
    if not values:
        raise ValueError("Expected at least one panel in `panels`. Received: none")
    for name, panel in values.items():
        if not argument_checks.finite(f"panels[{name!r}]", panel).size:
            raise ValueError(f"Expected values in `panels[{name!r}]`. Received: none")
    ends = min(map(np.min, values.values())), max(map(np.max, values.values()))
    with figure(1, len(values), (1 + 2.6 * len(values), 2.8)) as (fig, axes):
        for axis, (name, panel) in zip(axes[0], values.items(), strict=True):
            counts, edges = np.histogram(panel, bins=bins, range=ends)
            axis.stairs(100 * counts / panel.size, edges, fill=True)
            axis.set(title=name, xlabel=label)
            axis.sharey(axes[0, 0])
        axes[0, 0].set_ylabel("% of the values")
    return fig
