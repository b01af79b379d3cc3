"""The check of the largest principal angle between two subspaces."""

import numpy as np

from autoencoder_course.checks.common import call, close, expect, number, question


@question(
    "vanilla.largest_angle",
    hints=(
        "Turn each set of rows into an orthonormal basis first; then the singular values of "
        "one basis times the other are cosines of angles.",
        "np.linalg.qr(a.T)[0] has orthonormal columns that span the rows of a. The smallest "
        "singular value of Qa.T @ Qb belongs to the largest angle; clip it to [-1, 1] before "
        "np.arccos, and turn radians into degrees.",
    ),
)
def largest_angle(angle):
    """Check a function `angle(a, b)`: largest principal angle of two row spaces, in degrees."""
    plane = np.array([[1.0, 0, 0, 0], [0, 1, 0, 0]])
    mixed = np.array([[2.0, 1, 0, 0], [-1, 3, 0, 0]])  # other vectors, the same plane
    tilt = np.radians(30)
    tilted = np.array([[1.0, 0, 0, 0], [0, np.cos(tilt), np.sin(tilt), 0]])
    apart = np.array([[0, 0, 1.0, 0], [0, 0, 0, 1]])
    cases = [
        (plane, plane, 0, "a plane and itself"),
        (plane, apart, 90, "two planes at right angles in all directions"),
        (plane, tilted, 30, "two planes that share a line and are tilted by 30 degrees"),
        (plane, mixed, 0, "two descriptions of one plane, by vectors of any length"),
        (3 * tilted[::-1], mixed, 30, "planes tilted by 30 degrees, in any order and scale"),
    ]
    for a, b, expected, what in cases:
        measured = number(call(angle, a.copy(), b.copy()), "the angle")
        expect(
            expected == 0 or not close(measured, np.radians(expected)),
            "The angle is in radians: return degrees.",
        )
        expect(
            abs(measured - expected) < 0.01,
            f"Expected {expected} degrees for {what}. Received: {measured:.2f}.",
        )
