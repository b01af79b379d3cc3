"""Decoded images on disk, so that only the first load of a data set decodes PNGs."""

import hashlib
import os
import uuid
import warnings
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from autoencoder_course.datasets import _unfinished

_ZIP = b"PK\3\4"  # how the files that `write` makes begin


def signature(folder: Path, *, besides: str) -> str:
    """Describe the files of a folder so that any change to them shows.

    Args:
        folder: its sub-folders are not looked at.
        besides: files whose names begin like this are left out (the cache itself).

    Returns:
        A hexadecimal digest of the files' names, sizes and times of last change.

    Raises:
        OSError: if the folder cannot be read.
    """
    lines = []
    for entry in sorted(folder.iterdir()):
        if entry.is_file() and not entry.name.startswith(besides):
            status = entry.stat()
            lines.append(f"{entry.name} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def read(path: Path, source: str) -> list[np.ndarray] | None:
    """Read a cache file.

    Args:
        path: the file.
        source: the signature of what it should have been made from.

    Returns:
        The arrays that `write` was given, or None where there is no file to read, it was
        made from something else or it has another format.

    Raises:
        ValueError: if the file is damaged.
    """
    try:
        with open(path, "rb") as file:
            if file.read(len(_ZIP)) != _ZIP:  # what an earlier version of this package wrote
                return None
            file.seek(0)
            return _read_zip(file, source)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return None
    except Exception as error:  # what a damaged zip file makes of itself is beyond listing
        raise ValueError(f"{type(error).__name__}: {error}") from None


def _read_zip(file, source):
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # NumPy warns of a header that is not quite one
        with np.load(file) as arrays:  # of each array, NumPy checks the CRC-32
            if str(arrays["source"]) != source:
                return None
            read = [arrays[f"arr_{number}"] for number in range(len(arrays.files) - 1)]
    if not all(isinstance(array, np.ndarray) for array in read):
        raise ValueError("an array has no header")
    return read


def write(path: Path, source: str, arrays: Sequence[np.ndarray]) -> bool:
    """Write a cache file in one step: readers see the old one or the new one, whole.

    Args:
        path: the file; its folder is made if need be.
        source: the signature of what the arrays were made from.
        arrays: what to keep.

    Returns:
        True, or False where the file cannot be written: a cache is a convenience.
    """
    if is_read_only(path.parent):
        return False
    temporary = path.with_name(f"{path.name}.{uuid.uuid4().hex}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove_abandoned(path)
        temporary.touch(exist_ok=False)
        with _unfinished.held(temporary):
            with open(temporary, "r+b") as file:
                np.savez(file, *arrays, source=source)
            os.replace(temporary, path)
    except OSError:
        return False
    finally:  # also after an interrupt
        with suppress(OSError):
            temporary.unlink()
    return True


def is_read_only(folder: Path) -> bool:
    """Whether a folder exists and nobody has the right to write there.

    The system would let an administrator (and so most containers) write all the same.
    """
    try:
        return not folder.stat().st_mode & 0o222
    except OSError:
        return False


def _remove_abandoned(path: Path) -> None:
    """Remove what a writer that was killed left behind."""
    for rest in path.parent.glob(f"{path.name}.*"):
        if _unfinished.is_abandoned(rest):
            with suppress(OSError):
                rest.unlink()
