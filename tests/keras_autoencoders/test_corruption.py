import numpy as np
import pytest

from keras_autoencoders import corruption

pytestmark = pytest.mark.backends

GREY = np.full((100, 10, 10, 1), 0.5, "float32")
COLOUR = np.random.default_rng(1).uniform(0.2, 0.8, (60, 12, 8, 3)).astype("float32")
ALL = [
    corruption.add_gaussian_noise,
    corruption.add_speckle_noise,
    corruption.add_uniform_noise,
    corruption.add_stain,
    corruption.add_salt_and_pepper_noise,
    corruption.mask_pixels,
    corruption.mask_patch,
]
OF_PROBABILITY = ALL[4:]


@pytest.mark.parametrize("corrupt", ALL)
def test_result_is_a_new_float32_array_in_0_to_1(corrupt):
    before = COLOUR.astype("float64")
    images = before.copy()
    noisy = corrupt(images, 0.5, seed=0)
    np.testing.assert_array_equal(images, before)
    assert noisy.dtype == np.float32
    assert noisy.shape == images.shape
    assert noisy.min() >= 0
    assert noisy.max() <= 1
    assert not np.array_equal(noisy, before.astype("float32"))


@pytest.mark.parametrize("corrupt", ALL)
def test_seed_decides(corrupt):
    np.testing.assert_array_equal(corrupt(COLOUR, 0.5, seed=3), corrupt(COLOUR, 0.5, seed=3))
    assert not np.array_equal(corrupt(COLOUR, 0.5, seed=3), corrupt(COLOUR, 0.5, seed=4))


@pytest.mark.parametrize("corrupt", ALL)
def test_nothing_changes_for_an_amount_of_zero(corrupt):
    np.testing.assert_array_equal(corrupt(COLOUR, 0, seed=0), COLOUR)


@pytest.mark.parametrize("corrupt", ALL)
def test_noise_differs_between_images(corrupt):
    same = np.repeat(COLOUR[:1], 30, axis=0)
    assert len({image.tobytes() for image in corrupt(same, 0.3, seed=0)}) > 10


def test_gaussian_noise_is_numpys_normal_noise_clipped():
    noise = np.random.default_rng(5).standard_normal(COLOUR.shape, "float32")
    expected = np.clip(COLOUR + 0.3 * noise, 0, 1)
    noisy = corruption.add_gaussian_noise(COLOUR, 0.3, seed=5)
    np.testing.assert_allclose(noisy, expected, atol=1e-6)


def test_gaussian_noise_has_the_mean_and_spread_that_it_promises():
    noisy = corruption.add_gaussian_noise(GREY, 0.1, seed=0)  # clipped at 5 standard deviations
    assert noisy.mean() == pytest.approx(0.5, abs=0.004)  # 4 standard errors of 10,000 draws
    assert noisy.std() == pytest.approx(0.1, abs=0.003)


def test_a_pair_draws_the_amount_for_each_image():
    stddevs = corruption.add_gaussian_noise(GREY, (0.0, 0.1), seed=0).std(axis=(1, 2, 3))
    assert stddevs.min() < 0.01
    assert 0.09 < stddevs.max() < 0.12
    assert stddevs.mean() == pytest.approx(0.05, abs=0.012)


def test_speckle_noise_grows_with_the_pixel():
    for pixel in (0.0, 0.25, 0.5):
        noisy = corruption.add_speckle_noise(np.full_like(GREY, pixel), 0.2, seed=0)
        assert noisy.std() == pytest.approx(0.2 * pixel, abs=0.003)


def test_uniform_noise_only_brightens_and_never_by_more_than_its_width():
    added = corruption.add_uniform_noise(GREY, 0.3, seed=0) - GREY
    assert 0 <= added.min() < 0.001
    assert 0.299 < added.max() <= 0.3 + 1e-6
    assert added.mean() == pytest.approx(0.15, abs=0.004)  # 4 standard errors
    assert corruption.add_uniform_noise(GREY, 3, seed=0).max() == 1


def test_a_stain_darkens_one_round_blot_in_the_middle_and_spares_the_corners():
    stained = corruption.add_stain(np.full((200, 28, 28, 1), 0.8), 0.5, seed=0)[..., 0]
    corners = stained[:, [0, 0, -1, -1], [0, -1, 0, -1]]
    np.testing.assert_allclose(corners, 0.8, atol=0.005)
    np.testing.assert_allclose(stained.min(axis=(1, 2)), 0.4, atol=0.005)  # half of 0.8
    dark = stained < 0.6
    rows, columns = dark.any(axis=2), dark.any(axis=1)
    for spread in (rows.sum(axis=1) / 28, columns.sum(axis=1) / 28):
        assert 0.17 < spread.min() < 0.32  # twice the smallest half-axis is 0.24
        assert 0.5 < spread.max() < 0.62  # twice the largest is 0.56
    middles = np.argwhere(dark)[:, 1:].mean(axis=0)
    np.testing.assert_allclose(middles, 13.5, atol=1)
    box = rows.sum(axis=1) * columns.sum(axis=1)
    assert np.mean(dark.sum(axis=(1, 2)) / box) == pytest.approx(np.pi / 4, abs=0.03)


