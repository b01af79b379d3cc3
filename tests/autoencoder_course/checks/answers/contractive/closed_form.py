"""Answers to `contractive.closed_form`; a wrong docstring is part of its message."""

import numpy as np
from keras import ops


def _norms(kernel):
    return ops.sum(ops.square(kernel), axis=0)


def _slopes(codes):
    return codes * (1 - codes)


def right_matmul(codes, kernel):
    return ops.mean(ops.matmul(ops.square(_slopes(codes)), _norms(kernel)))


def right_whole_jacobians(codes, kernel):
    jacobians = _slopes(codes)[:, :, None] * ops.transpose(kernel)[None]
    return ops.mean(ops.sum(jacobians**2, axis=(1, 2)))


def right_sum_over_count(codes, kernel):
    total = ops.sum(ops.square(_slopes(codes)) * _norms(kernel))
    return total / ops.cast(ops.shape(codes)[0], codes.dtype)


def wrong_sum_over_the_images(codes, kernel):
    """The penalty grows with the batch"""
    return ops.sum(ops.square(_slopes(codes)) * _norms(kernel))


def wrong_mean_over_the_units(codes, kernel):
    """averaged over the units, too"""
    return ops.mean(ops.square(_slopes(codes)) * _norms(kernel))


def wrong_slopes_not_squared(codes, kernel):
    """The slopes are not squared"""
    return ops.mean(ops.matmul(_slopes(codes), _norms(kernel)))


def wrong_codes_in_place_of_slopes(codes, kernel):
    """The codes are squared in place of their slopes"""
    return ops.mean(ops.matmul(ops.square(codes), _norms(kernel)))


def wrong_no_slopes(codes, kernel):
    """The sigmoid's slope is missing"""
    return ops.sum(ops.square(kernel)) + 0.0 * ops.sum(codes)


def wrong_tanh(codes, kernel):
    """The slope is that of tanh"""
    return ops.mean(ops.matmul(ops.square(1 - ops.square(codes)), _norms(kernel)))


def wrong_norms_not_squared(codes, kernel):
    """The norms are not squared"""
    return ops.mean(ops.matmul(ops.square(_slopes(codes)), ops.sqrt(_norms(kernel))))


def wrong_weights_summed_first(codes, kernel):
    """summed before they are squared"""
    return ops.mean(ops.matmul(ops.square(_slopes(codes)), ops.square(ops.sum(kernel, axis=0))))


def wrong_all_weights_in_each_norm(codes, kernel):
    """All weights are in every unit's norm"""
    return ops.mean(ops.sum(ops.square(_slopes(codes)), axis=1)) * ops.sum(ops.square(kernel))


def wrong_mean_slope(codes, kernel):
    """averaged over the images before they are squared"""
    return ops.sum(ops.square(ops.mean(_slopes(codes), axis=0)) * _norms(kernel))


def wrong_root(codes, kernel):
    """leave out the root"""
    return ops.mean(ops.sqrt(ops.matmul(ops.square(_slopes(codes)), _norms(kernel))))


def wrong_half(codes, kernel):
    """a factor of 1/2"""
    return right_matmul(codes, kernel) / 2


def wrong_one_value_per_image(codes, kernel):
    """to be one number"""
    return ops.matmul(ops.square(_slopes(codes)), _norms(kernel))


def wrong_other_axis(codes, kernel):
    """stopped with InvalidArgumentError"""
    return ops.mean(ops.matmul(ops.square(_slopes(codes)), ops.sum(ops.square(kernel), axis=1)))


def wrong_numpy(codes, kernel):
    """use keras.ops in place of NumPy"""
    codes, kernel = np.asarray(codes), np.asarray(kernel)
    return np.mean(np.square(codes * (1 - codes)) @ np.square(kernel).sum(axis=0))


def wrong_constant_norms(codes, kernel):
    """its gradient is not"""
    return right_matmul(codes, ops.stop_gradient(ops.convert_to_tensor(kernel)))
