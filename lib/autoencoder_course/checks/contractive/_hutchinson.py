"""The check of a squared norm that is estimated along random directions."""

import numpy as np

from autoencoder_course.checks.common import (
    call,
    close,
    expect,
    expect_items,
    expect_value,
    number,
    question,
    to_array,
)


@question(
    "contractive.hutchinson",
    hints=(
        "Which random vectors v have E(v_i v_k) = 1 for i = k and 0 otherwise? Then the mean of "
        "‖Jv‖² is the sum of all squares of J.",
        "Normal numbers of variance 1 will do, and so will signs, +1 or -1. One value of ‖Jv‖² for "
        "each direction: how sure are you of their mean?",
        "values = np.square(push(directions)).sum(axis=1). The standard error of a mean of n "
        "values is values.std(ddof=1) / np.sqrt(n).",
    ),
)
def hutchinson(estimate, pixels=7, count=3000, seed=0):
    """Check a function `estimate(push, pixels, count, seed)` that returns two numbers."""
    jacobian = np.random.default_rng(seed).normal(size=(5, pixels))
    jacobian[0] *= 3  # what matters lies in few directions, as in a trained encoder
    push = _Push(jacobian)
    answer = call(estimate, push, pixels, count, seed)
    expect_items(answer, 2, "Expected two numbers: the estimate, and its standard error.")
    mean, error = (
        number(part, name)
        for part, name in zip(answer, ("the estimate", "the standard error"), strict=True)
    )
    expect(push.given, "`push` was never called: it tells you J v.")
    directions = np.concatenate(push.given)
    expect(
        len(directions) == count,
        f"Expected {count} directions. `push` was given {len(directions)}.",
    )
    norms = np.square(directions @ jacobian.T).sum(axis=1)
    _expect_directions(directions, pixels, mean, norms)
    spread = norms.std(ddof=1)
    mistakes = {
        "The norms are not squared.": np.sqrt(norms).mean(),
        "The estimate is a sum: average over the directions.": norms.sum(),
        "The estimate is divided by the number of pixels: with entries of variance 1 it need not "
        "be.": norms.mean() / pixels,
        "The estimate is multiplied by the number of pixels: with entries of variance 1 it need "
        "not be.": norms.mean() * pixels,
        "The squares are averaged over the units: sum them.": norms.mean() / len(jacobian),
    }
    expect_value(
        mean,
        norms.mean(),
        mistakes,
        f"For your directions, the mean of ‖Jv‖² is {norms.mean():.4f}. Received: {mean:.4f}.",
    )
    mistakes = {
        "That is the spread of single values: the mean of n of them is surer, by √n.": spread,
        "That is the variance of single values: take the root, and divide by √n.": spread**2,
        "That is the variance of the mean: take the root.": spread**2 / count,
        "The spread is divided by n: the standard error falls with √n.": spread / count,
    }
    expect_value(
        error,
        spread / np.sqrt(count),
        mistakes,
        f"Expected a standard error of {spread / np.sqrt(count):.4f}. Received: {error:.4f}.",
        tolerance=2e-3,
    )
    again = call(estimate, _Push(jacobian), pixels, count, seed)
    expect(close(again[0], mean), "The same seed gives another estimate.")


class _Push:
    """Return J v for directions, a row each; remember them."""

    def __init__(self, jacobian):
        self.jacobian, self.given = jacobian, []

    def __call__(self, directions):
        directions = to_array(directions, "what `push` is given")
        directions = directions[None] if directions.ndim == 1 else directions
        expect(
            directions.ndim == 2 and directions.shape[1] == self.jacobian.shape[1],
            f"Expected `push` to be given directions of shape (count, {self.jacobian.shape[1]}). "
            f"Received: shape {directions.shape}.",
        )
        self.given.append(directions)
        return directions @ self.jacobian.T


def _expect_directions(directions, pixels, mean, norms):
    """Fail unless entries are uncorrelated and have the variance 1, or the answer makes up."""
    moments = directions.T @ directions / len(directions)
    variance = np.trace(moments) / pixels
    unit_length = np.allclose(np.square(directions).sum(axis=1), 1)
    expect(
        not unit_length,
        "Your directions have the length 1, and their entries the variance 1 / pixels: the "
        "estimate is too small by that. Take entries of variance 1.",
    )
    expect(
        len(np.unique(directions.round(6), axis=0)) > 1,
        "All directions are the same: draw new ones.",
    )
    off = np.abs(moments - np.diag(np.diag(moments))).max() / variance
    expect(
        off < 0.2,
        "The entries of your directions are correlated: have they a mean of 0, and does each have "
        "a draw of its own?",
    )
    expect(
        abs(variance - 1) < 0.1,
        f"The entries of your directions have the variance {variance:.2f}: it has to be 1.",
    )
