"""Answers to `contractive.hutchinson`; a wrong docstring is part of its message."""

import numpy as np


def _directions(pixels, count, seed):
    return np.random.default_rng(seed).standard_normal((count, pixels))


def _mean_and_error(push, directions):
    norms = np.square(push(directions)).sum(axis=1)
    return norms.mean(), norms.std(ddof=1) / np.sqrt(len(norms))


def right_normal(push, pixels, count, seed):
    return _mean_and_error(push, _directions(pixels, count, seed))


def right_signs(push, pixels, count, seed):
    return _mean_and_error(push, np.random.default_rng(seed).choice([-1.0, 1.0], (count, pixels)))


def right_one_by_one(push, pixels, count, seed):
    norms = [np.sum(push(v[None]) ** 2) for v in _directions(pixels, count, seed)]
    return np.mean(norms), np.std(norms) / np.sqrt(count)


def right_uniform_of_variance_1(push, pixels, count, seed):
    draws = np.random.default_rng(seed).uniform(-1, 1, (count, pixels))
    return _mean_and_error(push, np.sqrt(3) * draws)


def wrong_unit_length(push, pixels, count, seed):
    """Your directions have the length 1"""
    directions = _directions(pixels, count, seed)
    return _mean_and_error(push, directions / np.linalg.norm(directions, axis=1, keepdims=True))


def wrong_uniform(push, pixels, count, seed):
    """have the variance 0.33"""
    return _mean_and_error(push, np.random.default_rng(seed).uniform(-1, 1, (count, pixels)))


def wrong_positive(push, pixels, count, seed):
    """have they a mean of 0"""
    return _mean_and_error(push, np.random.default_rng(seed).random((count, pixels)))


def wrong_one_draw_for_all_pixels(push, pixels, count, seed):
    """does each have a draw of its own"""
    draws = np.random.default_rng(seed).standard_normal((count, 1))
    return _mean_and_error(push, np.repeat(draws, pixels, axis=1))


def wrong_same_direction(push, pixels, count, seed):
    """All directions are the same"""
    return _mean_and_error(push, np.tile(_directions(pixels, 1, seed), (count, 1)))


def wrong_norm_not_squared(push, pixels, count, seed):
    """The norms are not squared"""
    norms = np.linalg.norm(push(_directions(pixels, count, seed)), axis=1)
    return norms.mean(), norms.std(ddof=1) / np.sqrt(count)


def wrong_divided_by_pixels(push, pixels, count, seed):
    """divided by the number of pixels"""
    mean, error = right_normal(push, pixels, count, seed)
    return mean / pixels, error / pixels


def wrong_mean_over_the_units(push, pixels, count, seed):
    """averaged over the units"""
    norms = np.square(push(_directions(pixels, count, seed))).mean(axis=1)
    return norms.mean(), norms.std(ddof=1) / np.sqrt(count)


def wrong_sum(push, pixels, count, seed):
    """The estimate is a sum"""
    return np.square(push(_directions(pixels, count, seed))).sum(), 1.0


def wrong_standard_deviation(push, pixels, count, seed):
    """the spread of single values"""
    mean, error = right_normal(push, pixels, count, seed)
    return mean, error * np.sqrt(count)


def wrong_variance(push, pixels, count, seed):
    """the variance of single values"""
    mean, error = right_normal(push, pixels, count, seed)
    return mean, count * error**2


def wrong_divided_by_count(push, pixels, count, seed):
    """The spread is divided by n"""
    mean, error = right_normal(push, pixels, count, seed)
    return mean, error / np.sqrt(count)


def wrong_fewer_directions(push, pixels, count, seed):
    """`push` was given 10"""
    return right_normal(push, pixels, 10, seed)


def wrong_no_seed(push, pixels, count, seed):
    """The same seed gives another estimate"""
    return right_normal(push, pixels, count, None)


def wrong_transposed(push, pixels, count, seed):
    """to be given directions of shape"""
    return np.square(push(_directions(pixels, count, seed).T)).mean(), 1.0


def wrong_guess(push, pixels, count, seed):
    """`push` was never called"""
    return 100.0, 1.0
