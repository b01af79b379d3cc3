"""The check of the gradients of two losses behind a sigmoid."""

import numpy as np

from autoencoder_course.checks.common import call, expect, expect_items, question, to_array


@question(
    "denoising.sigmoid_gradients",
    hints=(
        "The chain rule: the derivative of the loss by the answer, times the derivative of the "
        "answer by z. What is the sigmoid's derivative, in terms of its own value?",
        "The sigmoid's is answer · (1 - answer). It stays in the squared error's gradient. What "
        "happens to it in the cross-entropy's, where the derivative by the answer has answer · "
        "(1 - answer) in its denominator?",
        "With `answer` for the sigmoid of z: the second gradient is just answer - target.",
    ),
)
def sigmoid_gradients(gradients, seed=0):
    """Check a function `gradients(z, target)` that returns two arrays."""
    generator = np.random.default_rng(seed)
    z = np.concatenate([generator.normal(0, 3, 30), [-9.0, 0.0, 9.0]])
    target = generator.random(33)
    answer = call(gradients, z.copy(), target.copy())
    expect_items(answer, 2, "Expected two arrays: of the squared error, and of cross-entropy.")
    pixel = 1 / (1 + np.exp(-z))
    slope = pixel * (1 - pixel)
    away = pixel - target
    right = 2 * away * slope, away
    names = "the squared error's gradient", "the cross-entropy's gradient"
    found = [to_array(part, name) for part, name in zip(answer, names, strict=True)]
    for part, name in zip(found, names, strict=True):
        expect(
            part.shape == z.shape,
            f"Expected {name} for each z, of shape {z.shape}. Received: shape {part.shape}.",
        )
    expect(not _same(found, right[::-1]), "The two gradients are exchanged.")
    mistakes = (
        {
            "The first gradient lacks the sigmoid's own slope: z is what is before it.": 2 * away,
            "The first gradient lacks its factor 2.": away * slope,
            "The first gradient has the wrong sign: it points to where the error falls.": -right[0],
            "The first gradient has the slope of the sigmoid at the wrong place: put the answer "
            "in, not z.": 2 * away * z * (1 - z),
        },
        {
            "The second gradient has the sigmoid's slope once too often: it cancels.": away * slope,
            "The second gradient is the one by the answer, not by z.": away / slope,
            "The second gradient has the wrong sign: it points to where the error falls.": -away,
            "The second gradient has a factor 2 that belongs to the squared error.": 2 * away,
        },
    )
    for part, expected, known, name in zip(found, right, mistakes, names, strict=True):
        for sentence, wrong in known.items():
            expect(np.allclose(part, expected) or not np.allclose(part, wrong), sentence)
        expect(
            np.allclose(part, expected),
            f"Expected {name} to be {expected[0]:.4f} for z = {z[0]:.4f} and the target "
            f"{target[0]:.4f}. Received: {part[0]:.4f}.",
        )


def _same(found, expected):
    return all(np.allclose(*pair) for pair in zip(found, expected, strict=True))
