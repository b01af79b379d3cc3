"""The check of a gain over the median filter, in decibels."""

import numpy as np
from scipy import ndimage

from autoencoder_course.checks.common import call, close, expect_no_mistake, fail, number, question
from autoencoder_course.checks.denoising._median import WINDOW, mean_psnr


@question(
    "denoising.gain_over_median",
    hints=(
        "Each image and each channel has to be filtered by itself: a window must not reach into "
        "the next image. And one PSNR per image, then the mean.",
        "median = scipy.ndimage.median_filter(noisy, size=(1, 3, 3, 1)); the gain is "
        "np.mean(metrics.psnr(clean, restored)) less the same of median.",
    ),
)
def gain_over_median(gain, channels=2, seed=0):
    """Check a function `gain(clean, noisy, restored)` that returns decibels."""
    for case in range(2):
        clean, noisy, restored = images_of_each_quality(seed + case, channels, case == 1)
        expect_gain(call(gain, clean.copy(), noisy.copy(), restored.copy()), clean, noisy, restored)


def images_of_each_quality(seed, channels, worse):
    """Make clean, noisy and restored images that differ from image to image in quality."""
    generator = np.random.default_rng(seed)
    shape = (6, 10, 11, channels)
    clean = (ndimage.gaussian_filter(generator.random(shape), (0, 1, 1, 0)) > 0.5).astype(float)
    # Each image has its own amount of noise, so that a mean of PSNRs is not that of the MSEs.
    amounts = np.linspace(0.05, 0.6, len(clean)).reshape(-1, 1, 1, 1)
    noisy = np.clip(clean + amounts * generator.standard_normal(shape), 0, 1)
    left = 1.2 if worse else 0.15
    restored = np.clip(clean + left * amounts * generator.standard_normal(shape), 0, 1)
    return tuple(images.astype("float32") for images in (clean, noisy, restored))


def expect_gain(answer, clean, noisy, restored):
    """Fail unless an answer is the gain over the median filter, in decibels."""
    value = number(answer, "the gain")
    median = ndimage.median_filter(noisy, size=WINDOW)
    quality = mean_psnr(clean, restored)
    expected = quality - mean_psnr(clean, median)
    if close(value, expected):
        return

    def over(other):
        return quality - mean_psnr(clean, other)

    mistakes = {
        "The sign is wrong: where the restored images are better than the median filter's, the "
        "gain is above 0.": -expected,
        "That is the gain over the noisy images: compare with the median of them.": over(noisy),
        "The window reaches into other images and channels: filter each by itself.": over(
            ndimage.median_filter(noisy, size=3)
        ),
        "The window reaches into the other channels: filter each by itself.": over(
            ndimage.median_filter(noisy, size=(1, 3, 3, 3))
        ),
        "The window reaches into the next images: filter each by itself.": over(
            ndimage.median_filter(noisy, size=(3, 3, 3, 1))
        ),
        "The CLEAN images are filtered: nobody has those, so filter the noisy ones.": over(
            ndimage.median_filter(clean, size=WINDOW)
        ),
        "The window has 5 × 5 pixels: take 3 × 3.": over(
            ndimage.median_filter(noisy, size=(1, 5, 5, 1))
        ),
        "That is a mean filter: take the median of the window.": over(
            ndimage.uniform_filter(noisy, size=WINDOW)
        ),
        "The restored images are filtered too: judge them as they are.": mean_psnr(
            clean, ndimage.median_filter(restored, size=WINDOW)
        )
        - mean_psnr(clean, median),
        "Outside the image there seem to be zeros: mirror it at its edges, scipy's default.": over(
            ndimage.median_filter(noisy, size=WINDOW, mode="constant")
        ),
        "The PSNR is that of the mean error: take one PSNR per image, then the mean.": (
            _of_all(clean, restored) - _of_all(clean, median)
        ),
        "That is only the PSNR of the restored images: take off the median filter's.": quality,
        "The images are compared with the noisy ones: compare with the clean images.": (
            mean_psnr(noisy, restored) - mean_psnr(noisy, median)
        ),
        "That is a quotient of two PSNRs: decibels are subtracted.": quality
        / mean_psnr(clean, median),
    }
    expect_no_mistake(value, mistakes, tolerance=1e-4)
    fail(f"Expected a gain of {expected:.3f} dB on this check's images. Received: {value:.3f}.")


def _of_all(clean, images):
    return -10 * np.log10(np.mean((clean.astype("float64") - images) ** 2))