def test_salt_and_pepper_come_in_equal_parts_and_spare_the_rest():
    noisy = corruption.add_salt_and_pepper_noise(GREY, 0.4, seed=0)
    assert set(np.unique(noisy)) == {0.0, 0.5, 1.0}
    assert np.mean(noisy == 0) == pytest.approx(0.2, abs=0.016)  # 4 standard errors
    assert np.mean(noisy == 1) == pytest.approx(0.2, abs=0.016)


def test_masking_hides_the_promised_share_and_spares_the_rest():
    masked = corruption.mask_pixels(GREY, 0.25, seed=0)
    assert set(np.unique(masked)) == {0.0, 0.5}
    assert np.mean(masked == 0) == pytest.approx(0.25, abs=0.018)  # 4 standard errors


@pytest.mark.parametrize("corrupt", OF_PROBABILITY)
def test_channels_of_a_pixel_change_together(corrupt):
    changed = corrupt(COLOUR, 0.5, seed=0) != COLOUR
    np.testing.assert_array_equal(changed.all(axis=-1), changed.any(axis=-1))


@pytest.mark.parametrize("corrupt", OF_PROBABILITY)
def test_every_pixel_is_hit_at_probability_1(corrupt):
    assert set(np.unique(corrupt(GREY, 1, seed=0))) <= {0.0, 1.0}


def test_flat_vectors_are_masked_feature_by_feature():
    masked = corruption.mask_pixels(np.ones((50, 40)), 0.5, seed=0)
    assert 0.4 < masked.mean() < 0.6
    assert len(np.unique(masked.mean(axis=1))) > 1


def test_patch_is_one_solid_quarter_anywhere_in_the_image():
    hidden = corruption.mask_patch(np.ones((300, 8, 12, 1)), 0.25, seed=0)[..., 0] == 0
    corners = set()
    for rows, columns in zip(hidden.any(axis=2), hidden.any(axis=1), strict=True):
        assert (rows.sum(), columns.sum()) == (4, 6)
        top, left = rows.argmax(), columns.argmax()
        assert rows[top : top + 4].all()
        assert columns[left : left + 6].all()
        corners.add((top, left))
    assert np.all(hidden.sum(axis=(1, 2)) == 24)
    assert corners == {(top, left) for top in range(5) for left in range(7)}


def test_images_beyond_one_chunk_are_all_corrupted():
    masked = corruption.mask_pixels(np.ones((2500, 4)), 1, seed=0)
    assert masked.sum() == 0


def test_no_images_give_no_images():
    assert corruption.mask_pixels(np.ones((0, 4, 4, 1)), 0.5, seed=0).shape == (0, 4, 4, 1)


@pytest.mark.parametrize("amount", [-0.01, 1.01, np.nan, None, "half", (0.5, 2)])
@pytest.mark.parametrize("corrupt", OF_PROBABILITY)
def test_probabilities_outside_0_to_1_are_refused(corrupt, amount):
    with pytest.raises(ValueError, match=r"Expected `(probability|fraction)` .* between 0 and 1"):
        corrupt(GREY, amount, seed=0)


@pytest.mark.parametrize("stddev", [-1, np.inf, np.nan])
def test_standard_deviations_have_to_be_finite_and_0_or_more(stddev):
    with pytest.raises(ValueError, match=r"Expected `stddev` .* of 0 or more.*stddev="):
        corruption.add_gaussian_noise(GREY, stddev, seed=0)


@pytest.mark.parametrize("images", [np.full((1, 4, 4, 1), 255), -GREY])
def test_values_outside_0_to_1_are_refused(images):
    with pytest.raises(ValueError, match=r"`images` with values in \[0, 1\]"):
        corruption.add_gaussian_noise(images, 0.1, seed=0)


@pytest.mark.parametrize("seed", [None, -1, 0.5, True])
def test_seed_has_to_be_an_integer(seed):
    with pytest.raises(ValueError, match="Expected `seed` to be a non-negative integer"):
        corruption.mask_pixels(GREY, 0.1, seed=seed)


@pytest.mark.parametrize(
    ("corrupt", "what"), [(corruption.mask_patch, "a patch"), (corruption.add_stain, "a stain")]
)
def test_patches_and_stains_need_images(corrupt, what):
    with pytest.raises(ValueError, match=rf"shape \(n, height, width, channels\) for {what}\."):
        corrupt(np.ones((2, 9)), 0.25, seed=0)
