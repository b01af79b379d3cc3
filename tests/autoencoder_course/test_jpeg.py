"""Images that went through JPEG."""

import numpy as np
import pytest

from autoencoder_course import datasets

IMAGES = np.random.default_rng(0).random((4, 16, 16, 1)).astype("float32")


def error(quality, images=IMAGES):
    return np.mean(np.square(datasets.through_jpeg(images, quality) - images))


def test_a_lower_quality_loses_more():
    assert 0 < error(95) < error(50) < error(5)


def test_a_flat_image_keeps_its_grey():
    flat = np.full((2, 8, 8, 3), 0.6, "float32")
    restored = datasets.through_jpeg(flat, 90)
    assert restored.shape == flat.shape
    assert restored.dtype == np.float32
    np.testing.assert_allclose(restored, 0.6, atol=1.5 / 255)


def test_inputs_stay_as_they_are_and_nothing_is_random():
    before = IMAGES.copy()
    first = datasets.through_jpeg(IMAGES, 20)
    np.testing.assert_array_equal(first, datasets.through_jpeg(IMAGES, 20))
    np.testing.assert_array_equal(IMAGES, before)


def test_bad_arguments_are_refused():
    with pytest.raises(ValueError, match="`quality` from 1 to 95"):
        datasets.through_jpeg(IMAGES, 96)
    with pytest.raises(ValueError, match="`quality` to be a positive integer"):
        datasets.through_jpeg(IMAGES, 0)
    with pytest.raises(ValueError, match=r"\(n, height, width, 1 or 3\)"):
        datasets.through_jpeg(IMAGES[..., 0], 50)
    with pytest.raises(ValueError, match=r"in \[0, 1\]"):
        datasets.through_jpeg(2 * IMAGES, 50)
    for empty in (IMAGES[:0], IMAGES[:, :0], []):
        with pytest.raises(ValueError, match="at least one. Received: shape"):
            datasets.through_jpeg(empty, 50)
    for quality in (50.0, True, None, -5):
        with pytest.raises(ValueError, match="`quality` to be a positive integer"):
            datasets.through_jpeg(IMAGES, quality)
