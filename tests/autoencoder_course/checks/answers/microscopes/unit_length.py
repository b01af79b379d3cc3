"""Answers to `microscopes.unit_length`; a wrong docstring is part of its message."""

import numpy as np


def _lengths(directions):
    return np.linalg.norm(directions, axis=1)


def right_lengths(kernel, bias, directions):
    lengths = _lengths(directions)
    return kernel * lengths, bias * lengths, directions / lengths[:, None]


def right_list(kernel, bias, directions):
    lengths = np.sqrt(np.square(directions).sum(axis=1))
    return [kernel @ np.diag(lengths), lengths * bias, np.diag(1 / lengths) @ directions]


def right_single_precision(kernel, bias, directions):
    return right_lengths(*(each.astype("float32") for each in (kernel, bias, directions)))


def wrong_columns(kernel, bias, directions):
    """The columns have length 1"""
    return kernel, bias, directions / np.linalg.norm(directions, axis=0)


def wrong_whole_matrix(kernel, bias, directions):
    """The directions are divided by one number"""
    length = np.linalg.norm(directions)
    return kernel * length, bias * length, directions / length


def wrong_squared_lengths(kernel, bias, directions):
    """divided by their squared lengths"""
    lengths = _lengths(directions) ** 2
    return kernel * lengths, bias * lengths, directions / lengths[:, None]


def wrong_nothing(kernel, bias, directions):
    """The directions are as they were"""
    return kernel, bias, directions


def wrong_absolute_values(kernel, bias, directions):
    """The absolute values sum to 1"""
    lengths = np.abs(directions).sum(axis=1)
    return kernel * lengths, bias * lengths, directions / lengths[:, None]


def wrong_kernel_left(kernel, bias, directions):
    """The encoder's kernel is as it was"""
    lengths = _lengths(directions)
    return kernel, bias * lengths, directions / lengths[:, None]


def wrong_kernel_divided(kernel, bias, directions):
    """The encoder's kernel is divided"""
    lengths = _lengths(directions)
    return kernel / lengths, bias / lengths, directions / lengths[:, None]


def wrong_bias_left(kernel, bias, directions):
    """The bias is as it was"""
    lengths = _lengths(directions)
    return kernel * lengths, bias, directions / lengths[:, None]


def wrong_bias_divided(kernel, bias, directions):
    """The bias is divided"""
    lengths = _lengths(directions)
    return kernel * lengths, bias / lengths, directions / lengths[:, None]


def wrong_directions_only(kernel, bias, directions):
    """Expected three things"""
    return directions / _lengths(directions)[:, None]
