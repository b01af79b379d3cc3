"""The check of codes that are drawn, and through which gradients pass."""

import keras
import numpy as np
from keras import ops

from autoencoder_course.checks.common import call, expect, question, to_array
from autoencoder_course.checks.variational._code_layer import RATE, step, trainable

_DRAWS = 8000


@question(
    "variational.reparameterise",
    hints=(
        "You have standard normal numbers: mean 0, variance 1. How do you turn them into numbers "
        "of another mean and another variance?",
        "What do you multiply noise by, for its variance to become v? And how do you get that from "
        "log v, without a root?",
        "keras.random.normal(ops.shape(mean), seed=generator) is noise, a number for each image "
        "and unit. exp(log_variance / 2) is the standard deviation. Two steps are left.",
    ),
)
def reparameterise(draw, units=3, seed=0):
    """Check a function `draw(mean, log_variance, generator)` that returns codes."""
    random = np.random.default_rng(seed)
    log_variance = np.linspace(-1.3, 1.1, units) + random.uniform(-0.1, 0.1, units)
    mean = random.uniform(0.4, 0.8, units) * np.where(np.arange(units) % 2, -1, 1)
    mean, log_variance = mean.astype("float32"), log_variance.astype("float32")
    _expect_distribution(draw, mean, log_variance, seed)
    _expect_gradients(draw, mean, log_variance)


def _drawn(draw, mean, log_variance, generator):
    """Return what is added to the mean, for two thirds of the images moved away by 2."""
    means = np.repeat(mean[None], _DRAWS, axis=0) + 2 * (np.arange(_DRAWS) % 3 > 0)[:, None]
    log_variances = np.repeat(log_variance[None], _DRAWS, axis=0)
    tensors = (ops.convert_to_tensor(each.astype("float32")) for each in (means, log_variances))
    codes = to_array(call(draw, *tensors, generator), "the codes")
    expect(
        codes.shape == means.shape,
        f"Expected codes of the shape {means.shape} of the mean. Received: shape {codes.shape}.",
    )
    expect(np.isfinite(codes).all(), "Some codes are not finite numbers.")
    return codes - means


def _expect_distribution(draw, mean, log_variance, seed):
    generator = keras.random.SeedGenerator(seed + 1)
    added = _drawn(draw, mean, log_variance, generator)
    expect(np.abs(added).max() > 1e-4, "There is no noise: the codes are the means.")
    expect(
        np.ptp(added, axis=0).max() > 1e-4,
        "Every image gets the same noise: draw a number for each image and unit, in the shape of "
        "the mean.",
    )
    variance = np.exp(log_variance.astype("float64"))
    found = added.var(axis=0)
    expect(
        np.abs(added.mean(axis=0) / np.sqrt(found)).max() < 0.1,
        "The codes lie beside their means: the noise has to have the mean 0, and the mean is added "
        "as it is.",
    )
    mistakes = {
        "The noise is multiplied by the variance: its factor is the standard deviation, "
        "exp(log_variance / 2).": variance**2,
        "The noise is multiplied by the log-variance: exp(log_variance / 2) is the standard "
        "deviation.": log_variance**2,
        "The noise is multiplied by half of the log-variance: exp of that is the standard "
        "deviation.": log_variance**2 / 4,
        "The noise is multiplied by the root of the standard deviation: exp(log_variance / 2) "
        "is the standard deviation already.": np.sqrt(variance),
        "The noise is as it was drawn: multiply it by the standard deviation.": 1 + 0 * variance,
        "The noise is divided by the standard deviation: multiply by it.": 1 / variance,
        "The noise is uniform: draw it from a normal distribution of variance 1.": variance / 12,
    }
    for sentence, wrong in mistakes.items():
        expect(not np.allclose(found, wrong, rtol=0.1), sentence)
    expect(
        np.allclose(found, variance, rtol=0.1),
        f"Expected the variance {variance[0]:.3f} for the first unit. Received: {found[0]:.3f}.",
    )
    correlations = np.corrcoef(added.T) - np.eye(len(mean))
    expect(
        np.abs(correlations).max() < 0.1,
        "All units of a code get the same noise: draw a number for each image and unit.",
    )
    share = np.mean(np.abs(added) < np.sqrt(found))
    expect(
        abs(share - 0.683) < 0.02,
        "The noise has the right variance, but it is not normal: use keras.random.normal.",
    )
    again = _drawn(draw, mean, log_variance, generator)
    expect(
        not np.allclose(again, added),
        "A second call draws the same noise: give `generator` itself as the seed, which moves on "
        "with every call. A number would not.",
    )
    repeated = _drawn(draw, mean, log_variance, keras.random.SeedGenerator(seed + 1))
    expect(
        np.allclose(repeated, added, atol=1e-5),
        "The noise does not come from `generator`: a new one with the same seed has to give the "
        "same codes, or no training can be repeated.",
    )


def _expect_gradients(draw, mean, log_variance):
    advice = "use keras.random and keras.ops in place of NumPy, and ops.shape(mean) as the shape."

    by_mean, by_log_variance = step(
        trainable(mean, log_variance, draw, advice),
        lambda codes: ops.sum(ops.square(codes), axis=1) / 2,
        _DRAWS,
    )
    expect(np.any(by_mean), "No gradient reaches the mean: leave out the stop_gradient.")
    expect(
        np.any(by_log_variance),
        "No gradient reaches the log-variance: it has to be part of the code, outside any "
        "stop_gradient.",
    )
    # Half the square of a code is ½ (m² + v) on average: m and v / 2 are its derivatives.
    expect(
        np.allclose(by_mean, -RATE * mean, atol=0.1 * RATE)
        and np.allclose(by_log_variance, -RATE * np.exp(log_variance) / 2, atol=0.1 * RATE),
        "The codes are right, but training moves the mean and the log-variance another way than "
        "the codes say.",
    )
    model = trainable(mean, log_variance, draw, advice)
    model.compile()
    zeros = np.zeros((4, len(mean)), "float32")
    first, second = (model.predict_on_batch(zeros) for _ in range(2))
    expect(
        not np.allclose(first, second),
        "In a compiled network every batch gets the same noise: draw it with keras.random and "
        "`generator`.",
    )
