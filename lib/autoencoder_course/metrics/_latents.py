"""What the units of a code say, held against what is known."""

import numpy as np

from keras_autoencoders import argument_checks


def largest_cosines(directions, found) -> np.ndarray:
    """Measure how close each direction comes to one of those that were found.

    Args:
        directions: Array (n, width); none is 0.
        found: Array (m, width); rows of zeros are passed over.

    Returns:
        Array (n,): the largest cosine of each of `directions` with any row of `found`.

    Raises:
        ValueError: if the arrays are not of such shapes, not finite, or all of `found` is 0.

    Example:
        `largest_cosines(true, found).mean()`: 1 if every true direction was found.
    """
    directions, found = _vectors("directions", directions), _vectors("found", found)
    if directions.shape[1] != found.shape[1]:
        raise ValueError(
            "Expected `directions` and `found` of one width. "
            f"Received: {directions.shape} and {found.shape}"
        )
    return (_of_length_1(directions) @ _of_length_1(found).T).max(axis=1)


def best_f1(scores, labels) -> np.ndarray:
    """Measure how well one threshold on one score tells a label, for all scores and labels.

    F1 is the harmonic mean of precision and recall: 2 · hits / (predicted + actual). A score that
    knows nothing reaches 2p / (1 + p) for a label of frequency p: it predicts it always.

    Args:
        scores: Array (n, units); an example has the label where its score is at or above a
            threshold.
        labels: Boolean array (n, classes), or (n,) for one class; each is on somewhere.

    Returns:
        Array (units, classes), or (units,): the largest F1 over all thresholds. Equal scores lie
        on the same side.

    Raises:
        ValueError: if the arrays do not fit, scores are not finite, or a label is never on.

    Source: van Rijsbergen 1979.
    """
    scores = argument_checks.finite("scores", scores)
    labels = np.asarray(labels)
    if scores.ndim != 2 or labels.dtype != bool or labels.shape[:1] != scores.shape[:1]:
        raise ValueError(
            "Expected `scores` (n, units) and Boolean `labels` (n, ...). Received: shapes "
            f"{scores.shape} and {labels.shape}, labels of dtype {labels.dtype}"
        )
    columns = labels.reshape(len(labels), -1)
    actual = columns.sum(axis=0)
    if not actual.all():
        raise ValueError("Expected each label to be on for an example. Received: one that is not")
    predicted = np.arange(1, len(scores) + 1)[:, None]
    best = np.empty((scores.shape[1], columns.shape[1]))
    for unit, of_unit in enumerate(scores.T):
        order = np.argsort(-of_unit, kind="stable")
        ordered = of_unit[order]
        last = np.append(ordered[1:] != ordered[:-1], True)  # a threshold can't part equal scores
        hits = np.cumsum(columns[order], axis=0, dtype="int32")[last]
        best[unit] = (2 * hits / (predicted[last] + actual)).max(axis=0)
    return best.reshape(scores.shape[1], *labels.shape[1:])


def _vectors(name, value):
    array = np.asarray(argument_checks.finite(name, value), "float64")
    if array.ndim != 2 or not array.size:
        raise ValueError(f"Expected `{name}` of shape (n, width). Received: {array.shape}")
    return array


def _of_length_1(rows):
    lengths = np.linalg.norm(rows, axis=1)
    if not lengths.any():
        raise ValueError("Expected a direction other than 0. Received: zeros only")
    return rows[lengths > 0] / lengths[lengths > 0, None]
