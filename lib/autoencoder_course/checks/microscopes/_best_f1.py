"""The check of the best F1 that one threshold on one unit reaches."""

import numpy as np

from autoencoder_course.checks.common import call, expect_value, number, question


@question(
    "microscopes.best_f1",
    hints=(
        "For one threshold, count three things: images above it, images with the label, and those "
        "that are both. What is F1 of these?",
        "F1 = 2 · both / (above + labelled). Which thresholds make a difference? Only the scores "
        "themselves.",
        "Loop over np.unique(scores), predict `scores >= threshold`, and keep the largest F1.",
    ),
)
def best_f1(measure, count=60, seed=0):
    """Check a function `measure(scores, labels)` that returns a number."""
    generator = np.random.default_rng(seed)
    for share in (0.3, 0.1):
        labels = generator.random(count) < share
        labels[:2] = True, False
        scores = np.maximum(generator.normal(size=count) + 1.2 * labels, 0).round(1)
        scores[1] = scores.max() + 1  # no threshold has perfect precision
        right, mistakes = _values(scores, labels)
        value = number(call(measure, scores.copy(), labels.copy()), "F1")
        expect_value(
            value, right, mistakes, f"Expected a best F1 of {right:.4f}. Received: {value:.4f}."
        )


def _values(scores, labels):
    """Return the right value, and those of known mistakes."""
    thresholds = np.unique(scores)
    predicted = scores >= thresholds[:, None]  # a row for each threshold
    hits, above, actual = (predicted & labels).sum(axis=1), predicted.sum(axis=1), labels.sum()
    f1 = 2 * hits / (above + actual)
    precision, recall = hits / above, hits / actual
    on = scores > 0
    mistakes = {
        "The threshold is always 0: try them all and take the best F1.": 2
        * (on & labels).sum()
        / (on.sum() + actual),
        "The best precision is taken: one sure image is not enough. F1 needs recall as "
        "well.": precision.max(),
        "The best recall is taken: a threshold below everything reaches 1. F1 needs precision as "
        "well.": recall.max(),
        "That is the mean of precision and recall: F1 is their harmonic mean.": (
            (precision + recall) / 2
        ).max(),
        "That is accuracy: for a rare label it is high without a single hit.": (predicted == labels)
        .mean(axis=1)
        .max(),
        "F1 is averaged over thresholds: take the largest.": f1.mean(),
        "The factor 2 is missing.": f1.max() / 2,
        "Precision and recall are multiplied: F1 is their harmonic mean.": (
            precision * recall
        ).max(),
    }
    return f1.max(), mistakes
