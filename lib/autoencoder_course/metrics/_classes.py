"""How often a classifier is right, and what it takes for what."""

import numpy as np


def accuracy(labels, probabilities) -> float:
    """Return the fraction of images whose most probable class is the right one.

    Args:
        labels: Right classes (n,), integers.
        probabilities: Class probabilities (n, class_count).

    Returns:
        Accuracy in [0, 1].
    """
    return float(np.mean(np.argmax(probabilities, axis=-1) == np.asarray(labels)))


def per_class_accuracy(labels, probabilities) -> np.ndarray:
    """Return the accuracy within each class.

    Args:
        labels: Right classes (n,), integers from 0.
        probabilities: Class probabilities (n, class_count).

    Returns:
        Array (class_count,) in [0, 1]; NaN for a class without images.
    """
    matrix = confusion(labels, probabilities)
    counts = matrix.sum(axis=1)
    return np.divide(np.diag(matrix), counts, out=np.full(len(matrix), np.nan), where=counts > 0)


def confusion(labels, probabilities) -> np.ndarray:
    """Count how often each class is taken for each other.

    Args:
        labels: Right classes (n,), integers from 0.
        probabilities: Class probabilities (n, class_count).

    Returns:
        Integer array (class_count, class_count); row: right class, column: answer.
    """
    class_count = np.shape(probabilities)[-1]
    matrix = np.zeros((class_count, class_count), dtype="int64")
    np.add.at(matrix, (np.asarray(labels), np.argmax(probabilities, axis=-1)), 1)
    return matrix
