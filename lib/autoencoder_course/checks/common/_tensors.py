"""What checks look at in functions of tensors, which have to work within `fit` too."""

import keras
import numpy as np

from autoencoder_course.checks.common._core import CheckFailed, call, close, expect, number


def to_array(value, what):
    """Return a tensor, an array or a list of a student's as float64, or fail."""
    try:
        return np.asarray(keras.ops.convert_to_numpy(value), dtype="float64")
    except Exception:
        raise CheckFailed(f"Expected {what} to be made of numbers.") from None


def scalar(function, *args, what):
    """Call a student's function and return the one number that it makes of tensors."""
    array = to_array(call(function, *args), what)
    expect(
        array.size == 1,
        f"Expected {what} to be one number. Received: an array of shape {array.shape}.",
    )
    return number(array, what)


def expect_value(value, expected, mistakes, what):
    """Fail unless a value is right; say why where it is what a known mistake gives.

    `mistakes` maps a sentence to the value that comes out if it applies.
    """
    for sentence, wrong in mistakes.items():
        expect(close(wrong, expected, tolerance=0.01) or not close(value, wrong), sentence)
    expect(
        close(value, expected),
        f"Expected {what} to be {expected:.4f} on this check's codes. Received: {value:.4f}.",
    )


def expect_works_in_fit(function, code_shape, name):
    """Fail unless a function works where the codes and their number are not known yet."""
    codes = keras.Input(code_shape)
    try:
        keras.layers.Lambda(function)(codes)
    except Exception:
        raise CheckFailed(
            f"`{name}` works on numbers but not inside `fit`, where the codes and the batch size "
            "are not known yet: use keras.ops in place of NumPy and Python's own functions, and "
            "ops.shape(codes)[0] where you need the batch size."
        ) from None


def tensors_of(function, *args):
    """Return a function of codes alone, for `expect_works_in_fit`."""
    return lambda codes: function(codes, *args)
