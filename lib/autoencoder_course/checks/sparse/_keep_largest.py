"""The check of a code of which only the largest numbers are kept."""

import numpy as np
from keras import ops

from autoencoder_course.checks.common import call, expect, question, to_array
from autoencoder_course.checks.sparse._tensor_functions import distinct_codes, expect_works_in_fit


@question(
    "sparse.keep_largest",
    hints=(
        "Take one code. Which is the smallest number that is kept? What happens to all below it?",
        "Find the k-th largest number of each code, and compare the code with it. ops.top_k or "
        "ops.sort finds it; ops.where(condition, a, b) chooses number by number.",
        "ops.top_k(codes, k)[0] has a row for each code, its k largest numbers sorted downwards. "
        "Which column is the k-th? Cut it out so that it stays a column, (n, 1).",
    ),
)
def keep_largest(keep, k=3, seed=0):
    """Check a function `keep(codes, k)` that sets all but the k largest numbers to 0."""
    codes = distinct_codes(seed)
    for kept in (k, 1, codes.shape[1]):
        answer = call(keep, ops.convert_to_tensor(codes), kept)
        sparse = to_array(answer, "the sparse codes")
        expect(
            sparse.shape == codes.shape,
            f"Expected codes of the same shape, {codes.shape}, with zeros in them. "
            f"Received: shape {sparse.shape}.",
        )
        by_code = -np.sort(-codes, axis=1)
        expected = np.where(codes >= by_code[:, kept - 1 : kept], codes, 0)
        by_size = -np.sort(-np.abs(codes), axis=1)
        expect(
            kept == codes.shape[1]
            or not _same(sparse, np.where(np.abs(codes) >= by_size[:, kept - 1 : kept], codes, 0)),
            "The largest absolute values are kept: keep the largest numbers, signs included.",
        )
        counts = np.count_nonzero(sparse, axis=1)
        expect(
            (counts == kept).all(),
            f"Expected {kept} numbers other than 0 in each code with k={kept}, in a code of "
            f"negative numbers too. Received: {counts.min()} to {counts.max()}.",
        )
        _expect_same(sparse != 0, expected != 0, codes, kept)
        expect(_same(sparse, expected), "The numbers that are kept have changed: leave them be.")
    expect_works_in_fit(lambda codes: keep(codes, k), (codes.shape[1],), "keep_largest")


def _expect_same(found, right, codes, kept):
    """Fail with the first code of which other numbers than the largest are kept."""
    for code, is_kept, is_largest in zip(codes, found, right, strict=True):
        expect(
            _same(is_kept, is_largest),
            f"With k={kept} not the largest {kept} of each code are kept: of {_listed(code)} they "
            f"are {_listed(code[is_largest])}. Received: {_listed(code[is_kept])}.",
        )


def _listed(numbers):
    return ", ".join(f"{number:.2f}" for number in numbers)


def _same(a, b):
    return np.allclose(a, b, atol=1e-5)
