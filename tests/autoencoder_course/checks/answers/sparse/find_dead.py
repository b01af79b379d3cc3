"""Answers to `sparse.find_dead`; a wrong one's docstring is part of the message it gets."""

import numpy as np

from autoencoder_course import metrics


def right_largest_of_each_unit(codes, threshold):
    return np.flatnonzero(np.abs(codes).max(axis=0) < threshold)


def right_loop(codes, threshold):
    return [
        unit
        for unit in range(codes.shape[1])
        if not any(abs(value) >= threshold for value in codes[:, unit])
    ]


def right_from_the_library(codes, threshold):
    return np.where(metrics.dead_units(codes, threshold))[0]


def wrong_any_image(codes, threshold):
    """is not dead"""
    return np.flatnonzero((np.abs(codes) < threshold).any(axis=0))


def wrong_mean_absolute_activity(codes, threshold):
    """is not dead"""
    return np.flatnonzero(np.abs(codes).mean(axis=0) < threshold)


def wrong_mean_activity(codes, threshold):
    """is not dead"""
    return np.flatnonzero(np.abs(codes.mean(axis=0)) < threshold)


def wrong_no_absolute_values(codes, threshold):
    """is not dead"""
    return np.flatnonzero((codes < threshold).all(axis=0))


def wrong_median(codes, threshold):
    """is not dead"""
    return np.flatnonzero(np.median(np.abs(codes), axis=0) < threshold)


def wrong_exactly_zero(codes, threshold):
    """is missing"""
    return np.flatnonzero((codes == 0).all(axis=0))


def wrong_sum_below_the_threshold(codes, threshold):
    """is missing"""
    return np.flatnonzero(np.abs(codes).sum(axis=0) < threshold)


def wrong_silent_images(codes, threshold):
    """Unit 1 is missing"""
    return np.flatnonzero((np.abs(codes) < threshold).all(axis=1))


def wrong_axis(codes, threshold):
    """Which axis of the codes is the units"""
    return np.flatnonzero((np.abs(codes) < threshold).any(axis=1))


def wrong_threshold_as_a_number(codes, threshold):
    """is missing"""
    return np.flatnonzero((np.abs(codes) < 0.01).all(axis=0))


def wrong_mask(codes, threshold):
    """True and False"""
    return (np.abs(codes) < threshold).all(axis=0)


def wrong_count(codes, threshold):
    """Expected a list or array of indices"""
    return (np.abs(codes) < threshold).all(axis=0).sum()


def wrong_units_that_are_alive(codes, threshold):
    """is not dead"""
    return np.flatnonzero((np.abs(codes) >= threshold).any(axis=0))


def wrong_tuple_of_where(codes, threshold):
    """take its [0]"""
    return np.where((np.abs(codes) < threshold).all(axis=0))


def wrong_constant(codes, threshold):
    """Unit 1 is missing"""
    return []
