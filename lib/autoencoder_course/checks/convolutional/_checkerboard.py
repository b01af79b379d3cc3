"""The check of the strength of a checkerboard."""

import numpy as np

from autoencoder_course.checks.common import expect, expect_value, question, scalar


@question(
    "convolutional.checkerboard",
    hints=(
        "images[:, 0::2, 1::2] are the pixels in even rows and odd columns, counted from 0. Each "
        "of the four kinds has one mean for each image and channel: average over axes 1 and 2.",
        "kinds = [images[:, r::2, c::2].mean(axis=(1, 2)) for r in (0, 1) for c in (0, 1)]; then "
        "np.std(kinds, axis=0) and the mean of that.",
    ),
)
def checkerboard(measure, shape=(5, 8, 12, 3), seed=0):
    """Check a function `measure(images)` that returns the strength of a checkerboard."""
    expect_strength(measure, patterned_images(seed, shape))
    expect_strength(measure, patterned_images(seed + 10, (4, 16, 6, 1)))


def patterned_images(seed, shape):
    """Make noise with a pattern in each image and channel, of changing sign."""
    generator = np.random.default_rng(seed)
    _, height, width, channels = shape
    images = 0.4 + 0.2 * generator.random(shape)
    rows, columns = np.arange(height)[:, None, None], np.arange(width)[:, None]
    for image in images:
        signs = generator.choice([-1, 1], size=(3, channels)) * [[0.04], [0.07], [0.1]]
        image += signs[0] * (-1) ** rows + signs[1] * (-1) ** columns
        image += signs[2] * (-1) ** (rows + columns) + 0.1 * generator.random(channels)
    return images.astype("float32")


def expect_strength(measure, images):
    """Fail unless `measure` returns the strength of a checkerboard."""
    kinds = _kinds(images)
    given = images.copy()
    value = scalar(measure, given, what="the strength")
    expect(np.array_equal(given, images), "Your function changes `images` itself.")
    expected = np.std(kinds, axis=0).mean()
    mistakes = {
        "That is the variance: take the standard deviation.": np.var(kinds, axis=0).mean(),
        "The images are averaged before the standard deviation, and patterns of opposite signs "
        "cancel: measure each image by itself.": np.std(kinds.mean(axis=1), axis=0).mean(),
        "The channels are averaged before the standard deviation: measure each channel by "
        "itself.": np.std(kinds.mean(axis=2), axis=0).mean(),
        "Everything is averaged before the standard deviation: measure each image and each "
        "channel by itself.": np.std(kinds.mean(axis=(1, 2))),
        "The standard deviation is taken over kinds, images and channels together: over the four "
        "kinds only.": np.std(kinds),
        "The standard deviation is taken over images and channels too: over the four kinds "
        "only.": np.std(kinds, axis=(0, 1)).mean(),
        "The standard deviation is taken over kinds and channels: over the four kinds only.": (
            np.std(kinds, axis=(0, 2)).mean()
        ),
        "That is the standard deviation of all pixels: take the means of the four kinds first.": (
            images.std(axis=(1, 2)).mean()
        ),
        "Only two kinds are compared, white and black fields: there are four.": np.std(
            [(kinds[0] + kinds[3]) / 2, (kinds[1] + kinds[2]) / 2], axis=0
        ).mean(),
        "Only even and odd rows are compared: columns count too.": np.std(
            [kinds[:2].mean(axis=0), kinds[2:].mean(axis=0)], axis=0
        ).mean(),
        "Only even and odd columns are compared: rows count too.": np.std(
            [kinds[::2].mean(axis=0), kinds[1::2].mean(axis=0)], axis=0
        ).mean(),
        "That is the range of the four means: take their standard deviation.": np.ptp(
            kinds, axis=0
        ).mean(),
        "The sum of squares is divided by 3: NumPy's std divides by 4.": np.std(
            kinds, axis=0, ddof=1
        ).mean(),
        "That is the largest of all images and channels: take the mean.": (
            np.std(kinds, axis=0).max()
        ),
    }
    expect_value(
        value,
        expected,
        mistakes,
        f"Expected a strength of {expected:.4f} for this check's images. Received: {value:.4f}.",
        tolerance=1e-4,
    )


def _kinds(images):
    """Return the means of the four kinds of pixels, an array (4, images, channels)."""
    images = images.astype("float64")
    return np.stack(
        [images[:, row::2, column::2].mean(axis=(1, 2)) for row in (0, 1) for column in (0, 1)]
    )
