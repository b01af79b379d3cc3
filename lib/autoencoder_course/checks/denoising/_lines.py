"""Images of thin lines, which a network learns and a filter takes for noise."""

import numpy as np

from autoencoder_course.checks.common import (
    CheckFailed,
    expect,
    image_data,
    random_images,
    to_array,
)


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
