"""What the checks that compare with a median filter look at."""

import numpy as np
from scipy import ndimage

from autoencoder_course import metrics
from autoencoder_course.checks.common._core import close, expect, number

_EACH = (1, 3, 3, 1)  # a window within one channel of one image


def planted_images(seed, channels, worse):
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
    median = ndimage.median_filter(noisy, size=_EACH)
    quality = _quality(clean, restored)
    expected = quality - _quality(clean, median)
    if close(value, expected):
        return

    def over(other):
        return quality - _quality(clean, other)

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
            ndimage.median_filter(clean, size=_EACH)
        ),
        "The window has 5 × 5 pixels: take 3 × 3.": over(
            ndimage.median_filter(noisy, size=(1, 5, 5, 1))
        ),
        "That is a mean filter: take the median of the window.": over(
            ndimage.uniform_filter(noisy, size=_EACH)
        ),
        "The restored images are filtered too: judge them as they are.": _quality(
            clean, ndimage.median_filter(restored, size=_EACH)
        )
        - _quality(clean, median),
        "Outside the image there seem to be zeros: mirror it at its edges, scipy's default.": over(
            ndimage.median_filter(noisy, size=_EACH, mode="constant")
        ),
        "The PSNR is that of the mean error: take one PSNR per image, then the mean.": (
            _of_all(clean, restored) - _of_all(clean, median)
        ),
        "That is only the PSNR of the restored images: take off the median filter's.": quality,
        "The images are compared with the noisy ones: compare with the clean images.": (
            _quality(noisy, restored) - _quality(noisy, median)
        ),
        "That is a quotient of two PSNRs: decibels are subtracted.": quality
        / _quality(clean, median),
    }
    for sentence, wrong in mistakes.items():
        expect(not close(value, wrong, tolerance=1e-4), sentence)
    expect(
        False,
        f"Expected a gain of {expected:.3f} dB on this check's images. Received: {value:.3f}.",
    )


def expect_beats_median(clean, noisy, restored, *, at_least):
    """Fail unless restored images are some decibels better than the median filter's."""
    median = ndimage.median_filter(noisy, size=_EACH)
    ours, theirs, nothing = (_quality(clean, images) for images in (restored, median, noisy))
    if ours >= theirs + at_least:
        return
    expect(
        np.ptp(restored) > 0.1 or restored.mean() > 0.3,
        "The model answers every image with the same dark one: it has collapsed. Which loss "
        "keeps the gradient of a sigmoid alive?",
    )
    expect(
        ours > nothing + 0.5,
        f"The restored images have {ours:.1f} dB, and the noisy ones have {nothing:.1f} dB as "
        "they are: the model removes no noise. Which images go in, and which are the target?",
    )
    expect(
        False,
        f"Expected at least {at_least:g} dB more than the median filter, which has {theirs:.1f} "
        f"dB on this check's noisy images. Received: {ours:.1f} dB.",
    )


def _quality(clean, images):
    return float(np.mean(metrics.psnr(clean, images)))


def _of_all(clean, images):
    return -10 * np.log10(np.mean((clean.astype("float64") - images) ** 2))
