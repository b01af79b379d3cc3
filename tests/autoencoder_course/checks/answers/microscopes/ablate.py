"""Answers to `microscopes.ablate`; a wrong docstring is part of its message."""

import numpy as np


def _part(codes, directions, unit):
    return np.outer(codes[:, unit], directions[unit])


def right_subtract(vectors, codes, directions, unit):
    return vectors - _part(codes, directions, unit)


def right_keep_the_error(vectors, codes, directions, unit):
    error = vectors - codes @ directions
    without = codes.copy()
    without[:, unit] = 0
    return without @ directions + error


def wrong_reconstruction(vectors, codes, directions, unit):
    """That is the reconstruction without the unit"""
    return codes @ directions - _part(codes, directions, unit)


def wrong_projection(vectors, codes, directions, unit):
    """All that lies along the direction is taken out"""
    return vectors - np.outer(vectors @ directions[unit], directions[unit])


def wrong_activity_1(vectors, codes, directions, unit):
    """taken off with activity 1"""
    return vectors - directions[unit]


def wrong_sign(vectors, codes, directions, unit):
    """The unit's part is added"""
    return vectors + _part(codes, directions, unit)


def wrong_part(vectors, codes, directions, unit):
    """That is the unit's part itself"""
    return _part(codes, directions, unit)


def wrong_nothing(vectors, codes, directions, unit):
    """Nothing has changed"""
    return vectors


def wrong_all_units(vectors, codes, directions, unit):
    """All units are taken out"""
    return vectors - codes @ directions


def wrong_shape(vectors, codes, directions, unit):
    """Expected the vectors of shape"""
    return vectors[0]
