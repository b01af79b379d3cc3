"""Answers to `variational.log_mean_exp`; a wrong docstring is part of its message."""

import math

import numpy as np
from scipy.special import logsumexp


def _shifted(values, largest):
    return np.log(np.mean(np.exp(values - largest), axis=1))


def right_largest_taken_out(values):
    largest = values.max(axis=1, keepdims=True)
    return largest[:, 0] + _shifted(values, largest)


def right_scipy(values):
    return logsumexp(values, axis=1) - np.log(values.shape[1])


def right_logaddexp(values):
    return np.logaddexp.reduce(values, axis=1) - np.log(values.shape[1])


def right_row_by_row(values):
    found = []
    for row in values:
        largest = max(row)
        found.append(largest + math.log(sum(math.exp(each - largest) for each in row) / len(row)))
    return found


def wrong_as_written(values):
    """exp leaves the range of numbers"""
    return np.log(np.mean(np.exp(values), axis=1))


def wrong_sum(values):
    """That is the sum"""
    return logsumexp(values, axis=1)


def wrong_largest_not_added(values):
    """is missing at the end"""
    return _shifted(values, values.max(axis=1, keepdims=True))


def wrong_largest_of_all(values):
    """Take each row's own largest value out"""
    return values.max() + _shifted(values, values.max())


def wrong_mean_of_the_values(values):
    """That is the mean of the values"""
    return values.mean(axis=1)


def wrong_largest(values):
    """That is the largest value"""
    return values.max(axis=1)


def wrong_largest_subtracted(values):
    """subtracted at the end: add it"""
    largest = values.max(axis=1, keepdims=True)
    return _shifted(values, largest) - largest[:, 0]


def wrong_no_logarithm(values):
    """The logarithm is missing"""
    return np.exp(values).mean(axis=1)


def wrong_other_axis(values):
    """Expected one number for each of"""
    return logsumexp(values, axis=0) - np.log(len(values))


def wrong_all_values(values):
    """Expected one number for each of"""
    return logsumexp(values) - np.log(values.size)


def wrong_clipped(values):
    """for values around -2,000"""
    return right_scipy(np.clip(values, -700, 700))


def wrong_mean_taken_out(values):
    """of which one is -inf"""
    middle = values.mean(axis=1, keepdims=True)
    return middle[:, 0] + _shifted(values, middle)


def wrong_smallest_taken_out(values):
    """of which one is -inf"""
    smallest = values.min(axis=1, keepdims=True)
    return smallest[:, 0] + _shifted(values, smallest)


def wrong_shape_kept(values):
    """Expected one number for each of"""
    largest = values.max(axis=1, keepdims=True)
    return largest + np.log(np.mean(np.exp(values - largest), axis=1, keepdims=True))


def wrong_first_row_for_all(values):
    """another one is not"""
    return np.repeat(right_scipy(values)[:1], len(values))
