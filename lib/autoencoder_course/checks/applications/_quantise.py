"""The check of a uniform quantiser."""

import numpy as np

from autoencoder_course.checks.common import (
    call,
    expect,
    expect_items,
    question,
    to_array,
)


@question(
    "applications.quantise",
    hints=(
        "With a step of 0.5, to which whole number of steps does 1.3 belong, and which value does "
        "that number stand for?",
        "Divide by the step and round. What brings you back from the whole number to a value?",
        "np.round(codes / step).astype(int) are the symbols. The values are the symbols times "
        "the step.",
    ),
)
def quantise(function, images=6, units=5, seed=0):
    """Check a function `function(codes, step)` that returns (symbols, values)."""
    random = np.random.default_rng(seed)
    for step in (0.5, 2.0, 0.07):
        codes = random.normal(0, 3, (images, units)).astype("float32")
        _expect_right(function, codes, step)


def _expect_right(function, codes, step):
    answer = call(function, codes.copy(), step)
    expect_items(answer, 2, "Expected two arrays, (symbols, values).")
    symbols, values = to_array(answer[0], "symbols"), to_array(answer[1], "values")
    for found, name in ((symbols, "symbols"), (values, "values")):
        expect(
            found.shape == codes.shape,
            f"Expected {name} of the shape {codes.shape} of the codes. "
            f"Received: shape {found.shape}.",
        )
    kind = np.asarray(answer[0]).dtype
    expect(
        np.issubdtype(kind, np.integer),
        f"Expected symbols of a type of integers, which can be counted. Received: {kind}.",
    )
    ratio = codes.astype("float64") / step
    right = np.round(ratio)
    mistakes = {
        "The symbols are always rounded down: the error gets twice as large. Round to the nearest "
        "whole number.": np.floor(ratio),
        "astype(int) cuts off what is behind the point: round first.": np.trunc(ratio),
        "The codes are multiplied by the step: how many steps are in a code?": np.round(
            codes * step
        ),
        "The codes are rounded without the step.": np.round(codes),
    }
    for sentence, wrong in mistakes.items():
        expect(not np.array_equal(symbols, wrong) or np.array_equal(wrong, right), sentence)
    expect(
        np.abs(symbols - ratio).max() <= 0.5 + 1e-4,
        f"Expected whole numbers of steps, the nearest ones. Received {symbols.flat[0]:g} for a "
        f"code of {codes.flat[0]:.3f} and a step of {step:g}.",
    )
    expect(
        not np.allclose(values, symbols) or step == 1,
        "The values are the symbols: a symbol stands for so many steps.",
    )
    expect(
        not np.allclose(values, codes, atol=1e-6),
        "The values are the codes as they were: a decoder has the symbols only.",
    )
    expect(
        np.allclose(values, symbols * step, atol=1e-4),
        f"A symbol of {symbols.flat[0]:g} stands for {symbols.flat[0] * step:.3f} with a step of "
        f"{step:g}. Received: {values.flat[0]:.3f}.",
    )
