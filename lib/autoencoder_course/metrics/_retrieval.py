"""How many of the neighbours that a code finds are of the right class."""

import numpy as np

from keras_autoencoders import argument_checks

_AT_A_TIME = 500  # queries: bounds the memory


def precision_at(queries, base, *, k: int = 10, hamming: bool = False) -> np.ndarray:
    """Return which share of the k nearest neighbours have the class of the query.

    Args:
        queries: Pair of features (n, ...), which are flattened, and classes, integers (n,).
        base: Such a pair to search, with features of the same size, at least k of them. It must
            not hold the queries: each would find itself.
        k: How many neighbours are looked at, a positive integer.
        hamming: If False, neighbours are those with the smallest Euclidean distance. If True,
            features are bits, 0 or 1, and the number of bits that differ counts; of equally many
            the first in `base` comes first.

    Returns:
        float64 array (n,): for each query a share from 0 to 1. Its mean is the precision at k.

    Raises:
        ValueError: if features and classes of a pair do not fit, sizes differ, `base` has fewer
            than k, or features are not finite, or not 0 and 1 with `hamming`.

    Source: Manning, Raghavan and Schütze 2008, chapter 8.

    Example:
        `precision_at((codes, labels), (train_codes, train_labels)).mean()`
    """
    features, labels = _checked("queries", *queries)
    found, classes = _checked("base", *base)
    k = argument_checks.positive_integer("k", k)
    if features.shape[1] != found.shape[1]:
        raise ValueError(
            "Expected `queries` and `base` to have features of one size. "
            f"Received: {features.shape[1]} and {found.shape[1]}"
        )
    if k > len(found):
        raise ValueError(f"Expected `base` to hold at least k={k}. Received: {len(found)}")
    if argument_checks.boolean("hamming", hamming):
        for name, bits in (("queries", features), ("base", found)):
            if not np.isin(bits, (0, 1)).all():
                raise ValueError(f"Expected features of 0 and 1 in `{name}`. Received: others")
    parts = range(0, len(features), _AT_A_TIME)
    nearest = [_nearest(features[start : start + _AT_A_TIME], found, k) for start in parts]
    return np.mean(classes[np.concatenate(nearest)] == labels[:, None], axis=1)


def _nearest(queries, base, k):
    """Return the numbers of the k nearest of the base, for each query, in any order."""
    # The squared distance, less the square of the query, which changes no order; of bits it is
    # the Hamming distance. Single precision is exact for these.
    distances = np.square(base).sum(axis=1) - 2 * queries @ base.T
    # A stable choice among equals: float64 has room for the place behind the distance.
    if np.array_equal(distances, np.round(distances)):
        distances = distances.astype("float64") + np.arange(len(base)) / (2 * len(base))
    return np.argpartition(distances, k - 1, axis=1)[:, :k]


def _checked(name, features, labels):
    features = argument_checks.finite(f"{name}[0]", features)
    features = features.reshape(len(features), -1).astype("float32")
    return features, argument_checks.class_labels(f"{name}[1]", labels, len(features))
