"""The check of a threshold that is chosen without anomalies."""

import numpy as np

from autoencoder_course.checks.common import call, expect, expect_value, number, question


@question(
    "applications.threshold",
    hints=(
        "You have scores of 100 normal images and bear 5 false alarms. Sorted, which of the "
        "scores may lie above the threshold?",
        "So many may lie above: int(rate * len(scores)). What is the smallest score that leaves "
        "no more than these?",
        "np.sort(scores)[::-1] begins with the largest. The first ones may be alarms; the next "
        "one is the threshold.",
    ),
)
def threshold(function, seed=0):
    """Check a function `function(scores, rate)` that returns one of the scores."""
    random = np.random.default_rng(seed)
    for count, rate in ((100, 0.05), (64, 0.125), (30, 0.5), (10, 0.0)):
        scores = random.permutation(np.sort(random.gamma(2.0, 1.0, count)))
        _expect_right(function, scores, rate, f"{count} scores and a rate of {rate:g}")
    ties = np.repeat([1.0, 2.0, 3.0, 4.0], 5)
    _expect_right(function, ties, 0.3, "twenty scores of which each is there five times")


def _expect_right(function, scores, rate, what):
    given = scores.copy()
    found = number(call(function, given, rate), "the threshold")
    expect(np.array_equal(given, scores), "Your function changes the scores: sort a copy.")
    ordered = np.sort(scores)
    may = int(rate * len(scores) + 1e-9)
    right = ordered[len(scores) - 1 - may]
    above = (scores > found).sum()
    expect_value(
        found,
        right,
        {
            "There the share of the rate lies below: an anomaly has a large score, so the alarms "
            "lie above.": ordered[may],
            "That is the mean plus some standard deviations, which fits a normal distribution "
            "only: count.": scores.mean() + 2 * scores.std(),
        },
        f"For {what}, at most {may} may lie above the threshold, and no smaller score will do. "
        f"Received {found:.3f}, with {above} above; expected {right:.3f}.",
        tolerance=1e-9,
    )
