"""What tiles of weights look like: edges, patches, noise."""

import numpy as np
import pytest

from autoencoder_course import metrics

MEASURES = [metrics.gabor_fit, metrics.largest_patch]


def gabor(centre, angle, wavelength, spread, phase, side=8):
    rows, columns = np.mgrid[:side, :side] - np.reshape(centre, (2, 1, 1))
    across = columns * np.cos(angle) + rows * np.sin(angle)
    bell = np.exp(-(rows**2 + columns**2) / (2 * spread**2))
    return (bell * np.cos(2 * np.pi * across / wavelength + phase)).ravel()


@pytest.mark.parametrize("phase", [0, 1, np.pi / 2])
def test_a_gabor_function_of_any_phase_fits_itself(phase):
    tiles = [gabor((3.5, 4), np.pi / 4, 4.4, 1.2, phase), gabor((2, 3), 0, 6, 1.6, phase)]
    np.testing.assert_allclose(metrics.gabor_fit(tiles, (8, 8)), 1, atol=1e-4)


def test_a_gabor_function_between_those_that_are_tried_fits_well():
    tile = gabor((3.3, 4.2), 0.7, 5.2, 1.4, 0.4)
    assert 0.9 < metrics.gabor_fit([tile], (8, 8))[0] <= 1


def test_noise_and_patterns_over_the_whole_tile_fit_worse_than_edges():
    noise = np.random.default_rng(0).normal(size=(20, 64))
    assert metrics.gabor_fit(noise, (8, 8)).mean() < 0.4
    checkerboard = np.indices((8, 8)).sum(axis=0).ravel() % 2 * 2.0 - 1
    grating = np.cos(np.pi * np.arange(64) / 2)  # columns 1, 0, -1, 0, 1, 0, -1, 0
    checkered, striped = metrics.gabor_fit([checkerboard, grating], (8, 8))
    assert checkered < 0.1
    assert striped < 0.65


def test_the_largest_patch_is_connected_and_has_one_sign():
    one = [[3, 0, -1], [0, 1, -1]]  # 9 alone; 1 touches nothing; -1 and -1 are together
    split = [[2, -1, 2], [2, -1, 2]]  # two groups of 8, one of 2
    shares = metrics.largest_patch(np.reshape([one, split], (2, 6)), (2, 3))
    np.testing.assert_allclose(shares, [9 / 12, 8 / 18])


def test_pixels_that_touch_at_corners_are_apart():
    assert metrics.largest_patch([[1, 0, 0, 1]], (2, 2)).tolist() == [0.5]


@pytest.mark.parametrize("measure", MEASURES)
def test_measures_do_not_depend_on_sign_and_size(measure):
    tiles = np.random.default_rng(0).normal(size=(5, 24))
    np.testing.assert_allclose(measure(-40 * tiles, (4, 6)), measure(tiles, (4, 6)), rtol=1e-4)


@pytest.mark.parametrize("measure", MEASURES)
def test_an_empty_tile_is_not_a_number(measure):
    shares = measure([[0, 0, 0, 0], [1, 0, 0, 0]], (2, 2))
    assert np.isnan(shares).tolist() == [True, False]


@pytest.mark.parametrize("measure", MEASURES)
def test_tiles_of_another_shape_are_refused(measure):
    with pytest.raises(ValueError, match=r"shape \(units, 4\).*Received: shape \(1, 6\)"):
        measure(np.ones((1, 6)), (2, 2))
    with pytest.raises(ValueError, match="`tiles` to be finite"):
        measure([[np.nan, 1, 1, 1]], (2, 2))
