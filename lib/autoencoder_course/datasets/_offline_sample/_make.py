"""One data set of the sample: images in the order of their labels, cut in two."""

import numpy as np

from autoencoder_course.datasets._offline_sample import digits, garments, scenes

# Of the training images, `datasets.load` takes at most the last 1,000 for validation.
TRAIN, TEST = 4_000, 1_000
SEED = 20_261_121

_MAKERS = {"mnist": digits, "fashion_mnist": garments, "cifar10": scenes}


def make(name: str) -> list[np.ndarray]:
    """Make one data set.

    Args:
        name: `"mnist"`, `"fashion_mnist"` or `"cifar10"`.

    Returns:
        Training images, training labels, test images and test labels: all uint8, images
        (n, height, width, channels), labels (n,) in 0 … 9. Each ten images in a row show
        the ten classes once.

    Raises:
        DataError: if the package with the digits is missing or damaged.
    """
    labels = _labels(TRAIN + TEST)
    images = _MAKERS[name].make(labels, SEED)
    return [images[:TRAIN], labels[:TRAIN], images[TRAIN:], labels[TRAIN:]]


def _labels(count: int) -> np.ndarray:
    """Ten classes in a fresh random order, again and again: every beginning is balanced."""
    rng = np.random.default_rng(SEED)
    tens = np.tile(np.arange(10, dtype=np.uint8), (count // 10, 1))
    return rng.permuted(tens, axis=1).reshape(-1)
