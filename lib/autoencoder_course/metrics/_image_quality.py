"""How good restored images look, one number per image."""

import numpy as np

from keras_autoencoders import argument_checks

_SSIM_WINDOW = 7  # pixels: scikit-image's default


def psnr(images, restored) -> np.ndarray:
    """Return each image's peak signal-to-noise ratio.

    Args:
        images: Clean images (n, height, width, channels), pixels in [0, 1].
        restored: Images to judge, of the same shape.

    Returns:
        Array (n,) in decibels: 10 · log10(1 / MSE of the image); infinity for a perfect
        image, NaN for a restored image with NaN in it. The mean over images is not the PSNR
        of the mean squared error.

    Raises:
        ValueError: if the shapes differ or are not those of images, pixels of `images` lie
            outside [0, 1] or are not finite, or `restored` holds whole numbers above 1.
    """
    images, restored = _checked(images, restored)
    errors = np.mean(np.square(images - restored), axis=(1, 2, 3))
    with np.errstate(divide="ignore"):
        return -10 * np.log10(errors)


def ssim(images, restored) -> np.ndarray:
    """Return each image's structural similarity, as scikit-image computes it by default.

    That is with a uniform window of 7 × 7 pixels and sample covariances, averaged over
    channels. The paper's Gaussian window gives slightly other values.

    Args:
        images: Clean images (n, height, width, channels), pixels in [0, 1], height and
            width at least 7.
        restored: Images to judge, of the same shape.

    Returns:
        Array (n,) in [-1, 1]; 1 for a perfect image, NaN for one with NaN in it.

    Raises:
        ValueError: if the shapes differ, are not those of images or are too small, pixels of
            `images` lie outside [0, 1] or are not finite, or `restored` holds whole numbers
            above 1.

    Source: Wang et al. 2004; `skimage.metrics.structural_similarity`.
    """
    from skimage.metrics import structural_similarity

    images, restored = _checked(images, restored)
    if min(images.shape[1:3]) < _SSIM_WINDOW:
        raise ValueError(
            f"Expected `images` of at least {_SSIM_WINDOW} × {_SSIM_WINDOW} pixels. "
            f"Received: shape {images.shape}"
        )
    similarities = [
        structural_similarity(image, other, win_size=_SSIM_WINDOW, data_range=1.0, channel_axis=-1)
        for image, other in zip(images, restored, strict=True)
    ]
    return np.array(similarities, "float64")


def _checked(images, restored):
    """Return both as float64 arrays, or raise a ValueError."""
    argument_checks.same_shape("images", images, "restored", restored)
    images = np.asarray(argument_checks.unit_interval("images", images), "float64")
    if images.ndim != 4:
        raise ValueError(
            "Expected `images` to have the shape (n, height, width, channels). "
            f"Received: shape {images.shape}"
        )
    return images, np.asarray(argument_checks.restored_pixels("restored", restored), "float64")
