"""The check of the best linear map from noisy to clean images."""

import numpy as np

from autoencoder_course.checks.common import call, expect, expect_items, fail, question, to_array


@question(
    "denoising.linear_map",
    hints=(
        "Least squares for one pixel of the answer is a regression on all noisy pixels, and "
        "np.linalg.lstsq does it for all pixels of the answer at once.",
        "A shift is the weight of an input that is always 1. How does that input get into the "
        "array?",
        "design = np.column_stack([noisy, np.ones(len(noisy))]). The last row of the solution is "
        "the shift.",
    ),
)
def linear_map(fit, pixels=5, seed=0):
    """Check a function `fit(noisy, clean)` that returns (weights, shift)."""
    generator = np.random.default_rng(seed)
    mixing = generator.normal(size=(pixels, pixels)) / 2
    clean = 0.4 + generator.normal(size=(400, pixels)) @ mixing * 0.2
    noisy = 0.2 + 0.7 * clean + generator.normal(0, 0.15, clean.shape)
    answer = call(fit, noisy.copy(), clean.copy())
    expect_items(answer, 2, "Expected two things: the weights, and the shift.")
    weights, shift = to_array(answer[0], "the weights"), to_array(answer[1], "the shift")
    expect(
        weights.shape == (pixels, pixels),
        f"Expected weights of shape {(pixels, pixels)} for {pixels} pixels. "
        f"Received: shape {weights.shape}.",
    )
    expect(
        shift.shape == (pixels,),
        f"Expected a shift for each pixel, of shape {(pixels,)}. Received: shape {shift.shape}.",
    )
    right = _fitted(noisy, clean)
    mistakes = {
        "The shift is 0 or of no use: noise that is clipped makes images brighter, and the map "
        "has to take that off.": (np.linalg.lstsq(noisy, clean, rcond=None)[0], 0 * shift),
        "The map goes from clean to noisy: exchange the two.": _fitted(clean, noisy),
        "The weights are transposed: a row of noisy pixels times the weights has to be a row of "
        "clean ones.": (right[0].T, right[1]),
        "The weights are right, but the shift is not: what does the mean noisy image have to "
        "become?": (right[0], shift),
    }
    if np.allclose(weights, right[0], atol=1e-3) and np.allclose(shift, right[1], atol=1e-3):
        return
    for sentence, wrong in mistakes.items():
        agrees = [
            np.allclose(*pair, atol=1e-3) for pair in zip((weights, shift), wrong, strict=True)
        ]
        expect(not all(agrees), sentence)
    errors = [np.mean((noisy @ w + b - clean) ** 2) for w, b in ((weights, shift), right)]
    fail(
        f"On this check's images your map has a mean squared error of {errors[0]:.5f}; the best "
        f"linear map has {errors[1]:.5f}."
    )


def _fitted(inputs, targets):
    design = np.column_stack([inputs, np.ones(len(inputs))])
    solution = np.linalg.lstsq(design, targets, rcond=None)[0]
    return solution[:-1], solution[-1]
