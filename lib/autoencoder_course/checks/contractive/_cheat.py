"""The check of the weights that make a Jacobian small and change nothing else."""

import numpy as np

from autoencoder_course.checks.common import call, expect, expect_items, question, to_array

_NAMES = ("the encoder's kernel", "the encoder's bias", "the decoder's kernel", "the output's bias")


@question(
    "contractive.cheat",
    hints=(
        "A ReLU gives back half if it gets half. What has to be half, for all that goes into it to "
        "be half?",
        "The bias goes into the ReLU, too. And who makes up for it, behind the code?",
        "Two arrays are multiplied by the factor, one is divided by it, one stays.",
    ),
)
def cheat(shrink, factor=0.1, pixels=6, units=4, seed=0):
    """Check a function `shrink(kernel, bias, decoder_kernel, output_bias, factor)`."""
    generator = np.random.default_rng(seed)
    shapes = (pixels, units), (units,), (units, pixels), (pixels,)
    weights = [generator.normal(0, 0.7, shape) for shape in shapes]
    images = generator.random((40, pixels))
    for size in (factor, 3.0):
        answer = call(shrink, *(weight.copy() for weight in weights), size)
        expect_items(answer, 4, "Expected four arrays, in the order in which they came.")
        found = [to_array(part, name) for part, name in zip(answer, _NAMES, strict=True)]
        for part, name, shape in zip(found, _NAMES, shapes, strict=True):
            expect(
                part.shape == shape,
                f"Expected {name} to keep its shape {shape}. Received: shape {part.shape}.",
            )
        _expect_same_and_smaller(weights, found, images, size)


def _expect_same_and_smaller(weights, found, images, factor):
    before, after = (_run(each, images) for each in (weights, found))
    expect(
        not np.allclose(found[0], weights[0]),
        "The encoder's kernel is as it was, and so is the Jacobian.",
    )
    expect(
        not np.allclose(found[1], weights[1]) or not np.allclose(found[0], factor * weights[0]),
        "The encoder's bias is as it was: other units are on now, and the code is another one.",
    )
    expect(
        np.allclose(found[3], weights[3]) or np.allclose(before[1], after[1]),
        "The output's bias has changed: it never went through the code.",
    )
    expect(
        not np.allclose(found[2], weights[2]),
        "The decoder's kernel is as it was: it has to make up for the smaller code.",
    )
    expect(
        np.allclose(before[1], after[1], atol=1e-6),
        "The reconstructions are other ones. Multiply by hand: by what does the code change, and "
        "what does the decoder make of it?",
    )
    ratio = after[0] / before[0]
    expect(
        not np.isclose(ratio, factor**2) and not np.isclose(ratio, 1 / factor),
        f"‖J‖ is multiplied by {ratio:.4g}, not by the factor {factor:g}.",
    )
    expect(
        np.isclose(ratio, factor, rtol=1e-4),
        f"The reconstructions are the same, but ‖J‖ is multiplied by {ratio:.4g}, and not by "
        f"{factor:g}.",
    )


def _run(weights, images):
    """Return the mean norm of the Jacobian, and the output before its activation."""
    kernel, bias, back, output_bias = weights
    before = images @ kernel + bias
    jacobians = (before > 0)[:, :, None] * kernel.T
    norm = np.linalg.norm(jacobians, axis=(1, 2)).mean()
    return norm, np.maximum(before, 0) @ back + output_bias
