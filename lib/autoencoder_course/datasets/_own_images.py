"""Images of your own, as arrays: the same splits as those of the course's data."""

import numpy as np

from autoencoder_course.datasets._load import ImageData, Split
from keras_autoencoders import argument_checks

_FEWEST = 10  # images; fewer make a split of one


def from_arrays(
    images,
    labels=None,
    *,
    class_names=None,
    validation: float = 0.15,
    test: float = 0.15,
    seed: int = 0,
    name: str = "own images",
) -> ImageData:
    """Make an `ImageData` of images of your own, which every notebook takes.

    Args:
        images: Array (n, height, width), (n, height, width, 1) or (n, height, width, 3), or a
            sequence of n such images of one size; at least 10. Whole numbers are read as 0 … 255,
            other numbers have to lie in [0, 1].
        labels: Classes, integers from 0, (n,). None if there is one class only.
        class_names: Names of the classes, in the order of their numbers. None for the numbers.
        validation: Share of the images in the validation split, above 0.
        test: Share of the images in the test split, above 0; what is left is for training.
        seed: Integer of 0 or more that fixes which image goes where.
        name: What the data is called.

    Returns:
        An `ImageData` with the source `"own"`. Images are float32 in [0, 1], (n, height, width,
        channels); labels int64, (n,). Each class has about the same share in each split. The same
        images, labels and seed always give the same splits.

    Raises:
        ValueError: if images differ in size, are fewer than 10 or no pixels, or another argument
            breaks its rule.

    Example:
        `data = datasets.from_arrays(photographs, labels, class_names=["cat", "dog"])`
    """
    pixels = _pixels(images)
    labels = _labels(labels, len(pixels))
    names = _names(class_names, labels)
    order, ends = _split(labels, _share("validation", validation), _share("test", test), seed)
    parts = [Split(pixels[part], labels[part]) for part in np.split(order, ends)]
    return ImageData(*parts, class_names=names, name=str(name), source="own")


def _pixels(images) -> np.ndarray:
    """Float32 images in [0, 1] with an axis of channels, or a ValueError."""
    try:
        array = np.asarray(images)
    except ValueError:  # of unequal sizes
        array = np.empty(0, object)
    if array.dtype == object:
        shapes = sorted({np.shape(image) for image in images})
        raise ValueError(
            "Expected `images` of one size: cut or scale them first, as `datasets.from_folder` "
            f"does. Received: images of the shapes {shapes[:3]}"
        )
    if array.ndim == 3:
        array = array[..., None]
    if array.ndim != 4 or array.shape[-1] not in (1, 3) or 0 in array.shape[1:]:
        raise ValueError(
            "Expected `images` to have the shape (n, height, width), or (n, height, width, 1 or "
            f"3). Received: shape {np.shape(images)}"
        )
    if len(array) < _FEWEST:
        raise ValueError(
            f"Expected at least {_FEWEST} `images`, for training, validation and test. "
            f"Received: {len(array)}"
        )
    if np.issubdtype(array.dtype, np.integer):
        if array.min() < 0 or array.max() > 255:
            raise ValueError(
                "Expected whole numbers in `images` to lie in 0 … 255. "
                f"Received: {array.min()} … {array.max()}"
            )
        return np.divide(array, np.float32(255), dtype=np.float32)
    return argument_checks.unit_interval("images", array).astype("float32")


def _labels(labels, count) -> np.ndarray:
    if labels is None:
        return np.zeros(count, np.int64)
    labels = argument_checks.class_labels("labels", labels, count).astype(np.int64)
    if labels.min() < 0:
        raise ValueError(f"Expected `labels` to count from 0. Received: {labels.min()}")
    return labels


def _names(class_names, labels) -> tuple[str, ...]:
    least = int(labels.max()) + 1
    if class_names is None:
        return tuple(str(number) for number in range(least))
    if isinstance(class_names, str) or len(class_names) < least:
        raise ValueError(
            f"Expected `class_names` to be a name for each of {least} classes. "
            f"Received: class_names={class_names!r}"
        )
    return tuple(str(each) for each in class_names)


def _share(name, value) -> float:
    value = argument_checks.positive_number(name, value)
    if value >= 1:
        raise ValueError(f"Expected `{name}` to be a share below 1. Received: {name}={value}")
    return value


def _split(labels, validation, test, seed):
    """Return an order of the images, and where validation and test begin in it."""
    shuffled = np.random.default_rng(
        argument_checks.non_negative_integer("seed", seed)
    ).permutation(len(labels))
    # Where each image stands within its class, from 0 to 1: sorted by that, every stretch of the
    # order has about the same share of each class.
    place = np.empty(len(labels))
    for label in np.unique(labels):
        mine = labels[shuffled] == label
        place[mine] = (np.arange(mine.sum()) + 0.5) / mine.sum()
    order = shuffled[np.argsort(place, kind="stable")]
    sizes = [max(1, round(share * len(labels))) for share in (validation, test)]
    if sum(sizes) >= len(labels):
        raise ValueError(
            "Expected `validation` and `test` to leave images for training. "
            f"Received: validation={validation}, test={test}, {len(labels)} images"
        )
    return order, [len(labels) - sum(sizes), len(labels) - sizes[1]]
