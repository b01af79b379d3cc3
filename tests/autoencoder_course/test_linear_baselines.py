"""The best linear denoiser, and the best linear guess of what is hidden."""

import numpy as np
import pytest

from autoencoder_course import metrics

RANDOM = np.random.default_rng(0)
IMAGES = RANDOM.random((300, 3, 2, 1)).astype("float32")


def test_a_linear_map_is_found_again():
    weights = RANDOM.normal(size=(6, 6)) / 20
    targets = (IMAGES.reshape(-1, 6) @ weights + 0.4).reshape(IMAGES.shape)
    fitted = metrics.fit_linear_map(IMAGES, targets)
    np.testing.assert_allclose(fitted.weights, weights, atol=1e-4)
    np.testing.assert_allclose(fitted.shift, 0.4, atol=1e-4)
    np.testing.assert_allclose(fitted(IMAGES), targets, atol=1e-4)


def test_it_is_least_squares():
    targets = RANDOM.random(IMAGES.shape)
    design = np.column_stack([IMAGES.reshape(-1, 6), np.ones(300)])
    solution = np.linalg.lstsq(design, targets.reshape(-1, 6), rcond=None)[0]
    expected = (design @ solution).reshape(IMAGES.shape)
    np.testing.assert_allclose(metrics.fit_linear_map(IMAGES, targets)(IMAGES), expected, atol=1e-4)


def test_noise_shrinks_towards_the_mean_as_a_formula_says():
    # One pixel of variance v with noise of variance n: the best weight is v / (v + n).
    clean = RANDOM.uniform(0.3, 0.7, (100_000, 1, 1, 1))
    noisy = clean + RANDOM.normal(0, 0.1, clean.shape)
    variance = 0.4**2 / 12
    fitted = metrics.fit_linear_map(noisy, clean)
    assert fitted.weights[0, 0] == pytest.approx(variance / (variance + 0.01), abs=0.01)
    assert fitted.shift[0] == pytest.approx(0.5 * 0.01 / (variance + 0.01), abs=0.01)


def test_answers_are_clipped_unless_asked():
    double = metrics.LinearMap(2 * np.eye(6, dtype="float32"), np.full(6, -0.5, "float32"))
    bright, dark = np.ones((1, 3, 2, 1)), np.zeros((1, 3, 2, 1))
    assert double(bright).max() == 1
    assert double(dark).min() == 0
    assert double(bright, clip=False).max() == 1.5
    assert double(dark, clip=False).min() == -0.5


def test_pixels_that_never_vary_do_no_harm():
    constant = IMAGES.copy()
    constant[:, 0, 0] = 0
    fitted = metrics.fit_linear_map(constant, IMAGES)
    assert np.isfinite(fitted(constant)).all()
    np.testing.assert_allclose(fitted(constant)[:, 1], IMAGES[:, 1], atol=1e-3)


def test_a_hidden_pixel_is_guessed_along_the_regression_line():
    # Two pixels with the same values: the second is the first, but for the added variance.
    shared = RANDOM.uniform(0, 1, (20_000, 1, 1, 1))
    train = np.concatenate([shared, shared], axis=2)
    hidden = np.zeros((2, 1, 2, 1), bool)
    hidden[:, :, 1] = True
    images = np.array([0.9, 0.7, 0.2, 0.7]).reshape(2, 1, 2, 1)
    filled = metrics.fill_in_as_gaussian(train, images, hidden)
    slope = (1 / 12) / (1 / 12 + 0.001)
    np.testing.assert_allclose(filled[:, 0, 0, 0], [0.9, 0.2], atol=1e-6)
    np.testing.assert_allclose(
        filled[:, 0, 1, 0], [0.5 + 0.4 * slope, 0.5 - 0.3 * slope], atol=0.01
    )


def test_nothing_seen_gives_the_mean_and_nothing_hidden_the_image():
    nothing, everything = np.zeros(IMAGES.shape, bool), np.ones(IMAGES.shape, bool)
    np.testing.assert_array_equal(metrics.fill_in_as_gaussian(IMAGES, IMAGES, nothing), IMAGES)
    filled = metrics.fill_in_as_gaussian(IMAGES, IMAGES, everything)
    np.testing.assert_allclose(
        filled, np.broadcast_to(IMAGES.mean(axis=0), IMAGES.shape), atol=1e-6
    )


def test_what_stands_in_hidden_pixels_is_not_looked_at():
    hidden = RANDOM.random(IMAGES.shape) < 0.5
    other = np.where(hidden, 0, IMAGES)
    np.testing.assert_array_equal(
        metrics.fill_in_as_gaussian(IMAGES, IMAGES, hidden),
        metrics.fill_in_as_gaussian(IMAGES, other, hidden),
    )


def test_a_map_takes_only_what_it_was_fitted_to():
    fitted = metrics.fit_linear_map(IMAGES, IMAGES)
    with pytest.raises(ValueError, match=r"of 6 values each.*shape \(300, 2, 2, 1\)"):
        fitted(IMAGES[:, :2])
    with pytest.raises(ValueError, match="`images`.*255"):
        fitted(255 * IMAGES)
    with pytest.raises(ValueError, match="`images` to be finite"):
        fitted(np.full((1, 6), np.nan))


def test_arguments_that_do_not_fit_are_refused():
    for nothing in (np.zeros((0, 6)), np.zeros(3), 0.5):
        with pytest.raises(ValueError, match="`inputs` to hold at least one image or vector"):
            metrics.fit_linear_map(nothing, nothing)
    with pytest.raises(ValueError, match="`inputs` and `targets` to have the same shape"):
        metrics.fit_linear_map(IMAGES, IMAGES[:2])
    with pytest.raises(ValueError, match="`images` and `hidden` to have the same shape"):
        metrics.fill_in_as_gaussian(IMAGES, IMAGES, np.zeros(3, bool))
    with pytest.raises(ValueError, match="`hidden` to be boolean"):
        metrics.fill_in_as_gaussian(IMAGES, IMAGES, np.zeros(IMAGES.shape))
    with pytest.raises(ValueError, match="images of one shape"):
        metrics.fill_in_as_gaussian(IMAGES[:, :2], IMAGES, np.zeros(IMAGES.shape, bool))
