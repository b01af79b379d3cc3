"""Answers to `contractive.sigmoid_jacobian`; a wrong docstring is part of its message."""

import numpy as np


def _codes(image, kernel, bias):
    return 1 / (1 + np.exp(-(image @ kernel + bias)))


def right_broadcast(image, kernel, bias):
    codes = _codes(image, kernel, bias)
    return (codes * (1 - codes))[:, None] * kernel.T


def right_diagonal_matrix(image, kernel, bias):
    codes = _codes(image, kernel, bias)
    return np.diag(codes - codes**2) @ kernel.T


def right_number_by_number(image, kernel, bias):
    codes = _codes(image, kernel, bias)
    rows = range(kernel.shape[1])
    return [[codes[j] * (1 - codes[j]) * kernel[i, j] for i in range(len(image))] for j in rows]


def wrong_transposed(image, kernel, bias):
    """The Jacobian is transposed"""
    return right_broadcast(image, kernel, bias).T


def wrong_no_slope(image, kernel, bias):
    """The sigmoid's slope is missing"""
    return kernel.T


def wrong_codes_as_slopes(image, kernel, bias):
    """The codes stand in for the slopes"""
    return _codes(image, kernel, bias)[:, None] * kernel.T


def wrong_slope_before_the_sigmoid(image, kernel, bias):
    """The slope is taken of what goes into the sigmoid"""
    before = image @ kernel + bias
    return (before * (1 - before))[:, None] * kernel.T


def wrong_no_bias(image, kernel, bias):
    """The bias is missing"""
    return right_broadcast(image, kernel, 0 * bias)


def wrong_tanh(image, kernel, bias):
    """The slope is that of tanh"""
    return (1 - _codes(image, kernel, bias) ** 2)[:, None] * kernel.T


def wrong_squared_slope(image, kernel, bias):
    """The slope is squared"""
    codes = _codes(image, kernel, bias)
    return ((codes * (1 - codes)) ** 2)[:, None] * kernel.T


def wrong_times_the_pixels(image, kernel, bias):
    """The pixels are multiplied in"""
    return right_broadcast(image, kernel, bias) * image


def wrong_sign(image, kernel, bias):
    """The sign is wrong"""
    return -right_broadcast(image, kernel, bias)


def wrong_sum_over_the_pixels(image, kernel, bias):
    """Expected a Jacobian of shape"""
    return right_broadcast(image, kernel, bias).sum(axis=1)


def wrong_norm(image, kernel, bias):
    """Expected a Jacobian of shape"""
    return np.linalg.norm(right_broadcast(image, kernel, bias))


def wrong_by_a_factor(image, kernel, bias):
    """for the first unit and the first pixel"""
    return 3 * right_broadcast(image, kernel, bias)
