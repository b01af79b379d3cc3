"""Means over seeds, with their confidence intervals."""

from typing import NamedTuple

import numpy as np


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
