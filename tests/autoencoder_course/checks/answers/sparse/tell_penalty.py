"""Answers to `sparse.tell_penalty`; a wrong one's docstring is part of the message it gets."""

import numpy as np


def _near_zero(values):
    return np.mean(np.abs(values) < 0.01)


def right_each_by_itself(weights, codes):
    if _near_zero(weights) > 0.75:
        return "weights"
    return "activity" if _near_zero(codes) > 0.75 else "none"


def right_larger_fraction(weights, codes):
    fractions = {"weights": _near_zero(weights), "activity": _near_zero(codes)}
    most = max(fractions, key=fractions.get)
    return most if fractions[most] > 0.7 else "none"


def right_quantiles(weights, codes):
    if np.quantile(np.abs(codes), 0.8) < 0.01:
        return "activity"
    return "weights" if np.quantile(np.abs(weights), 0.8) < 0.01 else "none"


def wrong_other_way_round(weights, codes):
    """Expected "weights" for"""
    exchanged = {"weights": "activity", "activity": "weights", "none": "none"}
    return exchanged[right_each_by_itself(weights, codes)]


def wrong_weights_only(weights, codes):
    """Expected "activity" for"""
    return "weights" if _near_zero(weights) > 0.75 else "none"


def wrong_never_none(weights, codes):
    """Expected "none" for"""
    return "weights" if _near_zero(weights) > _near_zero(codes) else "activity"


def wrong_exact_zeros(weights, codes):
    """if not exactly zero"""
    if np.mean(weights == 0) > 0.75:
        return "weights"
    return "activity" if np.mean(codes == 0) > 0.75 else "none"


def wrong_means(weights, codes):
    """Expected "none" for"""
    if abs(np.mean(weights)) < 0.01:
        return "weights"
    return "activity" if abs(np.mean(codes)) < 0.1 else "none"


def wrong_no_absolute_values(weights, codes):
    """Expected "none" for a network with a ReLU code"""
    if np.mean(weights < 0.01) > 0.75:
        return "weights"
    return "activity" if np.mean(codes < 0.01) > 0.45 else "none"


def wrong_any_zero_in_the_code(weights, codes):
    """with a ReLU code"""
    if _near_zero(weights) > 0.75:
        return "weights"
    return "activity" if (codes < 0.01).any() else "none"


def wrong_dead_units_only(weights, codes):
    """Expected "activity" for"""
    if _near_zero(weights) > 0.75:
        return "weights"
    return "activity" if (np.abs(codes) < 0.01).all(axis=0).mean() > 0.5 else "none"


def wrong_constant(weights, codes):
    """Expected "weights" for"""
    return "none"


def wrong_true_or_false(weights, codes):
    """Expected one of"""
    return _near_zero(weights) > _near_zero(codes)


def wrong_other_words(weights, codes):
    """Expected one of"""
    return "l1"
