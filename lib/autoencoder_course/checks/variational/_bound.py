"""The check of the importance-weighted bound, on a linear model whose likelihood is known."""

import numpy as np
from scipy.special import logsumexp
from scipy.stats import multivariate_normal, norm

from autoencoder_course.checks.common import expect, expect_value, question, to_array
from autoencoder_course.checks.variational._own_functions import call_with_own

_STDDEV = 0.6


@question(
    "variational.bound",
    hints=(
        "What is one weight? How likely the image is under the code, times how likely the code is "
        "a priori, over how likely the encoder was to draw it. And its logarithm?",
        "First the codes: every image has its own mean, and samples are the axis between images "
        "and units: mean[:, None]. Then log_normal gives two of the three terms.",
        "log_likelihood(codes), log_normal(codes, 0.0, 0.0) and log_normal(codes, means, "
        "log_variances) have a number for each image and sample. Two are added, one is "
        "subtracted. Which function of yours averages weights whose logarithms you have?",
    ),
)
def bound(function, images=3, samples=8, seed=0):
    """Check a function `function(log_likelihood, mean, log_variance, noise)`."""
    generator = np.random.default_rng(seed)
    model = _LinearModel(generator, images)
    for count in (1, samples):
        noise = generator.standard_normal((images, count, model.units))
        mean = model.mean + generator.normal(0, 0.3, model.mean.shape)
        log_variance = model.log_variance + generator.normal(0.2, 0.3, model.mean.shape)
        _expect_values(function, model, mean, log_variance, noise)
    found = _values(function, model, model.mean, model.log_variance, noise)
    expect(
        np.allclose(found, model.exact, rtol=1e-4),
        "With the encoder that is exactly right every weight is p(x), and your bound is another "
        "number.",
    )


class _LinearModel:
    """Pixels that are a linear function of normal codes, plus normal noise."""

    units = 2

    def __init__(self, generator, images):
        # Orthogonal columns, so that the units stay independent once the image is known.
        self.columns = np.array([[1.0, 1.0, 0.0, 0.0, 0.5], [0.0, 0.0, 1.5, -1.0, 0.0]])
        codes = generator.standard_normal((images, self.units))
        noise = _STDDEV * generator.standard_normal((images, 5))
        self.images = codes @ self.columns + noise
        variance = 1 / (1 + np.square(self.columns).sum(axis=1) / _STDDEV**2)
        self.mean = self.images @ self.columns.T * variance / _STDDEV**2
        self.log_variance = np.log(variance) + 0 * self.mean
        covariance = self.columns.T @ self.columns + _STDDEV**2 * np.eye(5)
        self.exact = multivariate_normal(cov=covariance).logpdf(self.images)

    def log_likelihood(self, codes):
        """Return log p(image | code), (images, samples)."""
        codes = to_array(codes, "what `log_likelihood` is given")
        expect(
            codes.ndim == 3 and codes.shape[0] == len(self.images) and codes.shape[2] == self.units,
            "Expected `log_likelihood` to be given codes of shape (images, samples, "
            f"{self.units}). Received: shape {codes.shape}.",
        )
        errors = self.images[:, None] - codes @ self.columns
        return norm.logpdf(errors, scale=_STDDEV).sum(axis=-1)


def _log_normal(values, mean, log_variance):
    return norm.logpdf(values, mean, np.exp(log_variance / 2)).sum(axis=-1)


def _log_mean_exp(values):
    return logsumexp(values, axis=1) - np.log(values.shape[1])


def _values(function, model, mean, log_variance, noise):
    given = (each.copy() for each in (mean, log_variance, noise))
    found = to_array(call_with_own(function, model.log_likelihood, *given), "the bound")
    expect(
        found.shape == (len(mean),),
        f"Expected a bound for each of {len(mean)} images. Received: shape {found.shape}.",
    )
    return found


def _expect_values(function, model, mean, log_variance, noise):
    found = _values(function, model, mean, log_variance, noise)
    means, log_variances = mean[:, None], log_variance[:, None]
    stddevs = np.exp(log_variances / 2)

    def terms(codes):
        return (
            model.log_likelihood(codes),
            _log_normal(codes, 0.0, 0.0),
            _log_normal(codes, means, log_variances),
        )

    codes = means + stddevs * noise
    pixels, prior, encoder = terms(codes)
    log_weights = pixels + prior - encoder
    right = _log_mean_exp(log_weights)
    count = noise.shape[1]
    constant = model.units * np.log(2 * np.pi) / 2

    def with_codes(codes):
        pixels, prior, encoder = terms(codes)
        return _log_mean_exp(pixels + prior - encoder)

    mistakes = {
        "The logarithms of the weights are averaged, which is the ELBO whatever k is: average the "
        "weights, with your function of question 3.": log_weights.mean(axis=1),
        "The weights are summed: average them.": right + np.log(count),
        "q(z | x) is missing: divide by how likely the encoder was to draw the code.": (
            _log_mean_exp(pixels + prior)
        ),
        "p(z) is missing: multiply by how likely the code is a priori.": _log_mean_exp(
            pixels - encoder
        ),
        "Only p(x | z) is averaged: that is right for codes from p(z), and yours come from the "
        "encoder.": _log_mean_exp(pixels),
        "q(z | x) is multiplied in: divide by it.": _log_mean_exp(pixels + prior + encoder),
        "p(z) and q(z | x) have changed places.": _log_mean_exp(pixels - prior + encoder),
        "The codes are the noise itself: turn it into codes of this mean and variance.": with_codes(
            noise
        ),
        "The noise is multiplied by the variance: its factor is the standard deviation.": (
            with_codes(means + stddevs**2 * noise)
        ),
        "q(z | x) is that of the noise: the density of a code is divided by the standard "
        "deviations.": _log_mean_exp(pixels + prior - _log_normal(noise, 0.0, 0.0)),
        "The constant ½ log 2π of each unit is in q(z | x), and not in p(z).": right + constant,
        "The constant ½ log 2π of each unit is in p(z), and not in q(z | x).": right - constant,
        "The best sample is taken: average over the samples.": log_weights.max(axis=1),
    }
    expect_value(
        found[0],
        right[0],
        {sentence: wrong[0] for sentence, wrong in mistakes.items()},
        f"Expected a bound of {right[0]:.4f} nats with k = {count}. Received: {found[0]:.4f}.",
        tolerance=1e-4,
    )
    expect(
        np.allclose(found, right, rtol=1e-4),
        "The first image's bound is right, another one's is not.",
    )
