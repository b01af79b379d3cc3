"""Answers to `contractive.least_sensitive`; a wrong docstring is part of its message."""

import numpy as np


def _choose(networks, measure):
    measures = {name: measure(*pair) for name, pair in networks.items()}
    best = min(measures, key=measures.get)
    return best, measures[best]


def _ratio(norm, codes):
    return norm / np.sqrt(codes.var(axis=0).sum())


def right_variances(networks):
    return _choose(networks, _ratio)


def right_distances_from_the_mean(networks):
    def measure(norm, codes):
        return norm / np.sqrt(np.square(codes - codes.mean(axis=0)).sum(axis=1).mean())

    return _choose(networks, measure)


def right_unbiased_variances(networks):
    return _choose(networks, lambda norm, codes: norm / np.sqrt(np.trace(np.cov(codes.T))))


def wrong_smallest_norm(networks):
    """You take the smallest ‖J‖"""
    return _choose(networks, lambda norm, codes: norm)


def wrong_squares_with_the_mean(networks):
    """Your spread holds the mean"""
    return _choose(
        networks, lambda norm, codes: norm / np.sqrt(np.square(codes).sum(axis=1).mean())
    )


def wrong_standard_deviation_of_a_unit(networks):
    """Your spread is that of one unit"""
    return _choose(networks, lambda norm, codes: norm / codes.std(axis=0).mean())


def wrong_upside_down(networks):
    """The measure is upside down"""
    name, measure = right_variances(networks)
    return name, 1 / measure


def wrong_norm_returned(networks):
    """That is ‖J‖ itself"""
    name, _ = right_variances(networks)
    return name, networks[name][0]


def wrong_squared(networks):
    """Received:"""
    name, measure = right_variances(networks)
    return name, measure**2


def wrong_name_only(networks):
    """Expected two things"""
    return right_variances(networks)[0]


def wrong_order(networks):
    """Expected the name of a network"""
    return right_variances(networks)[::-1]
