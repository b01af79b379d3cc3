"""The check of a code that keeps the largest activities."""

import numpy as np

from autoencoder_course.checks.common import call, expect, question, to_array
from autoencoder_course.checks.microscopes._arrays import expect_array


@question(
    "microscopes.encode",
    hints=(
        "Take one vector. Which numbers come out of the dense layer, and which of them may stay?",
        "ReLU sets what is below 0 to 0. Then find the k-th largest activity of each row: "
        "np.sort(activities, axis=1) has the largest ones on the right.",
        "Compare with np.sort(activities, axis=1)[:, -k, None]: the None keeps it a column. "
        "np.where(condition, activities, 0) keeps or drops.",
    ),
)
def encode(make_codes, vectors=40, width=6, units=9, k=4, seed=0):
    """Check a function `make_codes(vectors, kernel, bias, k)` that returns (n, units)."""
    generator = np.random.default_rng(seed)
    rows, kernel = generator.normal(size=(vectors, width)), generator.normal(size=(width, units))
    bias = generator.normal(0, 1, units) - 1  # some vectors have fewer than k above 0
    for kept in (k, 1):
        answer = call(make_codes, rows.copy(), kernel.copy(), bias.copy(), kept)
        before = rows @ kernel + bias
        right = np.maximum(_largest(before, kept), 0)
        size = np.abs(before)
        without_bias = np.maximum(_largest(rows @ kernel, kept), 0)
        mistakes = {
            "Negative activities are kept: ReLU sets them to 0, so a code may have fewer than k "
            "numbers.": _largest(before, kept),
            "All activities are kept: of each vector only the k largest may stay.": np.maximum(
                before, 0
            ),
            "The largest absolute values are kept: after ReLU nothing is negative.": np.where(
                size >= -np.sort(-size, axis=1)[:, kept - 1 : kept], before, 0
            ),
            "The bias is missing.": without_bias,
            "The k largest vectors of each unit are kept: take the k largest units of each "
            "vector.": np.maximum(_largest(before.T, kept).T, 0),
            "One activity too few is kept: the k-th largest stays, too.": np.maximum(
                np.where(before > -np.sort(-before, axis=1)[:, kept - 1 : kept], before, 0), 0
            ),
            "The codes say only which units are on: keep the activities themselves.": (
                right > 0
            ).astype(float),
        }
        expect(to_array(answer, "the codes").ndim == 2, "Expected codes of shape (n, units).")
        expect_array(answer, right, mistakes, "the codes")


def _largest(values, k):
    return np.where(values >= -np.sort(-values, axis=1)[:, k - 1 : k], values, 0)
