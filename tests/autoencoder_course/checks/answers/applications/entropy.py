"""Answers to `applications.entropy`; a wrong docstring is part of its message."""

import numpy as np
from scipy import stats


def _of_column(column):
    shares = np.unique(column, return_counts=True)[1] / len(column)
    return -np.sum(shares * np.log2(shares))


def right_column_by_column(symbols):
    return sum(_of_column(column) for column in symbols.T)


def right_scipy(symbols):
    counts = (np.unique(column, return_counts=True)[1] for column in symbols.T)
    return sum(stats.entropy(each, base=2) for each in counts)


def wrong_nats(symbols):
    """Those are nats"""
    return right_column_by_column(symbols) * np.log(2)


def wrong_sign(symbols):
    """The sign is wrong"""
    return -right_column_by_column(symbols)


def wrong_mean_over_units(symbols):
    """a code costs their sum"""
    return np.mean([_of_column(column) for column in symbols.T])


def wrong_pooled(symbols):
    """share one table"""
    return _of_column(symbols.ravel())


def wrong_pooled_times_units(symbols):
    """count each unit's own"""
    return _of_column(symbols.ravel()) * symbols.shape[1]


def wrong_all_images(symbols):
    """the bits of all images"""
    return right_column_by_column(symbols) * len(symbols)


def wrong_bytes(symbols):
    """Those are bytes"""
    return right_column_by_column(symbols) / 8


def wrong_as_if_equally_frequent(symbols):
    """as if all were equally frequent"""
    return sum(np.log2(len(np.unique(column))) for column in symbols.T)


def wrong_from_0_to_the_largest(symbols):
    """stopped with ValueError"""
    shares = [np.bincount(column) / len(column) for column in symbols.T]
    return sum(-np.sum(each[each > 0] * np.log2(each[each > 0])) for each in shares)


def wrong_each_unit(symbols):
    """to be one finite number"""
    return [_of_column(column) for column in np.repeat(symbols, 2, axis=1).T]
