"""Answers to `microscopes.found`; a wrong docstring is part of its message."""

import numpy as np


def _rows(array):
    return array / np.linalg.norm(array, axis=1, keepdims=True)


def _cosines(true, found):
    return _rows(true) @ _rows(found).T


def right_product(true, found):
    return _cosines(true, found).max(axis=1).mean()


def right_loops(true, found):
    largest = []
    for row in true:
        lengths = np.linalg.norm(found, axis=1) * np.linalg.norm(row)
        largest.append(max(found @ row / lengths))
    return sum(largest) / len(largest)


def wrong_axis(true, found):
    """The maximum is taken over the true directions"""
    return _cosines(true, found).max(axis=0).mean()


def wrong_absolute(true, found):
    """The sign is dropped"""
    return np.abs(_cosines(true, found)).max(axis=1).mean()


def wrong_products(true, found):
    """These are products, not cosines"""
    return (true @ found.T).max(axis=1).mean()


def wrong_lengths_of_found(true, found):
    """The lengths of those found are left in"""
    return (_rows(true) @ found.T).max(axis=1).mean()


def wrong_lengths_of_true(true, found):
    """The lengths of the true directions are left in"""
    return (true @ _rows(found).T).max(axis=1).mean()


def wrong_mean_of_all(true, found):
    """The mean is taken over all pairs"""
    return _cosines(true, found).mean()


def wrong_largest_of_all(true, found):
    """That is the largest cosine of all"""
    return _cosines(true, found).max()


def wrong_squares(true, found):
    """The cosines are squared"""
    return np.square(_cosines(true, found).max(axis=1)).mean()


def wrong_array(true, found):
    """Expected the score to be one finite number"""
    return _cosines(true, found).max(axis=1)
