"""The check of directions of length 1 that leave the reconstruction as it is."""

import numpy as np

from autoencoder_course.checks.common import call, expect_items, question
from autoencoder_course.checks.microscopes._arrays import expect_array


@question(
    "microscopes.unit_length",
    hints=(
        "A direction is made three times shorter. By what has its activity to be multiplied, so "
        "that the sum is the same?",
        "ReLU lets a positive factor pass: relu(3a) is 3 relu(a). So multiply what goes into the "
        "unit: its weights and its bias.",
        "lengths = np.linalg.norm(directions, axis=1) has one number a unit. Units are columns of "
        "the encoder's kernel and rows of the directions.",
    ),
)
def unit_length(rescale, width=5, units=7, seed=0):
    """Check a function `rescale(kernel, bias, directions)` that returns the three anew."""
    generator = np.random.default_rng(seed)
    kernel, bias = generator.normal(size=(width, units)), generator.normal(size=units)
    directions = generator.normal(size=(units, width)) * generator.uniform(0.3, 3, (units, 1))
    answer = call(rescale, kernel.copy(), bias.copy(), directions.copy())
    expect_items(answer, 3, "Expected three things: kernel, bias and directions.")
    lengths = np.linalg.norm(directions, axis=1)
    by_column = np.linalg.norm(directions, axis=0)
    expect_array(
        answer[2],
        directions / lengths[:, None],
        {
            "The columns have length 1: a unit's direction is a row.": directions / by_column,
            "The directions are divided by one number: each has a length of its own.": directions
            / np.linalg.norm(directions),
            "The directions are divided by their squared lengths: take the root.": directions
            / lengths[:, None] ** 2,
            "The directions are as they were.": directions,
            "The absolute values sum to 1: the length is the root of the sum of squares.": (
                directions / np.abs(directions).sum(axis=1, keepdims=True)
            ),
        },
        "the directions",
    )
    expect_array(
        answer[0],
        kernel * lengths,
        {
            "The encoder's kernel is as it was: with shorter directions the sum is now another "
            "one.": kernel,
            "The encoder's kernel is divided by the lengths: where a direction gets shorter, its "
            "activity has to grow.": kernel / lengths,
        },
        "the encoder's kernel",
    )
    expect_array(
        answer[1],
        bias * lengths,
        {
            "The bias is as it was: it goes through the ReLU, too.": bias,
            "The bias is divided by the lengths: multiply.": bias / lengths,
        },
        "the bias",
    )
