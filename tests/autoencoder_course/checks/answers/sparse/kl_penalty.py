"""Answers to `sparse.kl_penalty`; a wrong one's docstring is part of the message it gets."""

import keras
import numpy as np
from keras import ops

from keras_autoencoders import regularizers


def _means(codes, axis=0):
    return ops.clip(ops.mean(codes, axis=axis), 1e-7, 1 - 1e-7)


def _terms(target, means):
    return target * ops.log(target / means) + (1 - target) * ops.log((1 - target) / (1 - means))


def right_as_in_the_formula(codes, target):
    return ops.sum(_terms(target, _means(codes)))


def right_differences_of_logarithms_and_a_small_number(codes, target):
    means = ops.divide(ops.sum(codes, axis=0), ops.shape(codes)[0])
    tiny = keras.config.epsilon()
    active = target * (np.log(target) - ops.log(means + tiny))
    silent = (1 - target) * (np.log(1 - target) - ops.log(1 + tiny - means))
    return ops.sum(active + silent)


def right_cross_entropy_less_entropy(codes, target):
    means = _means(codes)
    wanted = target * ops.ones_like(means)
    cross = ops.sum(ops.binary_crossentropy(wanted, means))
    return cross - ops.sum(ops.binary_crossentropy(wanted, wanted))


def right_from_the_library(codes, target):
    return ops.sum(regularizers.kl_to_target(codes, target))


def wrong_averaged_over_units(codes, target):
    """sum over them"""
    return ops.mean(_terms(target, _means(codes)))


def wrong_not_summed(codes, target):
    """Expected the penalty to be one number"""
    return _terms(target, _means(codes))


def wrong_axis(codes, target):
    """average over the batch, axis 0"""
    return ops.sum(_terms(target, _means(codes, axis=1)))


def wrong_one_mean_for_all(codes, target):
    """average over the batch only"""
    return ops.sum(_terms(target, _means(codes, axis=None)))


def wrong_divergence_of_each_activity(codes, target):
    """take the mean activity first"""
    return ops.sum(ops.mean(_terms(target, ops.clip(codes, 1e-7, 1 - 1e-7)), axis=0))


def wrong_other_way_round(codes, target):
    """The two distributions are exchanged"""
    means = _means(codes)
    return ops.sum(
        means * ops.log(means / target) + (1 - means) * ops.log((1 - means) / (1 - target))
    )


def wrong_second_term_forgotten(codes, target):
    """Only the first of the two terms"""
    return ops.sum(target * ops.log(target / _means(codes)))


def wrong_keras_divergence_over_the_units(codes, target):
    """Only the first of the two terms"""
    means = _means(codes)
    return keras.losses.kl_divergence(target * ops.ones_like(means), means)


def wrong_sign(codes, target):
    """wrong sign"""
    return -ops.sum(_terms(target, _means(codes)))


def wrong_base_of_the_logarithm(codes, target):
    """base 2"""
    return ops.sum(_terms(target, _means(codes))) / np.log(2)


def wrong_target_as_a_number(codes, target):
    """Expected the penalty for a target of 0.4"""
    return ops.sum(_terms(0.05, _means(codes)))


def wrong_squared_distance(codes, target):
    """Expected the penalty for a target of 0.05"""
    return ops.sum(ops.square(_means(codes) - target))


def wrong_not_clipped(codes, target):
    """clip the means"""
    return ops.sum(_terms(target, ops.mean(codes, axis=0)))


def wrong_numpy(codes, target):
    """in place of NumPy"""
    means = np.clip(np.mean(np.asarray(codes), axis=0), 1e-7, 1 - 1e-7)
    return np.sum(
        target * np.log(target / means) + (1 - target) * np.log((1 - target) / (1 - means))
    )


def wrong_batch_size_from_python(codes, target):
    """ops.shape(codes)[0]"""
    means = ops.clip(ops.sum(codes, axis=0) / codes.shape[0], 1e-7, 1 - 1e-7)
    return ops.sum(_terms(target, means))


def wrong_constant(codes, target):
    """Expected the penalty for a target of 0.05"""
    return 0.0


def wrong_words(codes, target):
    """made of numbers"""
    return "sparse"
