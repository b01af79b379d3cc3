"""Probabilistic PCA against the normal distribution that it is, and a linear autoencoder's way."""

import keras
import numpy as np
import pytest
from scipy import stats

from autoencoder_course import metrics
from keras_autoencoders import builders, training

RANDOM = np.random.default_rng(0)
MIX = RANDOM.normal(size=(2, 6)) / 2
TRAIN = RANDOM.normal(size=(400, 2)) @ MIX + 0.2 * RANDOM.normal(size=(400, 6)) + 0.5
TRAIN = TRAIN.reshape(400, 2, 3, 1)
TEST = RANDOM.random((20, 2, 3, 1))


def as_normal(train, components):
    """Build the covariance W Wᵀ + σ² I of Tipping and Bishop's equations 7 and 8 in full."""
    flat = train.reshape(len(train), -1)
    variances, vectors = np.linalg.eigh(np.cov(flat.T, ddof=0))
    noise = variances[:-components].mean()
    scaled = vectors[:, -components:] * np.sqrt(variances[-components:] - noise)
    covariance = scaled @ scaled.T + noise * np.eye(flat.shape[1])
    return stats.multivariate_normal(flat.mean(axis=0), covariance)


@pytest.mark.parametrize("components", [1, 2, 5])
@pytest.mark.parametrize("count", [400, 8])
def test_it_is_the_normal_distribution_in_full(components, count):
    found = metrics.probabilistic_pca_log_likelihood(TRAIN[:count], TEST, components)
    expected = as_normal(TRAIN[:count], components).logpdf(TEST.reshape(20, 6))
    np.testing.assert_allclose(found, expected, rtol=1e-8)


def test_fewer_images_than_pixels_leave_variance_to_all_other_directions():
    few = TRAIN[:4]
    found = metrics.probabilistic_pca_log_likelihood(few, TEST, 2)
    np.testing.assert_allclose(found, as_normal(few, 2).logpdf(TEST.reshape(20, 6)), rtol=1e-6)


def test_no_other_variance_is_as_likely():
    own = metrics.probabilistic_pca_log_likelihood(TRAIN, TRAIN, 2).mean()
    flat = TRAIN.reshape(400, 6)
    model = as_normal(TRAIN, 2)
    for factor in (0.97, 1.03):
        other = stats.multivariate_normal(model.mean, factor * model.cov)
        assert other.logpdf(flat).mean() < own


@pytest.mark.slow
def test_a_linear_variational_autoencoder_reaches_it():
    """Lucas et al. 2019: its best ELBO is the likelihood of probabilistic PCA."""
    keras.utils.set_random_seed(0)
    model = builders.variational((2, 3, 1), [], 2, likelihood="gaussian", seed=0)
    images, batch_size, epochs = np.tile(TRAIN, (50, 1, 1, 1)), 400, 30
    steps = training.steps(images, batch_size)
    model.compile(
        keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.03, epochs * steps)),
        steps_per_execution=training.steps_per_execution(images, batch_size),
        jit_compile=False,
    )
    model.fit(images, epochs=epochs, batch_size=batch_size, verbose=0)
    elbo = metrics.importance_weighted_bound(model, np.tile(TRAIN, (20, 1, 1, 1)), 1).mean()
    best = metrics.probabilistic_pca_log_likelihood(TRAIN, TRAIN, 2).mean()
    assert elbo == pytest.approx(best, abs=0.05)
    assert model.get_layer("likelihood").stddev == pytest.approx(0.2, rel=0.1)


def test_arguments_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="`components` to be at most 6"):
        metrics.probabilistic_pca_log_likelihood(TRAIN, TEST, 7)
    with pytest.raises(ValueError, match="`components` to leave variance to the noise"):
        metrics.probabilistic_pca_log_likelihood(TRAIN, TEST, 6)
    with pytest.raises(ValueError, match="`components` to leave variance to the noise"):
        metrics.probabilistic_pca_log_likelihood(TRAIN[:3], TEST, 2)
    with pytest.raises(ValueError, match="`train` and `test` to hold images of one shape"):
        metrics.probabilistic_pca_log_likelihood(TRAIN, TEST[:, :1], 2)
