"""How active the units of a code are."""

import numpy as np

from autoencoder_course.plots._style import figure
from keras_autoencoders import argument_checks


def activation_histograms(panels, *, bins=60, label="activation", log=False):
    """Show how often each value occurs among activations, a panel a set, on one scale.

    Args:
        panels: Dict from a panel's name to activations, an array of any shape.
        bins: Number of bins over the range of all panels together.
        label: Name of the horizontal axis.
        log: If True, the vertical axis is logarithmic. Of a sparse code it shows the rare
            large values, which a linear one hides beside the zeros.

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
        if log:
            axes[0, 0].set_yscale("log", nonpositive="clip")
    return fig
