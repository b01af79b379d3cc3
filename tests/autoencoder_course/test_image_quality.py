import numpy as np
import pytest
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from autoencoder_course import metrics

RANDOM = np.random.default_rng(0)
IMAGES = RANDOM.random((4, 16, 12, 3)).astype("float32")
NOISY = np.clip(IMAGES + RANDOM.normal(0, 0.2, IMAGES.shape), 0, 1).astype("float32")


def test_psnr_of_a_tenth_off_everywhere_is_20_decibels():
    half = np.full((2, 4, 4, 1), 0.5)
    off = half + np.array([0.1, 0.01]).reshape(2, 1, 1, 1)
    np.testing.assert_allclose(metrics.psnr(half, off), [20, 40])


def test_psnr_of_a_perfect_image_is_infinite():
    assert metrics.psnr(IMAGES, IMAGES).tolist() == [np.inf] * 4


def test_psnr_agrees_with_scikit_image():
    expected = [
        peak_signal_noise_ratio(image, noisy, data_range=1)
        for image, noisy in zip(IMAGES, NOISY, strict=True)
    ]
    np.testing.assert_allclose(metrics.psnr(IMAGES, NOISY), expected, atol=1e-4)


@pytest.mark.parametrize("channels", [1, 3])
def test_ssim_agrees_with_scikit_image(channels):
    expected = [
        structural_similarity(image, noisy, data_range=1, channel_axis=-1)
        for image, noisy in zip(IMAGES[..., :channels], NOISY[..., :channels], strict=True)
    ]
    measured = metrics.ssim(IMAGES[..., :channels], NOISY[..., :channels])
    np.testing.assert_allclose(measured, expected, atol=1e-4)


def test_ssim_of_a_perfect_image_is_1_and_less_with_noise():
    np.testing.assert_allclose(metrics.ssim(IMAGES, IMAGES), 1)
    assert np.all(metrics.ssim(IMAGES, NOISY) < 0.95)


def test_ssim_of_flat_images_follows_the_formula():
    # Without variance, (2 x y + c) / (x² + y² + c) with c = 0.01² is left.
    dark, light = np.full((1, 8, 8, 1), 0.2), np.full((1, 8, 8, 1), 0.6)
    expected = (2 * 0.2 * 0.6 + 1e-4) / (0.2**2 + 0.6**2 + 1e-4)
    np.testing.assert_allclose(metrics.ssim(dark, light), [expected])


@pytest.mark.parametrize("measure", [metrics.psnr, metrics.ssim])
def test_wrong_images_are_refused(measure):
    with pytest.raises(ValueError, match="same shape"):
        measure(IMAGES, NOISY[:2])
    with pytest.raises(ValueError, match=r"\(n, height, width, channels\)"):
        measure(IMAGES[0], NOISY[0])
    with pytest.raises(ValueError, match=r"values in \[0, 1\].*to 255"):
        measure(IMAGES * 0 + 255, NOISY)


def test_ssim_refuses_images_smaller_than_its_window():
    with pytest.raises(ValueError, match=r"at least 7 × 7 pixels.*\(4, 6, 12, 3\)"):
        metrics.ssim(IMAGES[:, :6], NOISY[:, :6])
