"""Answers to `variational.judge`; a wrong docstring is part of its message."""

import numpy as np

from autoencoder_course import metrics


def _ways(measure, samples, gaussian, real, reference):
    kinds = samples, gaussian, real
    there = [measure(metrics.distance_to_nearest(each, reference)) for each in kinds]
    back = [measure(metrics.distance_to_nearest(reference, each)) for each in kinds]
    return there, back


def _position(found, poor, good):
    return (poor - found) / (poor - good)


def _answer(measure, *images):
    return tuple(_position(*way) for way in _ways(measure, *images))


def right_library(samples, gaussian, real, reference):
    return _answer(np.mean, samples, gaussian, real, reference)


def right_lengths(samples, gaussian, real, reference):
    """Lengths in place of root means: they differ by a factor that is the same for all."""

    def distances(images, among):
        differences = images[:, None] - among[None]
        return np.sqrt(np.square(differences).sum(axis=(2, 3, 4))).min(axis=1)

    kinds = samples, gaussian, real
    there = [distances(each, reference).mean() for each in kinds]
    back = [distances(reference, each).mean() for each in kinds]
    return [1 - (way[0] - way[2]) / (way[1] - way[2]) for way in (there, back)]


def wrong_distances(samples, gaussian, real, reference):
    """Your nearness is a distance"""
    there, back = _ways(np.mean, samples, gaussian, real, reference)
    return there[0], back[0]


def wrong_ratios(samples, gaussian, real, reference):
    """Your nearness is a ratio to real images"""
    there, back = _ways(np.mean, samples, gaussian, real, reference)
    return there[0] / there[2], back[0] / back[2]


def wrong_other_way(samples, gaussian, real, reference):
    """Your nearness runs from 0 for real images"""
    nearness, coverage = right_library(samples, gaussian, real, reference)
    return 1 - nearness, 1 - coverage


def wrong_order(samples, gaussian, real, reference):
    """The two are in the wrong order"""
    return right_library(samples, gaussian, real, reference)[::-1]


def wrong_ratios_to_the_gaussian(samples, gaussian, real, reference):
    """Your nearness is a ratio to the Gaussian"""
    there, back = _ways(np.mean, samples, gaussian, real, reference)
    return there[0] / there[1], back[0] / back[1]


def wrong_sign(samples, gaussian, real, reference):
    """The sign of your nearness is wrong"""
    nearness, coverage = right_library(samples, gaussian, real, reference)
    return -nearness, -coverage


def wrong_squares(samples, gaussian, real, reference):
    """Your nearness is made of squared distances"""
    return _answer(
        lambda distances: np.square(distances).mean(), samples, gaussian, real, reference
    )


def wrong_medians(samples, gaussian, real, reference):
    """Expected a nearness of"""
    return _answer(np.median, samples, gaussian, real, reference)


def wrong_largest(samples, gaussian, real, reference):
    """Your nearness is made of the largest distances"""
    return _answer(np.max, samples, gaussian, real, reference)


def wrong_same_way(samples, gaussian, real, reference):
    """Expected a coverage of"""
    nearness, _ = right_library(samples, gaussian, real, reference)
    return nearness, nearness


def wrong_cut(samples, gaussian, real, reference):
    """is cut to [0, 1]"""
    return np.clip(right_library(samples, gaussian, real, reference), 0, 1)


def wrong_one_number(samples, gaussian, real, reference):
    """Expected two numbers"""
    return right_library(samples, gaussian, real, reference)[0]


def wrong_one_value_per_sample(samples, gaussian, real, reference):
    """Expected nearness to be one finite number"""
    return metrics.distance_to_nearest(samples, reference), 0.0
