"""The offline sample: image data made on the spot, for machines without network or disk.

Digits are people's real handwriting from scikit-learn, enlarged and varied. Garments and
scenes are drawn. All variation comes from one fixed seed, so every run sees the same images.
"""

import numpy as np

from autoencoder_course.datasets._offline_sample import digits, garments, scenes

# Images per part. The second part is what `datasets.load` takes for validation by default.
PARTS = (10_000, 5_000, 2_000)
SEED = 20_261_121


def make(name: str) -> list[np.ndarray]:
    """Make one data set.

    Args:
        name: `"mnist"`, `"fashion_mnist"` or `"cifar10"`.

    Returns:
        Training images, training labels, test images and test labels: all uint8, images
        (n, height, width, channels), labels (n,) in 0 … 9. Each ten images in a row show
        the ten classes once.
    """
    labels = _labels(sum(PARTS))
    if name == "mnist":
        images = digits.make(labels, SEED, PARTS)
    else:
        images = {"fashion_mnist": garments, "cifar10": scenes}[name].make(labels, SEED)
    train = PARTS[0] + PARTS[1]
    return [images[:train], labels[:train], images[train:], labels[train:]]


def _labels(count: int) -> np.ndarray:
    """Ten classes in a fresh random order, again and again: every beginning is balanced."""
    rng = np.random.default_rng(SEED)
    tens = np.tile(np.arange(10, dtype=np.uint8), (count // 10, 1))
    return rng.permuted(tens, axis=1).reshape(-1)
