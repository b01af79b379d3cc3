"""The check of a denoiser that has to beat the median filter."""

import keras
import numpy as np
from scipy import ndimage

from autoencoder_course.checks.common import (
    CheckFailed,
    call,
    expect,
    fail,
    image_data,
    question,
    random_images,
    to_array,
)
from autoencoder_course.checks.denoising._median import WINDOW, mean_psnr


@question(
    "denoising.beat_median",
    hints=(
        "Fresh noise in training, the clean images as the target. With a sigmoid and the mean "
        "squared error a convolutional network goes black: which loss does not give up the few "
        "white pixels?",
        "build_denoiser(shape, [32, 32], Corruption('gaussian', stddev)) with Adam at 0.002 and "
        "loss='binary_crossentropy', in batches of 64, for all `epochs`.",
    ),
)
def beat_median(train, stddev=0.4, epochs=5, seed=0):
    """Check a function `train(data, stddev, epochs)` that returns a denoiser."""
    keras.utils.set_random_seed(seed)
    data = line_data(seed)
    model = call(train, data, stddev, epochs)
    generator = np.random.default_rng(seed + 77)
    clean = lines(generator, 300)
    noisy = np.clip(clean + stddev * generator.standard_normal(clean.shape), 0, 1)
    noisy = noisy.astype("float32")
    restored = restore(model, noisy)
    expect(
        np.array_equal(restored, restore(model, noisy)),
        "The model restores the same images differently at a second call: noise belongs into "
        "training only.",
    )
    expect_beats_median(clean, noisy, restored, at_least=2.0)


def line_data(seed=0, count=6000, side=12):
    """Make splits of thin white lines on black; the test split has nothing but static.

    A filter of 3 × 3 pixels takes a line that is one pixel wide for noise, and what has
    learned from lines does not.
    """
    generator = np.random.default_rng(seed)
    train, validation = (lines(generator, size, side) for size in (count, 300))
    return image_data("lines", train, validation, random_images(400, (side, side, 1), generator))


def lines(generator, count, side=12):
    """Draw images (count, side, side, 1) of two or three lines, across or down."""
    images = np.zeros((count, side, side, 1), dtype="float32")
    for image in images:
        for _ in range(generator.integers(2, 4)):
            place = generator.integers(1, side - 1)
            start, end = np.sort(generator.choice(side + 1, 2, replace=False))
            across = image if generator.integers(2) else image.transpose(1, 0, 2)
            across[place, start:end] = 1.0
    return images


def restore(restorer, images, what="the model"):
    """Return what a model or function makes of images, as an array of their shape."""
    expect(callable(restorer), f"Expected {what} to be a model or a function of images.")
    try:
        answer = restorer(images)
    except Exception as error:
        raise CheckFailed(
            f"Expected {what} to take images of shape {images.shape}, but it stops with "
            f"{type(error).__name__}."
        ) from None
    restored = to_array(answer, "the restored images")
    expect(
        restored.shape == images.shape,
        f"Expected {what} to return images of shape {images.shape}. "
        f"Received: shape {restored.shape}.",
    )
    return restored


def expect_beats_median(clean, noisy, restored, *, at_least):
    """Fail unless restored images are some decibels better than the median filter's."""
    median = ndimage.median_filter(noisy, size=WINDOW)
    ours, theirs, nothing = (mean_psnr(clean, images) for images in (restored, median, noisy))
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
    fail(
        f"Expected at least {at_least:g} dB more than the median filter, which has {theirs:.1f} "
        f"dB on this check's noisy images. Received: {ours:.1f} dB."
    )
