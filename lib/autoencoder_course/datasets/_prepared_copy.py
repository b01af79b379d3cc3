"""Prepared copies of TensorFlow Datasets: find one or download one, then read it."""

import hashlib
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from autoencoder_course.datasets import _decoded_cache, _download, _tfds_process
from autoencoder_course.datasets._data_error import DataError

_CACHE_NAME = "autoencoder-course.decoded"


@dataclass(frozen=True)
class Known:
    """What a complete copy of a data set holds."""

    version: str
    train: int
    test: int
    shape: tuple[int, int, int]


KNOWN = {
    "mnist": Known("3.0.1", 60_000, 10_000, (28, 28, 1)),
    "fashion_mnist": Known("3.0.1", 60_000, 10_000, (28, 28, 1)),
    "cifar10": Known("3.0.2", 50_000, 10_000, (32, 32, 3)),
}


def read(name: str, *, patience: float | None = None) -> list[np.ndarray]:
    """Read a prepared copy, downloading it first where there is none.

    Args:
        name: a key of `KNOWN`.
        patience: seconds that an original server may take, None for no limit.

    Returns:
        Training images, training labels, test images and test labels: all uint8, images
        (n, height, width, channels), labels (n,) in 0 … 9.

    Raises:
        DataError: if there is no copy and none can be downloaded, or it is damaged.
    """
    directory = _find(name) or _downloaded(name, patience)
    try:
        source = _decoded_cache.fingerprint(directory, besides=_CACHE_NAME)
    except OSError as error:
        raise _damaged(name, directory, error) from None
    places = _cache_places(name, directory)
    for place in places:
        cached = _read_cache(name, place, source)
        if cached is not None:
            return cached
    try:
        arrays = _checked(name, *_tfds_process.decode(str(directory)))
    except (_tfds_process.WorkerError, ValueError) as error:
        raise _damaged(name, directory, error) from None
    any(_decoded_cache.write(place, source, arrays) for place in places)
    return arrays


def _data_dir() -> Path:
    """TensorFlow Datasets' directory: `TFDS_DATA_DIR`, else `~/tensorflow_datasets`."""
    given = os.environ.get("TFDS_DATA_DIR") or "~/tensorflow_datasets"
    mend = "Set TFDS_DATA_DIR to a directory on this machine."
    if "://" in given:
        raise DataError(f"TFDS_DATA_DIR={given} is not a directory on this machine", mend)
    try:
        return Path(given).expanduser()
    except RuntimeError:
        raise DataError(f"{given} cannot be resolved: there is no home directory", mend) from None


def _find(name: str) -> Path | None:
    """The folder of the newest prepared version, None where there is none."""
    versions = []
    with suppress(OSError):
        for folder in (_data_dir() / name).iterdir():
            # An interrupted download leaves `3.0.1.incompleteXYZ`, which does not match.
            if re.fullmatch(r"\d+\.\d+\.\d+", folder.name) and folder.is_dir():
                versions.append((tuple(map(int, folder.name.split("."))), folder))
    return max(versions)[1] if versions else None


def _downloaded(name: str, patience: float | None) -> Path:
    data_dir, version = _data_dir(), KNOWN[name].version
    try:
        _download.fetch(name, version, data_dir, patience=patience)
    except _download.DownloadError as error:
        missing = "" if data_dir.exists() else " (which does not exist)"
        raise DataError(
            f"there is no prepared copy of {name} in {data_dir}{missing}, "
            f"and downloading one failed: {error}",
            "Connect to the network, set TFDS_DATA_DIR to a directory with a prepared copy, "
            "or use source='sample'.",
        ) from None
    return data_dir / name / version


def _checked(name, train_images, train_labels, test_images, test_labels) -> list[np.ndarray]:
    known = KNOWN[name]
    arrays = [train_images, train_labels, test_images, test_labels]
    expected = [
        (known.train, *known.shape),
        (known.train,),
        (known.test, *known.shape),
        (known.test,),
    ]
    shapes = [array.shape for array in arrays]
    if shapes != expected:
        raise ValueError(f"expected arrays of shapes {expected}, read {shapes}")
    for labels in (train_labels, test_labels):
        if labels.min() < 0 or labels.max() > 9:
            raise ValueError(f"expected labels 0 to 9, read {labels.min()} to {labels.max()}")
    return [array.astype(np.uint8, copy=False) for array in arrays]


def _damaged(name: str, directory: Path, details: object) -> DataError:
    return DataError(
        f"the prepared copy of {name} in {directory} is damaged ({details})",
        "Delete that folder and load again to download it afresh, or use source='sample'.",
    )


def _cache_places(name: str, directory: Path) -> list[Path]:
    """Where the decoded copy may lie: beside the data, else in the user's cache folder."""
    # Copies in two data directories must not overwrite each other's for ever.
    mark = hashlib.sha256(str(directory.resolve()).encode()).hexdigest()[:8]
    places = [directory / _CACHE_NAME]
    with suppress(RuntimeError):  # there is no home directory
        places.append(_decoded_cache.user_folder() / f"{name}-{directory.name}-{mark}.decoded")
    return places


def _read_cache(name: str, place: Path, source: str) -> list[np.ndarray] | None:
    try:
        return _decoded_cache.read(place, source)
    except ValueError as error:
        print(f"{name}: the decoded copy {place} is damaged ({error}); it is made anew.")
        return None
