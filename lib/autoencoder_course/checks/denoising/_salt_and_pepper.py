"""The check of salt-and-pepper noise."""

import numpy as np

from autoencoder_course.checks.common import call, expect, fail, question, to_array


@question(
    "denoising.salt_and_pepper",
    hints=(
        "One random number for each pixel decides both: whether the pixel is replaced, and "
        "whether it turns white or black.",
        "place = np.random.default_rng(seed).random((*images.shape[:3], 1)). Black where place "
        "is below probability / 2, white where it is at least 1 - probability / 2: np.where.",
    ),
)
def salt_and_pepper(add, probability=0.3, seed=0):
    """Check a function `add(images, probability, seed)` that returns noisy images."""
    for channels in (1, 3):
        images = grey_images(channels, seed)
        given = images.copy()
        noisy = to_array(call(add, given, probability, seed + 5), "the noisy images")
        expect(
            np.array_equal(given, images),
            "Your function changes `images` itself: work on a copy, or use np.where.",
        )
        expect_replaced(noisy, images)
        expect_shares(noisy, images, probability)
        expect_different_images(noisy, images)
    expect_ends(add, images, seed)
    again = to_array(call(add, images.copy(), probability, seed + 5), "the noisy images")
    expect(
        np.array_equal(noisy, again),
        "Called twice with one seed, your function makes different noise: draw from "
        "np.random.default_rng(seed).",
    )
    other = to_array(call(add, images.copy(), probability, seed + 6), "the noisy images")
    expect(
        not np.array_equal(noisy, other),
        "Your function makes the same noise for every seed: pass `seed` to the generator.",
    )


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
    expect(share > 0, f"No pixel is replaced with a probability of {probability:g}.")
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
    fail(
        f"Expected as much salt as pepper. Received: {salt:.1%} of all pixels white and "
        f"{pepper:.1%} black. Does one overwrite the other?"
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
