"""Answers to `variational.kl_divergence`; a wrong docstring is part of its message."""

import keras
import numpy as np
from keras import ops

from keras_autoencoders import likelihoods


def _half(values):
    return ops.sum(values, axis=-1) / 2


def right_closed_form(mean, log_variance):
    return _half(ops.square(mean) + ops.exp(log_variance) - 1 - log_variance)


def right_library(mean, log_variance):
    return likelihoods.kl_to_standard_normal(mean, log_variance)


def right_by_the_standard_deviation(mean, log_variance):
    stddev = ops.exp(0.5 * log_variance)
    return -_half(1 + 2 * ops.log(stddev) - mean**2 - stddev**2)


def wrong_mean_over_the_code(mean, log_variance):
    """The costs of the units are averaged"""
    return right_closed_form(mean, log_variance) / mean.shape[1]


def wrong_one_number_for_the_batch(mean, log_variance):
    """Expected one number for each of"""
    return ops.mean(right_closed_form(mean, log_variance))


def wrong_variance_for_its_logarithm(mean, log_variance):
    """The log-variance is taken for the variance"""
    return _half(ops.square(mean) + log_variance - 1 - ops.log(ops.abs(log_variance)))


def wrong_numpy(mean, log_variance):
    """keras.ops in place of NumPy"""
    mean, log_variance = np.asarray(mean), np.asarray(log_variance)
    return (mean**2 + np.exp(log_variance) - 1 - log_variance).sum(axis=1) / 2


def wrong_no_half(mean, log_variance):
    """The factor of 1/2 is missing"""
    return 2 * right_closed_form(mean, log_variance)


def wrong_sign(mean, log_variance):
    """no divergence is below 0"""
    return -right_closed_form(mean, log_variance)


def wrong_log_stddev(mean, log_variance):
    """exp(log_variance) is the variance already"""
    return right_closed_form(mean, 2 * log_variance)


def wrong_stddev_for_the_variance(mean, log_variance):
    """is the standard deviation: take the variance"""
    return _half(ops.square(mean) + ops.exp(log_variance / 2) - 1 - log_variance)


def wrong_mean_not_squared(mean, log_variance):
    """The mean is not squared"""
    return _half(mean + ops.exp(log_variance) - 1 - log_variance)


def wrong_no_mean(mean, log_variance):
    """The mean is missing"""
    return _half(ops.exp(log_variance) - 1 - log_variance)


def wrong_no_variance(mean, log_variance):
    """The variance is missing"""
    return _half(ops.square(mean) - 1 - log_variance)


def wrong_no_logarithm(mean, log_variance):
    """The logarithm of the variance is missing"""
    return _half(ops.square(mean) + ops.exp(log_variance) - 1)


def wrong_sign_of_the_logarithm(mean, log_variance):
    """The logarithm has the wrong sign"""
    return _half(ops.square(mean) + ops.exp(log_variance) - 1 + log_variance)


def wrong_no_one(mean, log_variance):
    """a standard normal code has to cost 0"""
    return _half(ops.square(mean) + ops.exp(log_variance) - log_variance)


def wrong_one_one_for_a_code(mean, log_variance):
    """every unit has its own"""
    return wrong_no_one(mean, log_variance) - 0.5


def wrong_other_way_round(mean, log_variance):
    """the other way round"""
    return _half((1 + ops.square(mean)) * ops.exp(-log_variance) - 1 + log_variance)


def wrong_keras_loss(mean, log_variance):
    """nats for the first code"""
    return keras.losses.kl_divergence(ops.sigmoid(mean), ops.sigmoid(log_variance))


def wrong_no_sum(mean, log_variance):
    """There is a number for each unit"""
    return (ops.square(mean) + ops.exp(log_variance) - 1 - log_variance) / 2


def wrong_gradient_stopped(mean, log_variance):
    """its gradient is not"""
    return right_closed_form(ops.stop_gradient(mean), log_variance)
