"""Checks of arguments, so that a mistake is named where it is made."""

import numpy as np


def positive_integer(name: str, value) -> int:
    """Return `value` as an int, or raise a ValueError that names the argument."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 1:
        raise ValueError(f"Expected `{name}` to be a positive integer. Received: {name}={value!r}")
    return int(value)


def image_shape(name: str, value) -> tuple[int, int, int]:
    """Return `value` as (height, width, channels), or raise a ValueError."""
    try:
        shape = tuple(value)
    except TypeError:
        shape = ()
    if len(shape) != 3 or not all(
        isinstance(side, (int, np.integer)) and not isinstance(side, bool) and side > 0
        for side in shape
    ):
        raise ValueError(
            f"Expected `{name}` to be (height, width, channels), three positive integers. "
            f"Received: {name}={value!r}"
        )
    return tuple(int(side) for side in shape)


def same_shape(name: str, value, other_name: str, other) -> None:
    """Raise a ValueError unless both arrays have one shape."""
    if np.shape(value) != np.shape(other):
        raise ValueError(
            f"Expected `{name}` and `{other_name}` to have the same shape. "
            f"Received: {np.shape(value)} and {np.shape(other)}"
        )
