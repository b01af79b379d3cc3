"""What these checks compare: a student's array with the right one, and with those of mistakes."""

import numpy as np

from autoencoder_course.checks.common import expect, to_array


def expect_array(answer, right, mistakes, what):
    """Fail unless an array is right; say why where it is what a known mistake gives.

    Args:
        answer: What the student's function returned.
        right: The right array.
        mistakes: Maps a sentence to the array that comes out if it applies.
        what: What the array is, such as `"the codes"`.
    """
    found = to_array(answer, what)
    for sentence, wrong in mistakes.items():
        telling = np.shape(wrong) != right.shape or not _same(wrong, right)
        if telling and found.shape == np.shape(wrong):
            expect(not _same(found, wrong), sentence)
    expect(
        found.shape == right.shape,
        f"Expected {what} of shape {right.shape}. Received: shape {found.shape}.",
    )
    place = np.unravel_index(np.nanargmax(np.abs(found - right)), right.shape)
    where = f" at {tuple(map(int, place))}" if right.ndim else ""
    expect(
        _same(found, right),
        f"Expected {right[place]:.4f}{where} of {what}. Received: {found[place]:.4f}.",
    )


def _same(a, b):
    return np.allclose(a, b, rtol=1e-4, atol=1e-5)
