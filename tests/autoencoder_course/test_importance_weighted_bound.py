"""The bound against a linear Gaussian model, whose likelihood is known exactly."""

import keras
import numpy as np
import pytest
from scipy import stats

from autoencoder_course import metrics
from autoencoder_course.metrics import _log_weights
from keras_autoencoders import builders, layers

RANDOM = np.random.default_rng(0)
STDDEV = 0.5
COLUMNS = np.array([[1, 1, 0, 0], [0, 0, 2, -1.0]])  # orthogonal: the posterior is diagonal
SHIFT = np.array([0.1, -0.2, 0.3, 0.0])
POSTERIOR_VARIANCE = 1 / (1 + np.square(COLUMNS).sum(axis=1) / STDDEV**2)
IMAGES = (RANDOM.normal(size=(6, 2)) @ COLUMNS + SHIFT + STDDEV * RANDOM.normal(size=(6, 4))) / 2
IMAGES = IMAGES.astype("float32").reshape(6, 2, 2, 1)


def linear_model(mean_kernel, mean_bias, log_variance):
    likelihood = layers.GaussianLikelihood(STDDEV)
    model = builders.variational((2, 2, 1), [], 2, likelihood=likelihood, beta=3.0)
    encoder, decoder = model.get_layer("encoder"), model.get_layer("decoder")
    encoder.get_layer("mean").set_weights([mean_kernel, mean_bias])
    encoder.get_layer("log_variance").set_weights([np.zeros((4, 2)), log_variance])
    decoder.get_layer("pixels").set_weights([COLUMNS, SHIFT])
    return model


def with_exact_posterior():
    kernel = COLUMNS.T * POSTERIOR_VARIANCE / STDDEV**2
    return linear_model(kernel, -SHIFT @ kernel, np.log(POSTERIOR_VARIANCE))


def with_prior():
    """An encoder that looks at nothing: it draws codes from their prior distribution."""
    return linear_model(np.zeros((4, 2)), np.zeros(2), np.zeros(2))


def exact(images=IMAGES):
    covariance = COLUMNS.T @ COLUMNS + STDDEV**2 * np.eye(4)
    return stats.multivariate_normal.logpdf(images.reshape(-1, 4), SHIFT, covariance)


@pytest.mark.backends
def test_with_the_exact_posterior_one_sample_gives_the_likelihood():
    """p(x, z) / q(z | x) is then p(x), whatever z."""
    found = metrics.importance_weighted_bound(with_exact_posterior(), IMAGES, 1)
    np.testing.assert_allclose(found, exact(), atol=1e-4)


@pytest.mark.backends
def test_many_samples_reach_the_integral_from_a_bad_encoder():
    found = metrics.importance_weighted_bound(with_prior(), IMAGES, 50_000, batch_size=10_000)
    np.testing.assert_allclose(found, exact(), atol=0.08)


def test_one_sample_is_the_elbo_in_expectation():
    """Of an encoder that is neither exact nor blind, for one image again and again."""
    kernel = 0.8 * COLUMNS.T * POSTERIOR_VARIANCE / STDDEV**2
    variance = 2 * POSTERIOR_VARIANCE
    model = linear_model(kernel, np.zeros(2), np.log(variance))
    pixels = IMAGES[0].ravel().astype("float64")
    mean = pixels @ kernel
    error = np.square(pixels - mean @ COLUMNS - SHIFT).sum()
    error += (variance * np.square(COLUMNS).sum(axis=1)).sum()
    log_likelihood = -error / (2 * STDDEV**2) - 2 * np.log(2 * np.pi * STDDEV**2)
    divergence = (mean**2 + variance - 1 - np.log(variance)).sum() / 2
    draws = metrics.importance_weighted_bound(model, np.repeat(IMAGES[:1], 4000, axis=0), 1)
    tolerance = 4 * draws.std() / np.sqrt(len(draws))
    assert draws.mean() == pytest.approx(log_likelihood - divergence, abs=tolerance)
    assert tolerance < 0.1
    assert log_likelihood - divergence < exact()[0] - 0.1


def test_it_is_the_loss_of_evaluate_for_one_sample():
    """Of binary images, with β = 1: both are estimates of the negative ELBO."""
    keras.utils.set_random_seed(0)
    model = builders.variational((2, 2, 1), [8], 2, sample_at_inference=True)
    image = np.array([0, 1, 1, 0], "float32").reshape(1, 2, 2, 1)
    images = np.repeat(image, 2500, axis=0)
    draws = metrics.importance_weighted_bound(model, images, 1)
    model.compile(run_eagerly=True)
    loss = model.evaluate(images, batch_size=2500, verbose=0)
    assert -loss == pytest.approx(draws.mean(), abs=6 * draws.std() / 50)  # both are drawn


