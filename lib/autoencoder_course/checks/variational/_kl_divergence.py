"""The check of the Kullback-Leibler divergence of normal codes from standard normal ones."""

import numpy as np
from keras import ops

from autoencoder_course.checks.common import call, expect, expect_value, question, to_array
from autoencoder_course.checks.variational._code_layer import RATE, step, trainable


@question(
    "variational.kl_divergence",
    hints=(
        "Begin with one unit of one code. What does it cost if its mean is 0 and its variance 1? "
        "And what, if only the mean moves away from 0?",
        "One unit costs half of mean² + variance - 1 - log(variance). You are given the logarithm: "
        "which function makes the variance of it?",
        "A code's units are independent, so their costs add up: one axis goes, and it is not that "
        "of the images. ops.exp, ops.square and ops.sum are all you need.",
    ),
)
def kl_divergence(divergence, images=4, units=3, seed=0):
    """Check a function `divergence(mean, log_variance)` that returns (images,)."""
    generator = np.random.default_rng(seed)
    _expect_values(divergence, *_parameters(generator, images, units))
    _expect_values(divergence, *_parameters(generator, images, 3 * units))
    mean, log_variance = (values[0] for values in _parameters(generator, 1, units))
    model = trainable(
        mean,
        log_variance,
        lambda mean, log_variance, noise: divergence(mean, log_variance),
        "use keras.ops in place of NumPy, for there the codes are not numbers yet.",
    )
    by_mean, by_log_variance = step(model, lambda costs: costs, 5)
    expect(
        np.allclose(by_mean, -RATE * mean, atol=1e-4)
        and np.allclose(by_log_variance, -RATE * (np.exp(log_variance) - 1) / 2, atol=1e-4),
        "The value is right, but its gradient is not: is there a stop_gradient, or NumPy?",
    )


def _parameters(generator, images, units):
    shape = images, units
    return [generator.normal(0, 0.8, shape).astype("float32") for _ in range(2)]


def _expect_values(divergence, mean, log_variance):
    found = to_array(
        call(divergence, *map(ops.convert_to_tensor, (mean, log_variance))), "the divergence"
    )
    images, units = mean.shape
    expect(
        found.shape != (images, units),
        "There is a number for each unit: sum over the units of a code, the second axis.",
    )
    expect(
        found.shape == (images,),
        f"Expected one number for each of {images} images. Received: shape {found.shape}.",
    )
    mean, log_variance = mean.astype("float64"), log_variance.astype("float64")
    variance = np.exp(log_variance)

    def half(values):
        return values.sum(axis=1)[0] / 2

    right = half(mean**2 + variance - 1 - log_variance)
    mistakes = {
        "The costs of the units are averaged: sum them, or the divergence is too weak by the size "
        "of the code.": right / units,
        "The factor of 1/2 is missing.": 2 * right,
        "The sign is wrong: no divergence is below 0.": -right,
        "The log-variance is taken for the variance: exp makes one of the other.": half(
            mean**2 + log_variance - 1 - np.log(np.abs(log_variance))
        ),
        "The log-variance is taken for the logarithm of the standard deviation: exp(log_variance) "
        "is the variance already.": half(mean**2 + variance**2 - 1 - 2 * log_variance),
        "exp(log_variance / 2) is the standard deviation: take the variance.": half(
            mean**2 + np.sqrt(variance) - 1 - log_variance
        ),
        "The mean is not squared.": half(mean + variance - 1 - log_variance),
        "The mean is missing: codes far from 0 cost most.": half(variance - 1 - log_variance),
        "The variance is missing: only its logarithm is there.": half(mean**2 - 1 - log_variance),
        "The logarithm of the variance is missing.": half(mean**2 + variance - 1),
        "The logarithm has the wrong sign.": half(mean**2 + variance - 1 + log_variance),
        "The 1 is missing: a standard normal code has to cost 0.": half(
            mean**2 + variance - log_variance
        ),
        "The 1 is subtracted once for a code: every unit has its own.": half(
            mean**2 + variance - log_variance
        )
        - 0.5,
        "That is the divergence the other way round, of the standard normal from the code.": half(
            (1 + mean**2) / variance - 1 + log_variance
        ),
    }
    expect_value(
        found[0],
        right,
        mistakes,
        f"Expected {right:.4f} nats for the first code. Received: {found[0]:.4f}.",
    )
    expected = (mean**2 + variance - 1 - log_variance).sum(axis=1) / 2
    expect(
        np.allclose(found, expected, rtol=1e-3),
        "The first code's divergence is right, another one's is not.",
    )
