"""The check of the logarithm of a mean of exponentials, without overflow."""

import numpy as np
from scipy.special import logsumexp

from autoencoder_course.checks.common import call, expect, expect_value, fail, question, to_array


@question(
    "variational.log_mean_exp",
    hints=(
        "exp(-1000) is 0 in a computer, and exp(1000) is infinite. What is the largest number that "
        "you may put into exp, if you can choose?",
        "exp(a) = exp(m) exp(a - m), for any m. So exp(m) can be taken out of the mean, and what "
        "becomes of it under the logarithm?",
        "Take each row's largest value for m: np.max(values, axis=1, keepdims=True). Which three "
        "functions do you apply to values - m, and what comes back at the end?",
    ),
)
def log_mean_exp(function, rows=4, count=6, seed=0):
    """Check a function `function(values)` from (rows, count) to (rows,)."""
    generator = np.random.default_rng(seed)
    values = generator.normal(0, 1.5, (rows, count))
    _expect_values(function, values, "values around 0")
    _expect_values(function, values[:, :1], "a single value in each row")
    _expect_values(function, values - 2000, "values around -2,000")
    _expect_values(function, values + 2000, "values around 2,000")
    apart = values + np.linspace(-4000, 3000, rows)[:, None]
    _expect_values(function, apart, "rows that are far apart")
    values[:, 0] = -np.inf
    _expect_values(function, values, "values of which one is -inf, the logarithm of 0")


def _expect_values(function, values, what):
    with np.errstate(all="ignore"):  # the check says it in a sentence
        found = to_array(call(function, values.copy()), "the answer")
    rows, count = values.shape
    expect(
        found.shape == (rows,),
        f"Expected one number for each of {rows} rows. Received: shape {found.shape}.",
    )
    lost = found[~np.isfinite(found)]
    if lost.size:
        fail(
            f"For {what} you get {lost[0]}: exp leaves the range of numbers. Take each row's own "
            "largest value out before exp."
        )
    right = logsumexp(values, axis=1) - np.log(count)
    largest = values.max(axis=1)
    with np.errstate(all="ignore"):
        mistakes = {
            "That is the sum: divide by the number of values, or subtract its logarithm.": right
            + np.log(count),
            "That is the mean of the values: the mean is taken of exp, before the logarithm.": (
                values.mean(axis=1)
            ),
            "That is the largest value: the others count, too.": largest,
            "The largest value that you took out is missing at the end: add it to the "
            "logarithm.": right - largest,
            "What you took out is subtracted at the end: add it.": right - 2 * largest,
            "The logarithm is missing.": np.exp(right),
        }
    wrong = {
        sentence: value[0]
        for sentence, value in mistakes.items()
        if np.isfinite(value[0]) and (count > 1 or "missing" in sentence)
    }
    expect_value(
        found[0],
        right[0],
        wrong,
        f"Expected {right[0]:.5f} for {what}. Received: {found[0]:.5f}.",
        tolerance=1e-6,
    )
    expect(
        np.allclose(found, right, rtol=1e-6),
        f"For {what} the first row is right and another one is not: does each row have its own "
        "largest value?",
    )
