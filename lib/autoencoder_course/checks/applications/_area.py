"""The check of the area under the ROC curve, counted by hand."""

import numpy as np
from sklearn.metrics import roc_auc_score

from autoencoder_course.checks.common import call, expect_value, number, question


@question(
    "applications.area",
    hints=(
        "Take every pair of an anomaly and a normal image. In which pairs is the score right, and "
        "what is fair if both have the same score?",
        "scores[anomaly][:, None] > scores[~anomaly] compares all pairs at once. Which other "
        "comparison do you need?",
        "Right pairs count 1, ties count one half. Take the mean over all pairs.",
    ),
)
def area(function, normal=9, anomalies=6, seed=0):
    """Check a function `function(anomaly, scores)` that returns a number from 0 to 1."""
    random = np.random.default_rng(seed)
    truth = random.permutation(np.repeat([False, True], [normal, anomalies]))
    apart = truth + random.uniform(0, 0.9, truth.size)
    overlapping = random.normal(0, 1, truth.size) + 0.8 * truth
    for name, scores in {
        "scores that tell all apart": apart,
        "scores that overlap": overlapping,
        "whole numbers, with ties": np.round(overlapping),
        "scores that are all equal": np.full(truth.size, 2.0),
    }.items():
        found = number(call(function, truth.copy(), scores.copy()), "the area")
        right = roc_auc_score(truth, scores)
        high, low = scores[truth][:, None], scores[~truth]
        expect_value(
            found,
            right,
            {
                "Ties count nothing there: a tie is worth one half.": (high > low).mean(),
                "Ties count as right there: a tie is worth one half.": (high >= low).mean(),
                "The other way round: the anomaly should have the larger score.": 1 - right,
                "That is the number of pairs: divide by how many there are.": (
                    right * high.size * low.size
                ),
                "All pairs of images count there: only an anomaly and a normal image make a "
                "pair.": (
                    (scores[:, None] > scores).mean() + (scores[:, None] == scores).mean() / 2
                ),
                "That is in per cent: expected is a number from 0 to 1.": 100 * right,
            },
            f"Expected {right:.4f} for {name}. Received: {found:.4f}.",
        )
