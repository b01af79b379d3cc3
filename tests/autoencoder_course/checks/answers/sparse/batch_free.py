"""Answers to `sparse.batch_free`; a wrong one's docstring is part of the message it gets."""

import numpy as np
from keras import ops


def right_divide(penalty, codes):
    return ops.divide(penalty(codes), ops.shape(codes)[0])


def right_count_the_images(penalty, codes):
    ones = ops.ones_like(ops.reshape(codes, (ops.shape(codes)[0], -1))[:, 0])
    return penalty(codes) / ops.sum(ops.cast(ones, "float32"))


def right_mean_of_each_image(penalty, codes):
    return ops.mean(ops.map(lambda code: penalty(code[None]), codes))


def wrong_unchanged(penalty, codes):
    """still the sum over the batch"""
    return penalty(codes)


def wrong_mean_of_one_number(penalty, codes):
    """still the sum over the batch"""
    return ops.mean(penalty(codes))


def wrong_divided_by_units(penalty, codes):
    """divided by the number of units"""
    return penalty(codes) / codes.shape[-1]


def wrong_divided_by_all_activities(penalty, codes):
    """divided by the number of all activities"""
    return ops.divide(penalty(codes), ops.size(codes))


def wrong_penalty_of_the_mean_code(penalty, codes):
    """Expected the penalty of codes"""
    return penalty(ops.mean(codes, axis=0, keepdims=True))


def wrong_divided_before_the_penalty(penalty, codes):
    """or inside it"""
    return penalty(codes / ops.cast(ops.shape(codes)[0], "float32"))


def wrong_divided_twice(penalty, codes):
    """divided by the batch size twice"""
    count = ops.cast(ops.shape(codes)[0], "float32")
    return penalty(codes) / count**2


def wrong_multiplied(penalty, codes):
    """divide by it"""
    return ops.multiply(penalty(codes), ops.shape(codes)[0])


def wrong_batch_size_as_a_number(penalty, codes):
    """Expected the penalty of codes"""
    return penalty(codes) / 32


def wrong_first_image(penalty, codes):
    """Only the first image's penalty"""
    return penalty(codes[:1])


def wrong_batch_size_of_the_check(penalty, codes):
    """it still depends on the batch size"""
    return penalty(codes) / 6


def wrong_one_value_per_image(penalty, codes):
    """to be one number"""
    return ops.map(lambda code: penalty(code[None]), codes)


def wrong_batch_size_from_python(penalty, codes):
    """ops.shape(codes)[0]"""
    return penalty(codes) / codes.shape[0]


def wrong_numpy(penalty, codes):
    """in place of NumPy"""
    return np.asarray(penalty(codes)) / len(np.asarray(codes))


def wrong_returns_a_function(penalty, codes):
    """made of numbers"""
    return lambda codes: penalty(codes) / ops.shape(codes)[0]
