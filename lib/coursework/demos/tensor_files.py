"""Arrays in the safetensors format, packed with gzip: what a browser reads without a library.

A file is a JSON header (names, shapes, places; metadata) and the arrays' bytes one after another.
"""

import gzip
import json
import struct
from pathlib import Path

import numpy as np

from coursework.files import texts

SUFFIX = ".safetensors.gz"
_DTYPES = {"float16": "F16", "float32": "F32", "uint8": "U8"}


def write(path: Path, tensors: dict[str, np.ndarray], metadata: dict) -> int:
    """Write arrays and what is known about them.

    Args:
        path: The file; it is replaced whole.
        tensors: Arrays of float16, float32 or uint8, by name.
        metadata: Plain JSON types, by name.

    Returns:
        The file's size in bytes.

    Raises:
        ValueError: if an array is of another type, or holds infinite values or NaN.
    """
    header: dict = {"__metadata__": {name: json.dumps(value) for name, value in metadata.items()}}
    data, end = [], 0
    for name, array in tensors.items():
        raw = _bytes(name, array)
        header[name] = {
            "dtype": _DTYPES[str(array.dtype)],
            "shape": list(array.shape),
            "data_offsets": [end, end + len(raw)],
        }
        data.append(raw)
        end += len(raw)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    whole = struct.pack("<Q", len(text)) + text + b"".join(data)
    packed = gzip.compress(whole, compresslevel=9, mtime=0)  # the same bytes at every run
    texts.write_bytes(path, packed)
    return len(packed)


def read(path: Path) -> tuple[dict[str, np.ndarray], dict]:
    """Read arrays and metadata.

    Args:
        path: A file that `write` wrote.

    Returns:
        Arrays by name, and metadata by name.
    """
    whole = gzip.decompress(path.read_bytes())
    (size,) = struct.unpack("<Q", whole[:8])
    header = json.loads(whole[8 : 8 + size])
    metadata = {name: json.loads(text) for name, text in header.pop("__metadata__").items()}
    names = {short: name for name, short in _DTYPES.items()}
    tensors = {}
    for name, about in header.items():
        start, end = (8 + size + offset for offset in about["data_offsets"])
        values = np.frombuffer(whole[start:end], names[about["dtype"]])
        tensors[name] = values.reshape(about["shape"])
    return tensors, metadata


def _bytes(name: str, array: np.ndarray) -> bytes:
    if str(array.dtype) not in _DTYPES:
        raise ValueError(
            f"Expected `tensors` of {', '.join(_DTYPES)}. Received: {name} of {array.dtype}"
        )
    if not np.isfinite(array).all():
        raise ValueError(
            f"Expected `tensors` of finite values. Received: {name} with others, such as values "
            "too large for float16"
        )
    return np.ascontiguousarray(array).tobytes()
