"""Answers to `microscopes.encode`; a wrong docstring is part of its message."""

import numpy as np


def _before(vectors, kernel, bias):
    return vectors @ kernel + bias


def _kept(values, k):
    return np.where(values >= np.sort(values, axis=1)[:, -k, None], values, 0)


def right_choose_then_relu(vectors, kernel, bias, k):
    return np.maximum(_kept(_before(vectors, kernel, bias), k), 0)


def right_relu_then_choose(vectors, kernel, bias, k):
    return _kept(np.maximum(_before(vectors, kernel, bias), 0), k)


def right_by_partition(vectors, kernel, bias, k):
    activities = np.maximum(_before(vectors, kernel, bias), 0)
    codes = np.zeros_like(activities)
    places = np.argpartition(-activities, k - 1, axis=1)[:, :k]
    np.put_along_axis(codes, places, np.take_along_axis(activities, places, axis=1), axis=1)
    return codes


def wrong_no_relu(vectors, kernel, bias, k):
    """Negative activities are kept"""
    return _kept(_before(vectors, kernel, bias), k)


def wrong_no_choice(vectors, kernel, bias, k):
    """All activities are kept"""
    return np.maximum(_before(vectors, kernel, bias), 0)


def wrong_by_size(vectors, kernel, bias, k):
    """The largest absolute values are kept"""
    before = _before(vectors, kernel, bias)
    return np.where(np.abs(before) >= np.sort(np.abs(before), axis=1)[:, -k, None], before, 0)


def wrong_no_bias(vectors, kernel, bias, k):
    """The bias is missing"""
    return np.maximum(_kept(vectors @ kernel, k), 0)


def wrong_axis(vectors, kernel, bias, k):
    """The k largest vectors of each unit are kept"""
    return np.maximum(_kept(_before(vectors, kernel, bias).T, k).T, 0)


def wrong_strictly_larger(vectors, kernel, bias, k):
    """One activity too few is kept"""
    before = _before(vectors, kernel, bias)
    return np.maximum(np.where(before > np.sort(before, axis=1)[:, -k, None], before, 0), 0)


def wrong_ones(vectors, kernel, bias, k):
    """The codes say only which units are on"""
    return (right_choose_then_relu(vectors, kernel, bias, k) > 0).astype(float)


def wrong_shape(vectors, kernel, bias, k):
    """Expected codes of shape (n, units)"""
    return right_choose_then_relu(vectors, kernel, bias, k)[0]
