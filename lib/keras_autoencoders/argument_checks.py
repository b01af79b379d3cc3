"""Checks of arguments, so that a mistake is named where it is made."""

import numpy as np


def positive_integer(name: str, value) -> int:
    """Return `value` as an int, or raise a ValueError that names the argument."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 1:
        raise ValueError(f"Expected `{name}` to be a positive integer. Received: {name}={value!r}")
    return int(value)


def non_negative_integer(name: str, value) -> int:
    """Return `value` as an int, or raise a ValueError that names the argument."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 0:
        raise ValueError(
            f"Expected `{name}` to be a non-negative integer. Received: {name}={value!r}"
        )
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


def positive_integers(name, value):
    """Return `value` as a list of ints, or raise a ValueError that names the argument."""
    try:
        return [positive_integer(name, size) for size in value]
    except (TypeError, ValueError):
        raise ValueError(
            f"Expected `{name}` to be a sequence of positive integers. Received: {name}={value!r}"
        ) from None


def one_of(name, value, allowed):
    """Return `value` if it is one of `allowed`, or raise a ValueError."""
    if value not in allowed:
        raise ValueError(f"Expected `{name}` to be one of {allowed}. Received: {name}={value!r}")
    return value


def halvings(input_shape, count):
    """Return every (height, width) on the way when images are halved `count` times.

    Raises a ValueError if a size on the way is odd.
    """
    sizes = [tuple(input_shape[:2])]
    for _ in range(count):
        height, width = sizes[-1]
        if height % 2 or width % 2:
            way = " → ".join(f"{height}×{width}" for height, width in sizes)
            raise ValueError(
                f"Expected `input_shape` to be halved {count} times, once for each of "
                f"`filters`: height and width have to be multiples of {2**count}. "
                f"Received: input_shape={tuple(input_shape)}, which gives {way}, and no further"
            )
        sizes.append((height // 2, width // 2))
    return sizes
