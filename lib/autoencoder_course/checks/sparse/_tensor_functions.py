"""What checks of functions of codes share: codes without ties, and the test inside `fit`."""

import keras
import numpy as np

from autoencoder_course.checks.common import CheckFailed, expect_value


def distinct_codes(seed, count=5, units=7):
    """Make codes of both signs without ties; the first one is all negative."""
    values = np.linspace(-2, 3, count * units)
    codes = np.random.default_rng(seed).permutation(values).reshape(count, units)
    codes[0] -= 4
    return codes.astype("float32")


def expect_codes_value(value, expected, mistakes, what):
    """Fail unless a value is right; say why where it is what a known mistake gives."""
    message = f"Expected {what} to be {expected:.4f} on this check's codes. Received: {value:.4f}."
    expect_value(value, expected, mistakes, message)


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