def test_the_bound_grows_with_the_number_of_samples():
    """Each image 300 times: of a few draws of a few images, luck would decide."""
    images = np.repeat(IMAGES, 300, axis=0)
    bounds = metrics.importance_weighted_bound(with_prior(), images, [1, 2, 5, 20])
    assert bounds.shape == (4, 1800)
    means = bounds.mean(axis=1)
    assert (np.diff(means) > 0.1).all()
    assert means[-1] < exact().mean()


def test_smaller_numbers_use_the_first_of_the_same_draws():
    model = with_prior()
    several = metrics.importance_weighted_bound(model, IMAGES, [3, 8])
    alone = [metrics.importance_weighted_bound(model, IMAGES, size) for size in (3, 8)]
    np.testing.assert_allclose(several, alone, rtol=1e-6)


def test_parts_change_nothing_and_a_seed_repeats_the_draws():
    model = with_prior()
    whole = metrics.importance_weighted_bound(model, IMAGES, 7, seed=1)
    for batch_size in (3, 16):  # parts of the samples, then of the images
        parts = metrics.importance_weighted_bound(model, IMAGES, 7, batch_size=batch_size, seed=1)
        np.testing.assert_allclose(parts, whole, rtol=1e-5)
    assert not np.allclose(metrics.importance_weighted_bound(model, IMAGES, 7, seed=2), whole)


def test_no_more_codes_are_decoded_at_a_time_than_asked_for(monkeypatch):
    model, seen = with_prior(), []
    likelihood = model.get_layer("likelihood")
    formula = likelihood.log_likelihood
    monkeypatch.setattr(
        likelihood,
        "log_likelihood",
        lambda images, decoded: seen.append(decoded.shape[0]) or formula(images, decoded),
    )
    metrics.importance_weighted_bound(model, IMAGES, 10, batch_size=4)
    seen = [count for count in seen if count]  # Keras first calls a model without numbers
    assert max(seen) <= 4
    assert 60 <= sum(seen) <= 64  # Keras may call a model once more, to learn its shapes


@pytest.mark.backends
def test_compiling_changes_nothing(monkeypatch):
    """Which is done for many codes only, here in parts of three sizes."""
    model = with_prior()
    expected = metrics.importance_weighted_bound(model, IMAGES, 7)
    monkeypatch.setattr(_log_weights, "_WORTH_COMPILING", 1)
    for batch_size in (4, 14, 100):
        found = metrics.importance_weighted_bound(model, IMAGES, 7, batch_size=batch_size)
        np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_tiny_likelihoods_neither_overflow_nor_underflow():
    """In single precision exp(-104) is 0 already."""
    far = np.full((1, 2, 2, 1), 9.9)
    found = metrics.importance_weighted_bound(with_exact_posterior(), far, 20)
    np.testing.assert_allclose(found, exact(far), rtol=1e-4)
    worse = metrics.importance_weighted_bound(with_prior(), far, 20)
    assert -2000 < worse[0] < found[0] < -100


def test_images_of_another_kind_are_refused():
    model = builders.variational((2, 2, 1), [], 2)
    with pytest.raises(ValueError, match=r"`images` to hold 0 and 1 only.*corruption.binarise"):
        metrics.importance_weighted_bound(model, np.full((1, 2, 2, 1), 0.5), 1)
    with pytest.raises(ValueError, match=r"`images` to have the shape \(None, 2, 2, 1\)"):
        metrics.importance_weighted_bound(model, np.zeros((1, 3, 2, 1)), 1)


def test_other_models_are_refused():
    with pytest.raises(ValueError, match="`model` to be a variational autoencoder"):
        metrics.importance_weighted_bound(builders.vanilla((2, 2, 1), 2), IMAGES, 1)


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({"samples": 0}, "samples"),
        ({"samples": []}, "samples"),
        ({"samples": [1, 1.5]}, "samples"),
        ({"batch_size": 0}, "batch_size"),
        ({"seed": -1}, "seed"),
    ],
)
def test_numbers_out_of_range_are_refused(options, name):
    with pytest.raises(ValueError, match=f"Expected `{name}` to "):
        metrics.importance_weighted_bound(with_prior(), IMAGES, **{"samples": 1, **options})
