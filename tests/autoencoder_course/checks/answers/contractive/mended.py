"""Answers to `contractive.mended`; a wrong docstring is part of its message."""

import numpy as np
from keras import ops


def _penalty(codes, kernel, weight):
    slopes = ops.square(codes * (1 - codes))
    return weight * ops.mean(ops.matmul(slopes, ops.sum(ops.square(kernel), axis=0)))


def right_variable_inside(dense, weight):
    return lambda codes: _penalty(codes, dense.kernel, weight)


def right_variable_outside(dense, weight):
    kernel = dense.kernel
    return lambda codes: _penalty(codes, kernel, weight)


def right_whole_jacobians(dense, weight):
    def penalty(codes):
        jacobians = (codes * (1 - codes))[:, None] * dense.kernel
        return weight * ops.mean(ops.sum(jacobians**2, axis=(1, 2)))

    return penalty


def wrong_as_it_was(dense, weight):
    """it holds a copy, made before training"""
    kernel = ops.convert_to_tensor(dense.get_weights()[0])
    return lambda codes: _penalty(codes, kernel, weight)


def wrong_norms_made_before(dense, weight):
    """it holds a copy, made before training"""
    norms = ops.sum(ops.square(dense.kernel), axis=0)
    return lambda codes: (
        weight * ops.mean(ops.matmul(ops.square(codes * (1 - codes)), ops.copy(norms)))
    )


def wrong_gradient_stopped(dense, weight):
    """still takes the norms for constants"""
    return lambda codes: _penalty(codes, ops.stop_gradient(dense.kernel), weight)


def wrong_codes_stopped(dense, weight):
    """takes the codes for constants"""
    return lambda codes: _penalty(ops.stop_gradient(codes), dense.kernel, weight)


def wrong_all_stopped(dense, weight):
    """does not train the layer"""
    return lambda codes: ops.stop_gradient(_penalty(codes, dense.kernel, weight))


def wrong_weights_in_every_step(dense, weight):
    """in training"""
    return lambda codes: _penalty(codes, np.asarray(dense.get_weights()[0]), weight)


def wrong_no_weight(dense, weight):
    """The weight is missing"""
    return lambda codes: _penalty(codes, dense.kernel, 1.0)


def wrong_sum(dense, weight):
    """The penalty grows with the batch"""

    def penalty(codes):
        return _penalty(codes, dense.kernel, weight) * ops.cast(ops.shape(codes)[0], codes.dtype)

    return penalty


def wrong_value_returned(dense, weight):
    """Expected a function that turns codes into a penalty"""
    return weight * ops.sum(ops.square(dense.kernel))


def wrong_weight_decay(dense, weight):
    """Expected a penalty of"""
    return lambda codes: weight * ops.sum(ops.square(dense.kernel)) + 0.0 * ops.mean(codes)
