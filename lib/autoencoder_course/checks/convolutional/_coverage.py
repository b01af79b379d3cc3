"""The check of how many patches of a transposed convolution cover each pixel."""

import numpy as np

from autoencoder_course.checks.common import call, expect, fail, question, to_array


@question(
    "convolutional.coverage",
    hints=(
        "Start with zeros, one for each pixel: how many rows has the picture, if the last patch "
        "begins at row (size - 1) * strides?",
        "For each place add 1 to counts[row : row + kernel_size, column : column + kernel_size], "
        "where row and column are the place's, times strides.",
    ),
)
def coverage(cover, size=6, kernel_size=3, strides=2):
    """Check a function `cover(size, kernel_size, strides)` that counts patches."""
    for numbers in ((size, kernel_size, strides), (5, 4, 2), (3, 5, 3), (4, 2, 3), (4, 3, 1)):
        expect_coverage(cover, *numbers)


def patches_along_a_line(size, kernel_size, strides):
    """Count patches along one axis."""
    starts = strides * np.arange(size)
    pixels = np.arange((size - 1) * strides + kernel_size)[:, None]
    return ((pixels >= starts) & (pixels < starts + kernel_size)).sum(axis=1)


def expect_coverage(cover, size, kernel_size, strides):
    """Fail unless `cover` counts the patches on each pixel."""
    line = patches_along_a_line(size, kernel_size, strides)
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
    fail(
        f"Expected {expected[row, column]} patch(es) on pixel ({row}, {column}) for {what}. "
        f"Received: {counts[row, column]:g}."
    )
