"""What checks look at in numbers and arrays that a student's function returns."""

import keras
import numpy as np

from autoencoder_course.checks.common._failing import CheckFailed, call, expect, shortened


def number(value, what: str) -> float:
    """Return `value` as a float, or raise a `CheckFailed` that says it is no number."""
    try:
        array = np.asarray(value, dtype="float64")
    except (TypeError, ValueError):
        array = np.empty(0)
    expect(
        array.size == 1 and np.isfinite(array).all(),
        f"Expected {what} to be one finite number. Received: {shortened(value)}.",
    )
    return float(array.reshape(()))


def to_array(value, what: str) -> np.ndarray:
    """Return a tensor, an array or a list of a student's as float64, or fail."""
    try:
        return np.asarray(keras.ops.convert_to_numpy(value), dtype="float64")
    except Exception:
        raise CheckFailed(f"Expected {what} to be made of numbers.") from None


def scalar(function, *args, what: str) -> float:
    """Call a student's function and return the one number that it makes of tensors."""
    array = to_array(call(function, *args), what)
    expect(
        array.size == 1,
        f"Expected {what} to be one number. Received: an array of shape {array.shape}.",
    )
    return number(array, what)


def close(value, expected: float, *, tolerance: float = 1e-3) -> bool:
    """Say whether two numbers agree within a relative tolerance."""
    return abs(value - expected) <= tolerance * max(abs(expected), 1e-12)


def expect_no_mistake(value, mistakes: dict[str, float], *, tolerance: float = 1e-3) -> None:
    """Fail with the first sentence of `mistakes` that maps to this value."""
    for sentence, wrong in mistakes.items():
        expect(not close(value, wrong, tolerance=tolerance), sentence)


def expect_value(value, expected, mistakes, otherwise: str, *, tolerance: float = 1e-3) -> None:
    """Fail unless a value is right; say why where it is what a known mistake gives.

    Args:
        value: The student's number.
        expected: The right one.
        mistakes: Maps a sentence to the value that comes out if it applies. A mistake that
            makes next to no difference to the right value is passed over.
        otherwise: The message for all other values.
        tolerance: The relative tolerance.
    """
    telling = {
        sentence: wrong
        for sentence, wrong in mistakes.items()
        if not close(wrong, expected, tolerance=10 * tolerance)
    }
    expect_no_mistake(value, telling, tolerance=tolerance)
    expect(close(value, expected, tolerance=tolerance), otherwise)
