"""Decoded images on disk, so that only the first load of a data set decodes PNGs.

One file per data set: a line of JSON, then the raw uint8 bytes of the arrays, one after
another. The line says what they were made from, their shapes and their CRC-32, and has a
CRC-32 of its own.
"""

import hashlib
import json
import math
import os
import sys
import uuid
import zlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

_FORMAT = "autoencoder-course decoded images, 2"
_OLDER = b'{"format": "autoencoder-course decoded images, 1"'  # how such a file begins
_HEADER_LIMIT = 65_536  # bytes: a damaged file without a line end is not searched whole


def fingerprint(folder: Path, *, besides: str) -> str:
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


def user_folder() -> Path:
    """The user's own folder for files that can be made again, per operating system.

    Raises:
        RuntimeError: if there is no home directory.
    """
    if os.name == "nt":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "autoencoder-course"


def read(path: Path, source: str) -> list[np.ndarray] | None:
    """Read a cache file.

    Args:
        path: the file.
        source: the fingerprint of what it should have been made from.

    Returns:
        The uint8 arrays that `write` was given, or None where there is no file to read,
        it was made from something else, or an earlier version of this module wrote it.

    Raises:
        ValueError: if the file is damaged.
    """
    try:
        with open(path, "rb") as file:
            line = file.readline(_HEADER_LIMIT)
            if line.startswith(_OLDER):
                return None
            header = _read_header(line)
            if header["source"] != source:
                return None
            body = np.fromfile(file, np.uint8)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return None
    except OSError as error:
        raise ValueError(str(error)) from None
    if zlib.crc32(body) != header["crc32"]:
        raise ValueError("its checksum is wrong")
    ends = np.cumsum([math.prod(shape) for shape in header["shapes"]])
    pieces = np.split(body, ends[:-1])
    return [piece.reshape(shape) for piece, shape in zip(pieces, header["shapes"], strict=True)]


def write(path: Path, source: str, arrays: Sequence[np.ndarray]) -> bool:
    """Write a cache file in one step: readers see the old one or the new one, whole.

    Args:
        path: the file; its folder is made if need be.
        source: the fingerprint of what the arrays were made from.
        arrays: uint8 arrays.

    Returns:
        True, or False where the file cannot be written: a cache is a convenience.
    """
    if is_read_only(path.parent):
        return False
    temporary = path.with_name(f"{path.name}.{uuid.uuid4().hex}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(temporary, "xb") as file:
            file.write(_header(source, arrays))
            for array in arrays:
                file.write(np.ascontiguousarray(array).data)
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


def _header(source: str, arrays: Sequence[np.ndarray]) -> bytes:
    checksum = 0
    for array in arrays:
        checksum = zlib.crc32(np.ascontiguousarray(array).data, checksum)
    shapes = [array.shape for array in arrays]
    header = {"format": _FORMAT, "source": source, "shapes": shapes, "crc32": checksum}
    return json.dumps([header, _checksum(header)]).encode() + b"\n"


def _read_header(line: bytes) -> dict:
    try:
        header, checksum = json.loads(line)
        if header["format"] == _FORMAT and _checksum(header) == checksum:
            return header
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise ValueError("its first line is not that of a decoded copy")


def _checksum(header: dict) -> int:
    return zlib.crc32(json.dumps(header).encode())
