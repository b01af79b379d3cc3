"""Independent pixels and mixtures of them, in nats."""

import math

import numpy as np
import pytest
from scipy import stats

from autoencoder_course import metrics
from autoencoder_course.metrics import _bernoulli_mixture

RANDOM = np.random.default_rng(0)
PROTOTYPES = np.array([[0.9] * 6 + [0.1] * 6, [0.2, 0.8] * 6])
BELONGS = (RANDOM.random(2000) < 0.3).astype(int)
IMAGES = (RANDOM.random((2000, 12)) < PROTOTYPES[BELONGS]).astype("float32").reshape(-1, 3, 4, 1)


def in_full(mixture, images):
    """Return the log-likelihood from probabilities themselves, pixel by pixel."""
    flat = images.reshape(len(images), 1, -1)
    of_each = stats.bernoulli.pmf(flat, mixture.probabilities).prod(axis=2)
    return np.log(of_each @ mixture.weights)


def test_independent_pixels_are_the_ones_counted_by_hand():
    train = np.array([[1, 0], [1, 1]])
    found = metrics.independent_pixels_log_likelihood(train, np.array([[1, 0], [0, 1]]))
    # With one black and one white image along: 3 of 4 and 2 of 4.
    np.testing.assert_allclose(found, np.log([0.75 * 0.5, 0.25 * 0.5]), rtol=1e-6)
    smoother = metrics.independent_pixels_log_likelihood(train, train[:1], smoothing=3)
    np.testing.assert_allclose(smoother, math.log(5 / 8 * 4 / 8), rtol=1e-6)


def test_a_pixel_never_seen_white_makes_no_image_impossible():
    found = metrics.independent_pixels_log_likelihood(np.zeros((98, 2)), np.array([[0, 1]]))
    assert found[0] == pytest.approx(math.log(99 / 100) + math.log(1 / 100), rel=1e-5)


def test_the_likelihood_is_the_sum_over_prototypes():
    mixture = metrics.fit_bernoulli_mixture(IMAGES, 3, iterations=4)
    found = mixture.log_likelihood(IMAGES[:50])
    np.testing.assert_allclose(found, in_full(mixture, IMAGES[:50]), rtol=1e-5)
    assert mixture.weights.sum() == pytest.approx(1)


def test_two_known_prototypes_are_found_again():
    mixture = metrics.fit_bernoulli_mixture(IMAGES, 2)
    order = np.argsort(-mixture.weights)
    np.testing.assert_allclose(mixture.weights[order], [0.7, 0.3], atol=0.05)
    np.testing.assert_allclose(mixture.probabilities[order], PROTOTYPES, atol=0.07)
    known = metrics.BernoulliMixture(np.array([0.7, 0.3]), PROTOTYPES)
    own, best = (each.log_likelihood(IMAGES).mean() for each in (mixture, known))
    assert own == pytest.approx(best, abs=0.03)
    alone = metrics.independent_pixels_log_likelihood(IMAGES, IMAGES).mean()
    assert own > alone + 0.5


def test_every_round_raises_the_likelihood_with_its_prior():
    smoothing, objectives = 0.5, []
    for iterations in range(1, 8):
        mixture = metrics.fit_bernoulli_mixture(
            IMAGES, 5, iterations=iterations, smoothing=smoothing, seed=2
        )
        weights, ones = mixture
        prior = smoothing * np.log(ones * (1 - ones)).sum() + np.log(weights).sum()
        objectives.append(mixture.log_likelihood(IMAGES).sum() + prior)
    assert (np.diff(objectives) > 0).all()


def test_a_seed_repeats_the_fit_and_another_starts_elsewhere():
    fits = [metrics.fit_bernoulli_mixture(IMAGES, 4, iterations=2, seed=s) for s in (1, 1, 2)]
    np.testing.assert_array_equal(fits[0].probabilities, fits[1].probabilities)
    assert not np.allclose(fits[0].probabilities, fits[2].probabilities)


def test_chunks_change_nothing(monkeypatch):
    whole = metrics.fit_bernoulli_mixture(IMAGES, 3, iterations=3)
    monkeypatch.setattr(_bernoulli_mixture, "_CHUNK", 300)
    parts = metrics.fit_bernoulli_mixture(IMAGES, 3, iterations=3)
    np.testing.assert_allclose(parts.probabilities, whole.probabilities, rtol=1e-4)
    np.testing.assert_allclose(
        parts.log_likelihood(IMAGES), whole.log_likelihood(IMAGES), rtol=1e-4
    )


@pytest.mark.parametrize("value", [0.5, 255, -1])
def test_images_that_are_not_binary_are_refused(value):
    grey = IMAGES.copy()
    grey[3, 1, 2, 0] = value
    with pytest.raises(ValueError, match="Expected `train` "):
        metrics.fit_bernoulli_mixture(grey, 2)
    for pair in ((grey, IMAGES), (IMAGES, grey)):
        with pytest.raises(ValueError, match="Expected `(train|test)` "):
            metrics.independent_pixels_log_likelihood(*pair)
    with pytest.raises(ValueError, match="Expected `images` "):
        metrics.fit_bernoulli_mixture(IMAGES, 2, iterations=1).log_likelihood(grey)


def test_grey_pixels_are_named_with_what_to_do():
    told = r"`train` to hold 0 and 1 only.*corruption.binarise\(train, seed=0\).*12 of 12.*0.5"
    with pytest.raises(ValueError, match=told):
        metrics.fit_bernoulli_mixture(np.full((1, 12), 0.5), 1)


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({"components": 0}, "components"),
        ({"components": 2001}, "components"),
        ({"iterations": 0}, "iterations"),
        ({"smoothing": 0}, "smoothing"),
        ({"seed": -1}, "seed"),
    ],
)
def test_numbers_out_of_range_are_refused(options, name):
    with pytest.raises(ValueError, match=f"Expected `{name}` to be"):
        metrics.fit_bernoulli_mixture(IMAGES, **{"components": 2, **options})


def test_images_of_another_size_are_refused():
    with pytest.raises(ValueError, match="`train` and `test` to hold images of one shape"):
        metrics.independent_pixels_log_likelihood(IMAGES, IMAGES[:, :2])
    with pytest.raises(ValueError, match="`images` of 12 values each"):
        metrics.fit_bernoulli_mixture(IMAGES, 1, iterations=1).log_likelihood(IMAGES[:, :2])
