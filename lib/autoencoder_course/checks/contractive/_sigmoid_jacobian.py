"""The check of the Jacobian of a sigmoid layer at one image."""

import numpy as np

from autoencoder_course.checks.common import call, expect, question, to_array


@question(
    "contractive.sigmoid_jacobian",
    hints=(
        "One number at a time: by how much does unit j change with pixel i? The chain rule has two "
        "factors.",
        "The sigmoid's derivative is h (1 - h), one number for each unit. What goes into the "
        "sigmoid changes with pixel i by kernel[i, j].",
        "A row for each unit: slopes[:, None] * kernel.T.",
    ),
)
def sigmoid_jacobian(jacobian, pixels=4, units=3, seed=0):
    """Check a function `jacobian(image, kernel, bias)` that returns (units, pixels)."""
    image, kernel, bias = layer(pixels, units, seed)
    found = to_array(call(jacobian, image.copy(), kernel.copy(), bias.copy()), "the Jacobian")
    codes = sigmoid(image @ kernel + bias)
    slopes = codes * (1 - codes)
    right = slopes[:, None] * kernel.T
    if found.shape == right.T.shape:
        expect(
            not np.allclose(found, right.T),
            "The Jacobian is transposed: a row for each unit, a column for each pixel.",
        )
    expect(
        found.shape == right.shape,
        f"Expected a Jacobian of shape {right.shape}, a row for each unit and a column for each "
        f"pixel. Received: shape {found.shape}.",
    )
    before = image @ kernel + bias
    mistakes = {
        "The sigmoid's slope is missing: it weakens what the kernel says.": kernel.T,
        "The codes stand in for the slopes: the sigmoid's derivative is h (1 - h).": codes[:, None]
        * kernel.T,
        "The slope is taken of what goes into the sigmoid: put the code h into h (1 - h).": (
            before * (1 - before)
        )[:, None]
        * kernel.T,
        "The bias is missing in the codes.": _without_bias(image, kernel),
        "The slope is that of tanh: a sigmoid's is h (1 - h).": (1 - codes**2)[:, None] * kernel.T,
        "The slope is squared: that comes with the norm.": (slopes**2)[:, None] * kernel.T,
        "The pixels are multiplied in: the derivative by a pixel has its weight, not its value.": (
            slopes[:, None] * kernel.T * image
        ),
        "The sign is wrong.": -right,
    }
    for sentence, wrong in mistakes.items():
        expect(not np.allclose(found, wrong), sentence)
    expect(
        np.allclose(found, right, atol=1e-5),
        f"Expected {right[0, 0]:.4f} for the first unit and the first pixel. "
        f"Received: {found[0, 0]:.4f}.",
    )


def _without_bias(image, kernel):
    codes = sigmoid(image @ kernel)
    return (codes * (1 - codes))[:, None] * kernel.T


def sigmoid(values):
    """Return 1 / (1 + exp(-values))."""
    return 1 / (1 + np.exp(-values))


def layer(pixels, units, seed):
    """Make an image, and the kernel and bias of a layer."""
    generator = np.random.default_rng(seed)
    kernel = generator.normal(0, 0.8, (pixels, units))
    return generator.uniform(0.2, 1, pixels), kernel, generator.normal(0, 0.7, units)
