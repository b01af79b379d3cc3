"""How often a classifier is right, and what it takes for what."""

import numpy as np

from keras_autoencoders import argument_checks


def accuracy(labels, probabilities) -> float:
    """Return the fraction of images whose most probable class is the right one.

    Args:
        labels: Right classes (n,) or (n, 1), integers from 0.
        probabilities: Class probabilities (n, class_count).

    Returns:
        Accuracy in [0, 1].

    Raises:
        ValueError: if there is not one class number for each image (one-hot labels are
            refused), or a label is no class of `probabilities`.

    Example:
        `accuracy([0, 1], [[0.9, 0.1], [0.8, 0.2]])` is 0.5.
    """
    labels, answers = _checked(labels, probabilities)
    return float(np.mean(answers == labels))


def per_class_accuracy(labels, probabilities) -> np.ndarray:
    """Return the accuracy within each class.

    Args:
        labels: Right classes (n,) or (n, 1), integers from 0.
        probabilities: Class probabilities (n, class_count).

    Returns:
        Array (class_count,) in [0, 1]; NaN for a class without images.

    Raises:
        ValueError: as for `accuracy`.
    """
    matrix = confusion(labels, probabilities)
    counts = matrix.sum(axis=1)
    return np.divide(np.diag(matrix), counts, out=np.full(len(matrix), np.nan), where=counts > 0)


def per_class_specificity(labels, probabilities) -> np.ndarray:
    """Return, for each class, how often images of other classes are not taken for it.

    Together with a class's accuracy (its *sensitivity*: how many of its images are found),
    this says whether a class is missed or answered too often.

    Args:
        labels: Right classes (n,) or (n, 1), integers from 0.
        probabilities: Class probabilities (n, class_count).

    Returns:
        Array (class_count,) in [0, 1]; NaN for a class that has all images.

    Raises:
        ValueError: as for `accuracy`.

    Example:
        With labels [0, 0, 1, 1] and answers 0, 1, 1, 1 it is [1, 0.5].
    """
    matrix = confusion(labels, probabilities)
    others = matrix.sum() - matrix.sum(axis=1)
    wrongly = matrix.sum(axis=0) - np.diag(matrix)
    kept = others - wrongly
    return np.divide(kept, others, out=np.full(len(matrix), np.nan), where=others > 0)


def confusion(labels, probabilities) -> np.ndarray:
    """Count how often each class is taken for each other.

    Args:
        labels: Right classes (n,) or (n, 1), integers from 0.
        probabilities: Class probabilities (n, class_count).

    Returns:
        Integer array (class_count, class_count); row: right class, column: answer.

    Raises:
        ValueError: as for `accuracy`.
    """
    labels, answers = _checked(labels, probabilities)
    class_count = np.shape(probabilities)[-1]
    matrix = np.zeros((class_count, class_count), dtype="int64")
    np.add.at(matrix, (labels, answers), 1)
    return matrix


def _checked(labels, probabilities):
    """Return right classes and answers, both (n,), or raise a ValueError."""
    probabilities = np.asarray(probabilities)
    if probabilities.ndim != 2 or not len(probabilities):
        raise ValueError(
            "Expected `probabilities` of shape (n, class_count), not empty. "
            f"Received: shape {probabilities.shape}"
        )
    argument_checks.finite("probabilities", probabilities)
    labels = argument_checks.class_labels("labels", labels, *probabilities.shape)
    return labels, np.argmax(probabilities, axis=-1)
