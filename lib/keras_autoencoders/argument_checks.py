"""Checks of arguments, so that a mistake is named where it is made."""

import numpy as np

# Far above 1. No reconstruction of images in [0, 1] that is worth a look goes so far beyond
# them; pixels as a file holds them, from 0 to 255, do.
_FAR_ABOVE_1 = 10


def positive_integer(name: str, value) -> int:
    """Return `value` as an int, or raise a ValueError that names the argument."""
    return _integer(name, value, 1, "a positive integer")


def non_negative_integer(name: str, value) -> int:
    """Return `value` as an int, or raise a ValueError that names the argument."""
    return _integer(name, value, 0, "a non-negative integer")


def _integer(name, value, least, rule):
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < least:
        raise ValueError(f"Expected `{name}` to be {rule}. Received: {name}={value!r}")
    return int(value)


def positive_number(name: str, value) -> float:
    """Return `value` as a float, or raise a ValueError that names the argument."""
    if not _is_finite_number(value) or value <= 0:
        raise ValueError(f"Expected `{name}` to be a positive number. Received: {name}={value!r}")
    return float(value)


def number_of_0_or_more(name: str, value) -> float:
    """Return `value` as a float, or raise a ValueError that names the argument."""
    if not _is_finite_number(value) or value < 0:
        raise ValueError(f"Expected `{name}` to be 0 or more. Received: {name}={value!r}")
    return float(value)


def _is_finite_number(value):
    is_number = isinstance(value, (int, float, np.number)) and not isinstance(value, bool)
    return is_number and bool(np.isfinite(value))


def boolean(name: str, value) -> bool:
    """Return `value`, or raise a ValueError that names the argument unless it is a Boolean."""
    if not isinstance(value, bool):
        raise ValueError(f"Expected `{name}` to be True or False. Received: {name}={value!r}")
    return value


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


def finite(name: str, value) -> np.ndarray:
    """Return `value` as an array, or raise a ValueError where it holds NaN or an infinity."""
    return _array_and_ends(name, value)[0]


def unit_interval(name: str, value) -> np.ndarray:
    """Return `value` as an array, or raise a ValueError unless all of it lies in [0, 1]."""
    array, least, most = _array_and_ends(name, value)
    if least < 0 or most > 1:
        raise _outside_unit_interval(name, array, least, most)
    return array


def pixels(name: str, value) -> np.ndarray:
    """Return `value` as an array, or raise a ValueError where these are no pixels around [0, 1].

    Reconstructions and centred images may leave [0, 1]. Refused is what no scale of pixels
    from 0 to 1 explains: NaN, infinities, whole numbers above 1 (the type tells) and values
    far above 1, such as those of pixels from 0 to 255.
    """
    array, least, most = _array_and_ends(name, value)
    if most > (1 if array.dtype.kind in "iu" else _FAR_ABOVE_1):
        raise _outside_unit_interval(name, array, least, most)
    return array


def restored_pixels(name: str, value) -> np.ndarray:
    """Return `value` as an array, or raise a ValueError where it holds whole numbers above 1.

    What a model returns may be NaN, infinite or huge: its error then says so.
    """
    array = np.asarray(value)
    return pixels(name, array) if array.dtype.kind in "iu" else array


def examples(name: str, value) -> np.ndarray:
    """Return images or vectors as an array, or raise a ValueError where they are neither.

    Images, of more than two dimensions, have to be `pixels`. Vectors may be codes, so all
    that is finite will do; but bytes are pixels, and columns of them are class numbers.
    """
    array = np.asarray(value)
    flattened = array.ndim == 2 and array.shape[1] > 1 and array.dtype == np.uint8
    return (pixels if array.ndim > 2 or flattened else finite)(name, array)


def _array_and_ends(name, value):
    """Return an array with its least and its greatest value; all of it is finite."""
    array = np.asarray(value)
    if array.dtype.kind in "OSUcMm":
        raise ValueError(
            f"Expected `{name}` to be an array of numbers. Received: dtype {array.dtype}"
        )
    if not array.size:
        return array, 0, 0
    # Both ends are NaN where there is one anywhere, and neither copies the array.
    least, most = array.min(), array.max()
    if not (np.isfinite(least) and np.isfinite(most)):
        count = array.size - np.count_nonzero(np.isfinite(array))
        raise ValueError(
            f"Expected `{name}` to be finite. "
            f"Received: {count} of {array.size} values are NaN or infinite"
        )
    return array, least, most


def _outside_unit_interval(name, array, least, most):
    advice = "; divide pixels from 0 to 255 by 255" if most > _FAR_ABOVE_1 else ""
    return ValueError(
        f"Expected `{name}` with values in [0, 1]. "
        f"Received: {array.dtype} values from {float(least):.4g} to {float(most):.4g}{advice}"
    )


def images_of_shape(name: str, value, shape):
    """Return `value` as float32, one or more images of a model's `shape`, or raise a ValueError."""
    if np.shape(value)[1:] != shape or len(value) == 0:
        raise ValueError(
            f"Expected `{name}` to have the shape {(None, *shape)}. Received: {np.shape(value)}"
        )
    return np.asarray(pixels(name, value), "float32")


def enough_components(name: str, pca, size: int, pixels: int) -> None:
    """Raise a ValueError unless a PCA has at least `size` components of `pixels` pixels."""
    shape = np.shape(pca.components_)
    if shape[0] < size or shape[1:] != (pixels,):
        raise ValueError(
            f"Expected `{name}` to have at least {size} components of {pixels} pixels. "
            f"Received: components of shape {shape}"
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


def class_labels(name: str, value, count: int, class_count: int | None = None) -> np.ndarray:
    """Return class labels as integers (count,), or raise a ValueError.

    Labels of shape (count, 1), as several sources of CIFAR-10 have them, become (count,):
    compared as they are, they would be broadcast to (count, count).
    """
    labels = np.asarray(value)
    if labels.shape == (count, 1):
        labels = labels[:, 0]
    is_whole = labels.dtype.kind in "iu" or (
        labels.dtype.kind == "f" and np.array_equal(labels, np.round(labels))
    )
    if labels.shape != (count,) or not is_whole:
        raise ValueError(
            f"Expected `{name}` to be one class number for each of {count} examples, of shape "
            f"({count},), not one-hot. Received: shape {np.shape(value)}, dtype {labels.dtype}"
        )
    labels = labels.astype("int64")
    if (
        class_count is not None
        and labels.size
        and not 0 <= labels.min() <= labels.max() < class_count
    ):
        raise ValueError(
            f"Expected `{name}` from 0 to {class_count - 1}. "
            f"Received: values from {labels.min()} to {labels.max()}"
        )
    return labels


def binary_pixels(name: str, value) -> np.ndarray:
    """Return `value` as an array, or raise a ValueError unless all of it is 0 or 1."""
    array = pixels(name, value)
    between = array[(array != 0) & (array != 1)]
    if between.size:
        raise ValueError(
            f"Expected `{name}` to hold 0 and 1 only: a grey pixel has no likelihood. Draw binary "
            f"ones: corruption.binarise({name}, seed=0). Received: {between.size} of {array.size} "
            f"values are others, such as {float(between[0]):.4g}"
        )
    return array
