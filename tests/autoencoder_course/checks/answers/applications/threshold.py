"""Answers to `applications.threshold`; a wrong docstring is part of its message."""

import numpy as np


def right_sorted(scores, rate):
    return np.sort(scores)[::-1][int(rate * len(scores))]


def right_smallest_that_will_do(scores, rate):
    return min(each for each in scores if np.mean(scores > each) <= rate)


def wrong_other_end(scores, rate):
    """the alarms lie above"""
    return np.sort(scores)[int(rate * len(scores))]


def wrong_two_standard_deviations(scores, rate):
    """fits a normal distribution only"""
    return scores.mean() + 2 * scores.std()


def wrong_interpolated(scores, rate):
    """and no smaller score will do"""
    return np.quantile(scores, 1 - rate)


def wrong_largest(scores, rate):
    """and no smaller score will do"""
    return scores.max()


def wrong_one_too_many(scores, rate):
    """at most 5 may lie above"""
    return np.sort(scores)[::-1][int(rate * len(scores)) + 1]


def wrong_per_cent(scores, rate):
    """and no smaller score will do"""
    return np.sort(scores)[::-1][int(rate / 100 * len(scores))]


def wrong_sorts_in_place(scores, rate):
    """sort a copy"""
    scores.sort()
    return scores[::-1][int(rate * len(scores))]


def wrong_mask(scores, rate):
    """to be one finite number"""
    return scores > right_sorted(scores, rate)
