"""Prepared copies of TensorFlow Datasets: find one or download one, then read it."""

import hashlib
import os
import re
from contextlib import suppress
from pathlib import Path

import numpy as np
import platformdirs

from autoencoder_course.datasets import _catalogue, _decoded_cache, _download, _tfds_process
from autoencoder_course.datasets._catalogue import DATA_SETS
from autoencoder_course.datasets._data_error import DataError

_CACHE_NAME = "autoencoder-course.decoded"


def read(name: str, *, patience: float | None = None) -> list[np.ndarray]:
    """Read a prepared copy, downloading it first where there is none.

    Args:
        name: a key of `DATA_SETS`.
        patience: seconds that an original server may take, None for no limit.

    Returns:
        Training images, training labels, test images and test labels: all uint8, images
        (n, height, width, channels), labels (n,) in 0 … 9.

    Raises:
        DataError: if there is no copy and none can be downloaded, or it is damaged.
    """
    directory = prepared_folder(name) or _downloaded(name, patience)
    try:
        signature = _decoded_cache.signature(directory, besides=_CACHE_NAME)
    except OSError as error:
        raise _unreadable(name, directory, error) from None
    # The folder may be another data set's, moved here together with its decoded copy.
    source = f"{DATA_SETS[name].digest} {signature}"
    places = _cache_places(name, directory)
    for place in places:
        cached = _read_cache(name, place, source)
        if cached is not None:
            return cached
    try:
        arrays = _tfds_process.decode(str(directory))
        _check_content(name, directory, arrays)
    except _tfds_process.UnableError as error:
        raise _unreadable(name, directory, error) from None
    except (_tfds_process.WorkerError, ValueError) as error:
        raise _damaged(name, directory, error) from None
    any(_decoded_cache.write(place, source, arrays) for place in places)
    return arrays


def prepared_folder(name: str) -> Path | None:
    """The folder of the prepared copy that `load` reads, None where there is none.

    Args:
        name: `"mnist"`, `"fashion_mnist"` or `"cifar10"`.

    Returns:
        The newest version's folder in TensorFlow Datasets' directory.

    Raises:
        DataError: if `TFDS_DATA_DIR` is not a directory on this machine.
    """
    versions = []
    with suppress(OSError):
        for folder in (_data_dir() / name).iterdir():
            # An interrupted download leaves `3.0.1.incompleteXYZ`, which does not match.
            if re.fullmatch(r"\d+\.\d+\.\d+", folder.name) and folder.is_dir():
                versions.append((tuple(map(int, folder.name.split("."))), folder))
    return max(versions)[1] if versions else None


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


def _downloaded(name: str, patience: float | None) -> Path:
    data_dir = _data_dir()
    try:
        _download.fetch(name, data_dir, patience=patience)
    except _download.DownloadError as error:
        missing = "" if data_dir.exists() else " (which does not exist)"
        raise DataError(
            f"there is no prepared copy of {name} in {data_dir}{missing}, "
            f"and downloading one failed: {error}",
            error.mend,
        ) from None
    return data_dir / name / DATA_SETS[name].version


def _check_shapes(name: str, arrays: list[np.ndarray]) -> None:
    known = DATA_SETS[name]
    expected = []
    for count in (known.train, known.test):
        expected += [(count, *known.shape), (count,)]
    shapes = [array.shape for array in arrays]
    if shapes != expected or any(array.dtype != np.uint8 for array in arrays):
        raise ValueError(f"expected uint8 arrays of shapes {expected}, read {shapes}")


def _check_content(name: str, directory: Path, arrays: list[np.ndarray]) -> None:
    digest = _catalogue.digest(*arrays)
    for other, known in DATA_SETS.items():
        if digest == known.digest and other != name:
            raise DataError(
                f"the prepared copy of {name} in {directory} holds the images of {other}",
                f"Move its files to where {other} belongs and load again.",
            )
    _check_shapes(name, arrays)
    if digest != DATA_SETS[name].digest:
        raise ValueError(f"its images or labels are not those of {name}")


def _damaged(name: str, directory: Path, details: object) -> DataError:
    return DataError(
        f"the prepared copy of {name} in {directory} is damaged ({details})",
        "Delete that folder and load again to download it afresh, or use source='sample'.",
    )


def _unreadable(name: str, directory: Path, details: object) -> DataError:
    return DataError(
        f"the prepared copy of {name} in {directory} cannot be read here ({details})",
        "It may be whole, so keep it. Mend what is named, set TFDS_DATA_DIR to another directory "
        "(load downloads into it what is not there), or use source='sample'.",
    )


def _cache_places(name: str, directory: Path) -> list[Path]:
    """Where the decoded copy may lie: beside the data, else in the user's cache folder."""
    # Copies in two data directories must not overwrite each other's for ever.
    mark = hashlib.sha256(str(directory.resolve()).encode()).hexdigest()[:8]
    places = [directory / _CACHE_NAME]
    user = platformdirs.user_cache_path("autoencoder-course", appauthor=False)
    if user.is_absolute():  # it isn't where there is no home directory
        places.append(user / f"{name}-{directory.name}-{mark}.decoded")
    return places


def _read_cache(name: str, place: Path, source: str) -> list[np.ndarray] | None:
    try:
        arrays = _decoded_cache.read(place, source)
        if arrays is not None:
            _check_shapes(name, arrays)
        return arrays
    except ValueError as error:
        print(f"{name}: the decoded copy {place} cannot be used ({error}); it is made anew.")
        return None
