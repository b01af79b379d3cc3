"""Answers to `denoising.sigmoid_gradients`; a wrong docstring is part of its message."""

import numpy as np
import tensorflow as tf
from scipy.special import expit


def right_formula(z, target):
    answer = 1 / (1 + np.exp(-z))
    return 2 * (answer - target) * answer * (1 - answer), answer - target


def right_with_a_tape(z, target):
    z = tf.Variable(z)
    with tf.GradientTape(persistent=True) as tape:
        answer = tf.sigmoid(z)
        squared = tf.reduce_sum((answer - target) ** 2)
        crossed = -tf.reduce_sum(
            target * tf.math.log(answer) + (1 - target) * tf.math.log(1 - answer)
        )
    return [tape.gradient(squared, z), tape.gradient(crossed, z)]


def wrong_slope_forgotten(z, target):
    """lacks the sigmoid's own slope"""
    return 2 * (expit(z) - target), expit(z) - target


def wrong_factor_forgotten(z, target):
    """lacks its factor 2"""
    answer = expit(z)
    return (answer - target) * answer * (1 - answer), answer - target


def wrong_slope_in_both(z, target):
    """once too often"""
    answer = expit(z)
    slope = answer * (1 - answer)
    return 2 * (answer - target) * slope, (answer - target) * slope


def wrong_by_the_answer(z, target):
    """by the answer, not by z"""
    answer = expit(z)
    slope = answer * (1 - answer)
    return 2 * (answer - target) * slope, (answer - target) / slope


def wrong_signs(z, target):
    """The first gradient has the wrong sign"""
    squared, crossed = right_formula(z, target)
    return -squared, -crossed


def wrong_sign_of_the_second(z, target):
    """The second gradient has the wrong sign"""
    squared, crossed = right_formula(z, target)
    return squared, -crossed


def wrong_factor_in_both(z, target):
    """belongs to the squared error"""
    squared, crossed = right_formula(z, target)
    return squared, 2 * crossed


def wrong_exchanged(z, target):
    """are exchanged"""
    return right_formula(z, target)[::-1]


def wrong_slope_of_z(z, target):
    """put the answer in, not z"""
    answer = expit(z)
    return 2 * (answer - target) * z * (1 - z), answer - target


def wrong_mean_over_pixels(z, target):
    """for each z"""
    squared, crossed = right_formula(z, target)
    return squared.mean(), crossed.mean()


def wrong_loss_itself(z, target):
    """Expected the squared error's gradient to be"""
    answer = expit(z)
    return (answer - target) ** 2, answer - target


def wrong_only_one(z, target):
    """Expected two arrays"""
    return right_formula(z, target)[0]
