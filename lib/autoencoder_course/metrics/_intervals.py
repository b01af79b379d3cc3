"""Means and paired differences over seeds, with their confidence intervals."""

from typing import NamedTuple

import numpy as np

from keras_autoencoders import argument_checks


class Estimate(NamedTuple):
    """A mean over seeds with the half-width of its confidence interval."""

    mean: float
    half_width: float

    def __str__(self):
        return f"{self.mean:.4g} ± {self.half_width:.2g}"


def mean_and_interval(values, confidence: float = 0.95) -> Estimate:
    """Average a measurement over seeds, with Student's confidence interval.

    Args:
        values: Measurements, one per seed, at least two.
        confidence: Probability in (0, 1) that the interval covers the true mean.

    Returns:
        `Estimate(mean, half_width)`.

    Raises:
        ValueError: if there are fewer than two values, or `confidence` is outside (0, 1).
    """
    from scipy import stats

    values = np.asarray(values, "float64").ravel()
    if len(values) < 2:
        raise ValueError(f"Expected at least two `values`. Received: {len(values)}")
    if not 0 < confidence < 1:
        raise ValueError(f"Expected `confidence` in (0, 1). Received: confidence={confidence}")
    quantile = stats.t.ppf(0.5 + confidence / 2, len(values) - 1)
    return Estimate(float(values.mean()), float(quantile * stats.sem(values)))


class PairedDifference(NamedTuple):
    """A mean difference over pairs, its interval's half-width, and how many are positive."""

    mean: float
    half_width: float
    positive: int
    count: int

    def __str__(self):
        interval = f"{self.mean:+.4g} ± {self.half_width:.2g}"
        return f"{interval} ({self.positive} of {self.count} positive)"


def paired_difference(a, b, confidence: float = 0.95) -> PairedDifference:
    """Compare two ways that were measured in pairs, such as with the same seeds.

    What a seed does to both ways alike (easy or hard labelled images, say) cancels out in
    each pair's difference, so the interval is usually narrower than those of the two means.

    Args:
        a: Measurements of one way, one per pair, at least two.
        b: Measurements of the other way, in the same order.
        confidence: Probability in (0, 1) that the interval covers the true mean difference.

    Returns:
        `PairedDifference(mean, half_width, positive, count)` of `a - b`: the mean, half the
        width of Student's confidence interval, in how many pairs `a` is larger, and the
        number of pairs.

    Raises:
        ValueError: if `a` and `b` differ in length, hold fewer than two values, or
            `confidence` is outside (0, 1).

    Example:
        `paired_difference([3, 5, 7], [1, 2, 3])` has the mean 3 and the half-width 2.48,
        and 3 of 3 are positive.
    """
    a, b = np.asarray(a, "float64").ravel(), np.asarray(b, "float64").ravel()
    argument_checks.same_shape("a", a, "b", b)
    difference = a - b
    estimate = mean_and_interval(difference, confidence)
    return PairedDifference(*estimate, int(np.sum(difference > 0)), len(difference))
