import numpy as np
import pytest

from autoencoder_course import metrics

CODES = np.array([[0.0, 0.5, 0.009, 0.0], [0.0, -0.5, 0.02, 0.0]])
MEASURES = [
    metrics.fraction_near_zero,
    metrics.dead_units,
    metrics.population_sparsity,
    metrics.lifetime_sparsity,
]


def test_fraction_near_zero_counts_absolute_values_below_the_threshold():
    assert metrics.fraction_near_zero(CODES) == 5 / 8
    assert metrics.fraction_near_zero(CODES, threshold=0.005) == 4 / 8
    assert metrics.fraction_near_zero(CODES, threshold=0.6) == 1


def test_dead_units_are_silent_for_every_image():
    assert metrics.dead_units(CODES).tolist() == [True, False, False, True]
    assert metrics.dead_units(CODES, threshold=0.1).tolist() == [True, False, True, True]


def test_dead_units_of_feature_maps_are_silent_everywhere():
    maps = np.zeros((2, 3, 3, 2))
    maps[1, 2, 0, 1] = 1
    assert metrics.dead_units(maps).tolist() == [True, False]


def test_population_sparsity_of_even_single_and_mixed_codes():
    codes = np.array([[0.3, 0.3, -0.3, 0.3], [0, 0, 2, 0], [3, 1, 0, 0]])
    # Last: mean 1, mean square 2.5, so (1 - 1 / 2.5) / (1 - 1 / 4) = 0.8.
    np.testing.assert_allclose(metrics.population_sparsity(codes), [0, 1, 0.8], atol=1e-12)


def test_lifetime_sparsity_measures_each_unit_over_images():
    codes = np.array([[0.3, 0, 3], [0.3, 0, 1], [0.3, 2, 0], [-0.3, 0, 0]])
    np.testing.assert_allclose(metrics.lifetime_sparsity(codes), [0, 1, 0.8], atol=1e-12)


def test_feature_maps_count_each_place_like_an_image():
    codes = np.array([[0.3, 3], [0.3, 1], [0.3, 0], [0.3, 0]]).reshape(2, 2, 1, 2)
    np.testing.assert_allclose(metrics.lifetime_sparsity(codes), [0, 0.8], atol=1e-12)
    assert metrics.population_sparsity(codes).shape == (2,)


def test_sparsity_of_silence_is_undefined():
    assert np.isnan(metrics.population_sparsity(np.array([[0.0, 0.0], [1.0, 0.0]]))).tolist() == [
        True,
        False,
    ]
    assert np.isnan(metrics.lifetime_sparsity(np.zeros((3, 2)))).all()


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("codes", [np.zeros(3), np.zeros((0, 3))])
def test_wrong_codes_are_refused(measure, codes):
    with pytest.raises(ValueError, match=r"Expected `codes` of shape .*not empty"):
        measure(codes)


@pytest.mark.parametrize("measure", MEASURES[:2])
@pytest.mark.parametrize("threshold", [0, -1, np.nan])
def test_wrong_thresholds_are_refused(measure, threshold):
    with pytest.raises(ValueError, match="Expected `threshold` to be positive"):
        measure(CODES, threshold)


def test_one_image_has_no_lifetime():
    with pytest.raises(ValueError, match=r"at least two images\. Received: 1"):
        metrics.lifetime_sparsity(CODES[:1])
