"""Answers to `variational.reparameterise`; a wrong docstring is part of its message."""

import keras
import numpy as np
from keras import ops


def _noise(mean, generator):
    return keras.random.normal(ops.shape(mean), seed=generator)


def right_exp_of_half(mean, log_variance, generator):
    return mean + ops.exp(0.5 * log_variance) * _noise(mean, generator)


def right_root(mean, log_variance, generator):
    return ops.sqrt(ops.exp(log_variance)) * _noise(mean, generator) + mean


def right_other_sign(mean, log_variance, generator):
    return mean - _noise(log_variance, generator) * ops.exp(log_variance / 2)


def wrong_variance(mean, log_variance, generator):
    """The noise is multiplied by the variance"""
    return mean + ops.exp(log_variance) * _noise(mean, generator)


def wrong_same_noise_each_time(mean, log_variance, generator):
    """A second call draws the same noise"""
    return mean + ops.exp(0.5 * log_variance) * _noise(mean, 0)


def wrong_gradient_stopped(mean, log_variance, generator):
    """No gradient reaches the log-variance"""
    return mean + ops.stop_gradient(ops.exp(0.5 * log_variance)) * _noise(mean, generator)


def wrong_numpy(mean, log_variance, generator):
    """use keras.random and keras.ops in place of NumPy"""
    seed = int(ops.convert_to_numpy(generator.next()).sum())
    noise = np.random.default_rng(seed).standard_normal(mean.shape)
    return mean + ops.exp(0.5 * log_variance) * noise.astype("float32")


def wrong_no_noise(mean, log_variance, generator):
    """There is no noise"""
    return mean + 0.0 * log_variance


def wrong_log_variance_as_factor(mean, log_variance, generator):
    """The noise is multiplied by the log-variance"""
    return mean + log_variance * _noise(mean, generator)


def wrong_half_of_the_log_variance(mean, log_variance, generator):
    """multiplied by half of the log-variance"""
    return mean + 0.5 * log_variance * _noise(mean, generator)


def wrong_root_twice(mean, log_variance, generator):
    """the root of the standard deviation"""
    return mean + ops.sqrt(ops.exp(0.5 * log_variance)) * _noise(mean, generator)


def wrong_noise_as_drawn(mean, log_variance, generator):
    """The noise is as it was drawn"""
    return mean + _noise(mean, generator) + 0.0 * log_variance


def wrong_divided(mean, log_variance, generator):
    """divided by the standard deviation"""
    return mean + _noise(mean, generator) / ops.exp(0.5 * log_variance)


def wrong_uniform(mean, log_variance, generator):
    """The noise is uniform"""
    noise = keras.random.uniform(ops.shape(mean), -0.5, 0.5, seed=generator)
    return mean + ops.exp(0.5 * log_variance) * noise


def wrong_signs_as_noise(mean, log_variance, generator):
    """but it is not normal"""
    return mean + ops.exp(0.5 * log_variance) * ops.sign(_noise(mean, generator))


def wrong_positive_noise(mean, log_variance, generator):
    """The codes lie beside their means"""
    noise = keras.random.uniform(ops.shape(mean), seed=generator)
    return mean + ops.exp(0.5 * log_variance) * noise


def wrong_mean_multiplied(mean, log_variance, generator):
    """Expected the variance"""
    return mean * (1 + ops.exp(0.5 * log_variance) * _noise(mean, generator))


def wrong_noise_of_a_code(mean, log_variance, generator):
    """Every image gets the same noise"""
    noise = keras.random.normal((1, mean.shape[-1]), seed=generator)
    return mean + ops.exp(0.5 * log_variance) * noise


def wrong_noise_of_an_image(mean, log_variance, generator):
    """All units of a code get the same noise"""
    return mean + ops.exp(0.5 * log_variance) * _noise(mean[:, :1], generator)


def wrong_not_from_the_generator(mean, log_variance, generator):
    """The noise does not come from `generator`"""
    return mean + ops.exp(0.5 * log_variance) * _noise(mean, None)


def wrong_gradient_of_the_mean_stopped(mean, log_variance, generator):
    """No gradient reaches the mean"""
    return right_exp_of_half(ops.stop_gradient(mean), log_variance, generator)


def wrong_one_code(mean, log_variance, generator):
    """Expected codes of the shape"""
    return right_exp_of_half(mean, log_variance, generator)[0]


def wrong_half_of_the_gradient(mean, log_variance, generator):
    """moves the mean and the log-variance another way"""
    log_variance = 0.5 * (log_variance + ops.stop_gradient(log_variance))
    return right_exp_of_half(mean, log_variance, generator)
