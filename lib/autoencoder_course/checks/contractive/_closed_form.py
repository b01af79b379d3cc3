"""The check of the closed form of the penalty, whatever the batch size."""

import numpy as np
from keras import ops

from autoencoder_course.checks.common import expect, expect_value, question, random_images, scalar
from autoencoder_course.checks.contractive._penalised import (
    RATE,
    arrays,
    gradients,
    sigmoid_layer,
    squared_norms,
    step,
)


@question(
    "contractive.closed_form",
    hints=(
        "In the Jacobian, row j is slope_j times kernel_j. What is the sum of the squares of that "
        "row?",
        "Two factors for each image and unit: the square of h (1 - h), and the sum of the squares "
        "of the weights that go into the unit. Over which axis of the kernel is that?",
        "One product does the sum over the units: ops.matmul(squared_slopes, norms) has a number "
        "for each image. And then?",
    ),
)
def closed_form(penalty, images=6, pixels=5, units=4, seed=0):
    """Check a function `penalty(codes, kernel)` that returns a scalar."""
    dense = sigmoid_layer(pixels, units, seed)
    inputs = random_images(images, (pixels,), seed + 1)
    for count in (1, 50):
        repeated = np.tile(inputs, (count, 1))
        _expect_value(penalty, *arrays(dense, repeated)[1:], images)
    by_codes, by_norms = gradients(*arrays(dense, inputs))
    change = step(dense, lambda codes: penalty(codes, dense.kernel), inputs)
    expect(
        np.allclose(change, -RATE * (by_codes + by_norms), atol=1e-4),
        "The value is right, but its gradient is not: training has to move the weights through the "
        "codes and through the norms. Is there a stop_gradient, or NumPy?",
    )


def _expect_value(penalty, kernel, codes, images):
    given = (ops.convert_to_tensor(each.astype("float32")) for each in (codes, kernel))
    found = scalar(penalty, *given, what="the penalty")
    slopes = codes * (1 - codes)
    squares = np.square(kernel).sum(axis=0)
    right = squared_norms(kernel, codes).mean()
    count, units = codes.shape
    mistakes = {
        "The penalty grows with the batch: average over the images.": right * count,
        "The penalty is averaged over the units, too: sum over them.": right / units,
        "The slopes are not squared.": (slopes @ squares).mean(),
        "The codes are squared in place of their slopes: the sigmoid's slope is h (1 - h).": (
            codes**2 @ squares
        ).mean(),
        "The sigmoid's slope is missing: multiply by the square of h (1 - h).": squares.sum(),
        "The slope is that of tanh: a sigmoid's is h (1 - h).": (
            (1 - codes**2) ** 2 @ squares
        ).mean(),
        "The norms are not squared.": (slopes**2 @ np.sqrt(squares)).mean(),
        "The weights are summed before they are squared.": (
            slopes**2 @ kernel.sum(axis=0) ** 2
        ).mean(),
        "All weights are in every unit's norm: sum over the pixels only, the kernel's first "
        "axis.": (slopes**2).sum(axis=1).mean() * squares.sum(),
        "The slopes are averaged over the images before they are squared.": slopes.mean(axis=0) ** 2
        @ squares,
        "That is the norm: leave out the root.": np.sqrt(slopes**2 @ squares).mean(),
        "There is a factor of 1/2 that the loss does not have.": right / 2,
    }
    expect_value(
        found,
        right,
        mistakes,
        f"Expected a penalty of {right:.5f} for a batch of {count}. Received: {found:.5f}.",
    )
