"""Checks of the sizes that builders are given."""

from autoencoders import _arguments


def positive_integers(name, value):
    """Return `value` as a list of ints, or raise a ValueError that names the argument."""
    try:
        return [_arguments.positive_integer(name, size) for size in value]
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
