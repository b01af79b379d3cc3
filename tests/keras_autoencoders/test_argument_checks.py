"""Which arrays count as pixels: one rule for corruption, trainings, measures and figures."""

import numpy as np
import pytest

from keras_autoencoders import argument_checks, builders, corruption, training

SHAPE = (2, 4, 4, 1)
GREY = np.full(SHAPE, 0.5, "float32")


def with_one(value):
    """One value is wrong, and it is the last one that a check comes to."""
    images = GREY.copy()
    images[-1, -1, -1, -1] = value
    return images


FROM_0_TO_255 = {
    "uint8": (255 * GREY).astype("uint8"),
    "int64": (255 * GREY).astype("int64"),
    "float32": 255 * GREY,
    "float64": 255.0 * GREY.astype("float64"),
    "one white pixel": with_one(255),
}
NOT_FINITE = {"NaN": with_one(np.nan), "infinite": with_one(np.inf), "minus": with_one(-np.inf)}
CHECKS = [argument_checks.pixels, argument_checks.unit_interval]


@pytest.mark.parametrize("images", FROM_0_TO_255.values(), ids=FROM_0_TO_255.keys())
@pytest.mark.parametrize("check", CHECKS)
def test_pixels_from_0_to_255_are_told_to_be_divided(check, images):
    words = r"`x` with values in \[0, 1\]. Received: .* to (127|127.5|255); divide pixels .* by 255"
    with pytest.raises(ValueError, match=words):
        check("x", images)


@pytest.mark.parametrize("images", NOT_FINITE.values(), ids=NOT_FINITE.keys())
@pytest.mark.parametrize("check", [*CHECKS, argument_checks.finite])
def test_what_is_not_finite_is_refused_and_counted(check, images):
    with pytest.raises(ValueError, match="Expected `x` to be finite. Received: 1 of 32 values are"):
        check("x", images)


@pytest.mark.parametrize("dtype", [bool, "uint8", "int64", "float16", "float32", "float64"])
@pytest.mark.parametrize("check", [*CHECKS, argument_checks.finite])
def test_black_and_white_is_fine_in_every_type_and_comes_back_itself(check, dtype):
    images = np.array([0, 1], dtype)
    assert check("x", images) is images
    assert check("x", images[:0]).size == 0


def test_reconstructions_and_centred_images_may_leave_0_to_1():
    for images in (GREY - 0.7, 3 * GREY, -9 * GREY):
        assert argument_checks.pixels("x", images) is images
        if images.min() < 0 or images.max() > 1:
            with pytest.raises(ValueError, match=r"in \[0, 1\]. Received: float32 values from"):
                argument_checks.unit_interval("x", images)


def test_weights_may_have_any_finite_range():
    assert argument_checks.finite("x", 1e6 * GREY).max() == 5e5


def test_what_a_model_restores_may_be_anything_but_whole_numbers_above_1():
    for images in (with_one(np.nan), with_one(np.inf), 1e9 * GREY, (GREY > 0).astype("uint8")):
        assert argument_checks.restored_pixels("x", images) is images
    with pytest.raises(ValueError, match="uint8 values from 127 to 127; divide"):
        argument_checks.restored_pixels("x", FROM_0_TO_255["uint8"])


@pytest.mark.parametrize(
    "value", ["black", [None, 1], np.array([{}])], ids=["text", "none", "dict"]
)
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match="Expected `x` to be an array of numbers"):
        argument_checks.pixels("x", value)


BAD = {**FROM_0_TO_255, **NOT_FINITE}


@pytest.mark.parametrize("images", BAD.values(), ids=BAD.keys())
@pytest.mark.parametrize(
    "corrupt",
    [
        corruption.add_gaussian_noise,
        corruption.add_speckle_noise,
        corruption.add_salt_and_pepper_noise,
        corruption.mask_pixels,
        corruption.mask_patch,
    ],
)
def test_corruption_refuses_them(corrupt, images):
    with pytest.raises(ValueError, match=r"Expected `images` (to be finite|with values in)"):
        corrupt(images, 0.1, seed=0)


def test_trainings_refuse_them_before_they_begin():
    autoencoder = builders.stacked(SHAPE[1:], [4], 2)
    before = autoencoder.get_weights()
    for images in BAD.values():
        with pytest.raises(ValueError, match=r"Expected `images` (to be finite|with values in)"):
            training.pretrain_layerwise(autoencoder, images, epochs=1)
    for old, new in zip(before, autoencoder.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)
