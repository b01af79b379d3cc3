"""What the check of salt-and-pepper noise looks at."""

import numpy as np

from autoencoder_course.checks.common._core import call, expect
from autoencoder_course.checks.common._tensors import to_array

_TOLERANCE = 0.013  # more than four standard deviations of the shares below


def grey_images(channels, seed, count=420):
    """Make images (count, 8, 8, channels) without any black or white in them."""
    generator = np.random.default_rng(seed)
    return generator.uniform(0.2, 0.8, (count, 8, 8, channels)).astype("float32")


def expect_replaced(noisy, images):
    """Fail unless every pixel is as it was, or black, or white in all channels."""
    expect(
        noisy.shape == images.shape,
        f"Expected noisy images of shape {images.shape}. Received: shape {noisy.shape}.",
    )
    black, white = noisy == 0, noisy == 1
    kept = np.isclose(noisy, images, atol=1e-6)
    expect(
        (black | white | kept).all(),
        "Some values are neither as they were nor 0 nor 1: salt and pepper replace a pixel, "
        "they add nothing to it.",
    )
    whole = [mask.all(axis=-1) | ~mask.any(axis=-1) for mask in (black, white)]
    expect(
        whole[0].all() and whole[1].all(),
        "Some pixels are black or white in one channel only: draw one random number for each "
        "pixel, of shape (n, height, width, 1).",
    )


def expect_shares(noisy, images, probability):
    """Fail unless the share of pixels that are replaced is right, half of them white."""
    salt, pepper = (noisy == 1).mean(), (noisy == 0).mean()
    share = salt + pepper
    if max(abs(salt - probability / 2), abs(pepper - probability / 2)) < _TOLERANCE:
        return
    expect(
        share > 0,
        f"No pixel is replaced with a probability of {probability:g}.",
    )
    expect(
        min(salt, pepper) > 0,
        f"Only {'white' if salt else 'black'} pixels appear: half of the replaced ones have to "
        "be white, half black.",
    )
    expect(
        abs(share - probability) < 2 * _TOLERANCE,
        f"Expected {probability:.0%} of the pixels to be replaced, salt and pepper together. "
        f"Received: {share:.1%}, of which {salt:.1%} white and {pepper:.1%} black.",
    )
    expect(
        False,
        f"Expected as much salt as pepper. Received: {salt:.1%} of all pixels white and "
        f"{pepper:.1%} black. Does one overwrite the other?",
    )


def expect_different_images(noisy, images):
    """Fail if all images have their noise at the same places."""
    replaced = ~np.isclose(noisy, images, atol=1e-6).all(axis=-1)
    expect(
        not (replaced == replaced[:1]).all(),
        "The same pixels are replaced in every image: draw a random number for each pixel of "
        "each image.",
    )


def expect_ends(add, images, seed):
    """Fail unless a probability of 0 does nothing, and one of 1 leaves no pixel."""
    none = to_array(call(add, images.copy(), 0.0, seed), "the noisy images")
    expect(
        none.shape == images.shape and np.allclose(none, images, atol=1e-6),
        "With a probability of 0 the images have to come back as they were.",
    )
    every = to_array(call(add, images.copy(), 1.0, seed), "the noisy images")
    expect(
        every.shape == images.shape and ((every == 0) | (every == 1)).all(),
        "With a probability of 1 every pixel has to be black or white.",
    )
