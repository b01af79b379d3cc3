"""How far a mean over images can be trusted."""

from typing import NamedTuple

import numpy as np

from keras_autoencoders import argument_checks

_RESAMPLES = 2_000


class BootstrapInterval(NamedTuple):
    """A mean over examples, with the ends of its interval."""

    mean: float
    low: float
    high: float

    def __str__(self):
        return f"{self.mean:.2f} [{self.low:.2f}, {self.high:.2f}]"


def bootstrap_mean(values, confidence: float = 0.95, *, seed: int = 0) -> BootstrapInterval:
    """Average a measurement over test images, with a bootstrap interval.

    Images are drawn again and again from those that there are, with replacement, as many as
    there are; the interval holds the middle part of the means of such draws. For a comparison
    of two ways pass their differences, image by image.

    Args:
        values: Measurements, one per image, at least two.
        confidence: Probability in (0, 1) that the interval covers the mean of all images.
        seed: Integer of 0 or more that fixes the draws.

    Returns:
        `BootstrapInterval(mean, low, high)`.

    Raises:
        ValueError: if `values` is no list of two or more finite numbers, `confidence` is
            outside (0, 1), or `seed` is not an integer of 0 or more.

    Source: Efron 1979; `scipy.stats.bootstrap`, method "percentile".

    Example:
        `print(metrics.bootstrap_mean(metrics.psnr(clean, restored)))`
    """
    from scipy import stats

    values = argument_checks.finite("values", values).astype("float64")
    if values.ndim != 1 or len(values) < 2:
        raise ValueError(
            f"Expected at least two `values`, one number per image. Received: shape {values.shape}"
        )
    if not 0 < confidence < 1:
        raise ValueError(f"Expected `confidence` in (0, 1). Received: confidence={confidence}")
    drawn = stats.bootstrap(
        (values,),
        np.mean,
        n_resamples=_RESAMPLES,
        batch=100,
        confidence_level=confidence,
        method="percentile",
        random_state=np.random.default_rng(argument_checks.non_negative_integer("seed", seed)),
    )
    return BootstrapInterval(float(values.mean()), *map(float, drawn.confidence_interval))
