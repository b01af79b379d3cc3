"""What a classifier takes for what."""

import numpy as np

from autoencoder_course.plots._style import figure
from keras_autoencoders import argument_checks


def confusion_matrix(counts, class_names):
    """Draw which class is taken for which, in per cent of each right class.

    Args:
        counts: Integer array (classes, classes), as `metrics.confusion` returns it.
        class_names: Names of the classes, in the order of their numbers.

    Returns:
        A `Figure`; the diagonal holds the per-class accuracies.

    Raises:
        ValueError: if `counts` is not finite.
    """
    counts = argument_checks.finite("counts", counts).astype("float64")
    percent = 100 * counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    side = 0.55 * len(class_names) + 1.5
    with figure(1, 1, (side, side - 0.4)) as (fig, axes):
        axis = axes[0, 0]
        axis.grid(False)
        # Errors are what one looks for; the diagonal would use up the colour scale.
        errors = np.where(np.eye(len(percent), dtype=bool), np.nan, percent)
        largest = max(float(np.nanmax(errors)), 1e-9)
        axis.imshow(errors, cmap="Reds", vmin=0, vmax=largest)
        for (row, column), value in np.ndenumerate(percent):
            dark = row != column and value > 0.6 * largest
            text = f"{value:.1f}" if row == column or value >= 0.05 else ""
            axis.text(
                column, row, text, ha="center", va="center", fontsize=8,
                color="white" if dark else "black",
                weight="bold" if row == column else "normal",
            )  # fmt: skip
        numbers = range(len(class_names))
        turned = max(map(len, class_names)) > 2
        axis.set_xticks(
            numbers, class_names, rotation=45 if turned else 0, ha="right" if turned else "center"
        )
        axis.set_yticks(numbers, class_names)
        axis.set(xlabel="answer", ylabel="right class", title="per cent of the right class")
    return fig
