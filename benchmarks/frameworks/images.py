"""The images that every contestant trains on, and how long it takes to load them."""

import shutil
import time
from pathlib import Path

import numpy as np

from autoencoder_course import datasets
from autoencoder_course.datasets import _prepared_copy


def write(name: str, count: int, path: Path) -> dict:
    """Write a data set's first training images to a file for the contestants.

    Args:
        name: A data set of `autoencoder_course.datasets`.
        count: How many images; the offline sample is repeated where it is too small.
        path: The `.npy` file: float32 in [0, 1], (n, height, width, channels).

    Returns:
        The `source` of the images.

    Raises:
        ValueError: if the real data set has fewer images.
    """
    data = datasets.load(name)
    images = np.concatenate([data.train.images, data.validation.images])
    if data.source != "sample" and count > len(images):
        raise ValueError(f"{name} has {len(images):,} training images, not {count:,}")
    np.save(path, np.resize(images, (count, *images.shape[1:])))
    return {"source": data.source}


def load(name: str) -> dict:
    """Time the load of a whole data set.

    Args:
        name: A data set of `autoencoder_course.datasets`.

    Returns:
        Its `seconds` and its `source`.
    """
    started = time.perf_counter()
    data = datasets.load(name)
    return {"seconds": time.perf_counter() - started, "source": data.source}


def copy_undecoded(name: str, folder: Path) -> bool:
    """Copy a prepared data set without the decoded copy that makes later loads fast.

    Args:
        name: A data set of `autoencoder_course.datasets`.
        folder: Where the copy goes, to be used as `TFDS_DATA_DIR`.

    Returns:
        True, or False if there is no prepared data set to copy.
    """
    source = _prepared_copy._find(name)  # the version that `load` would take
    if source is None:
        return False
    target = folder / name / source.name
    target.mkdir(parents=True)
    for path in source.iterdir():
        if path.is_file() and ".decoded" not in path.name:
            shutil.copyfile(path, target / path.name)  # rights don't come along: it may be locked
    return True
