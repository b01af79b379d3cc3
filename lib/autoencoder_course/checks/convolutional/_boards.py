"""What the checks of the checkerboard compare with."""

import numpy as np

from autoencoder_course.checks.common._core import call, expect
from autoencoder_course.checks.common._tensors import scalar, to_array


def painted(size, kernel_size, strides):
    """Count patches along one axis."""
    starts = strides * np.arange(size)
    pixels = np.arange((size - 1) * strides + kernel_size)[:, None]
    return ((pixels >= starts) & (pixels < starts + kernel_size)).sum(axis=1)


def expect_coverage(cover, size, kernel_size, strides):
    """Fail unless `cover` counts the patches on each pixel."""
    line = painted(size, kernel_size, strides)
    expected = np.outer(line, line)
    counts = to_array(call(cover, size, kernel_size, strides), "the counts")
    if counts.shape == expected.shape and np.array_equal(counts, expected):
        return
    what = f"{size} × {size} places, kernel {kernel_size} and stride {strides}"
    expect(
        counts.ndim == 2,
        f"Expected counts of shape {expected.shape} for {what}, rows and columns. "
        f"Received: shape {counts.shape}.",
    )
    sides = {
        "The picture ends at the last patch's first pixel, or a patch is missing: it has "
        "(size - 1) * strides + kernel_size pixels a side.": (size - 1) * strides,
        'The picture is cut off as with "same" padding: make it large enough for all patches.': size
        * strides,
        "The patches do not overlap: neighbours are `strides` pixels apart, not a kernel.": size
        * kernel_size,
        "The picture is the INPUT of a convolution without padding turned round: a transposed "
        "convolution makes it larger.": (size - kernel_size) // strides + 1,
    }
    for sentence, side in sides.items():
        expect(side == len(expected) or counts.shape != (side, side), sentence)
    expect(
        counts.shape == expected.shape,
        f"Expected counts of shape {expected.shape} for {what}. Received: {counts.shape}.",
    )
    expect(
        kernel_size <= strides or not np.array_equal(counts, expected > 0),
        "Each pixel has at most one patch: ADD where patches overlap.",
    )
    expect(
        not np.array_equal(counts, np.add.outer(line, line)),
        "The counts of rows and columns are added: a pixel in 2 rows of patches and 2 columns of "
        "them has 4 patches.",
    )
    expect(
        not np.allclose(counts, expected / expected.max()),
        "The counts are divided by the largest: leave them as they are.",
    )
    row, column = np.argwhere(counts != expected)[0]
    expect(
        False,
        f"Expected {expected[row, column]} patch(es) on pixel ({row}, {column}) for {what}. "
        f"Received: {counts[row, column]:g}.",
    )


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
    for sentence, wrong in mistakes.items():
        expect(abs(wrong - expected) < 1e-4 or abs(value - wrong) > 1e-6, sentence)
    expect(
        abs(value - expected) < 1e-5,
        f"Expected a strength of {expected:.4f} for this check's images. Received: {value:.4f}.",
    )


def _kinds(images):
    """Return the means of the four kinds of pixels, an array (4, images, channels)."""
    images = images.astype("float64")
    return np.stack(
        [images[:, row::2, column::2].mean(axis=(1, 2)) for row in (0, 1) for column in (0, 1)]
    )
