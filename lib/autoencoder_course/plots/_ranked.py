"""A figure of a score for each of many units, best units first."""

import numpy as np

from autoencoder_course.plots._style import figure
from keras_autoencoders import argument_checks


def ranked(panels, *, label, controls=None, xlabel="share of units, best first (%)"):
    """Draw scores in falling order, a curve a method, so that all units are in sight.

    Args:
        panels: Dict from a panel's name to its methods: a dict from a method's name to one
            score for each of its units, numbers in any order. A method has one colour in all
            panels.
        label: Name of the vertical axis, with its unit.
        controls: Dict from a name to a score, drawn dashed in each panel.
        xlabel: Name of the horizontal axis, from 0 to 100 for each method.

    Returns:
        A `Figure`; the panels share the vertical axis.

    Raises:
        ValueError: if `panels` or a panel is empty, or scores are not finite numbers in a row.

    Example:
        `plots.ranked({"5 on": {"TopK": cosines}}, label="largest cosine")`
    """
    if not panels or not all(panels.values()):
        raise ValueError("Expected at least one method in each of `panels`. Received: none")
    methods = list(dict.fromkeys(method for panel in panels.values() for method in panel))
    with figure(1, len(panels), (1.4 + 3.6 * len(panels), 3.6)) as (fig, axes):
        for axis, (name, panel) in zip(axes[0], panels.items(), strict=True):
            for method, scores in panel.items():
                falling = -np.sort(-_scores(f"panels[{name!r}][{method!r}]", scores))
                shares = np.linspace(0, 100, len(falling))
                axis.plot(shares, falling, color=f"C{methods.index(method)}", label=method)
            for position, (line, value) in enumerate((controls or {}).items()):
                colour = f"C{len(methods) + position}"
                axis.axhline(value, color=colour, linestyle="--", label=line)
            axis.set(title=name, xlabel=xlabel)
            axis.sharey(axes[0, 0])
        axes[0, 0].set_ylabel(label)
        # A method that is missing in the last panel has to be named as well.
        drawn = {line.get_label(): line for axis in axes[0] for line in axis.lines}
        axes[0, -1].legend(drawn.values(), drawn, loc="center left", bbox_to_anchor=(1.01, 0.5))
    return fig


def _scores(name, value):
    scores = argument_checks.finite(name, value)
    if scores.ndim != 1 or not scores.size:
        raise ValueError(f"Expected `{name}` of shape (units,). Received: shape {scores.shape}")
    return scores
