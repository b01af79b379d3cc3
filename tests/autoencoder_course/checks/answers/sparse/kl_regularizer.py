"""Answers to `sparse.kl_regularizer`; a wrong one's docstring is part of the message it gets."""

import keras
import numpy as np
from keras import ops

from keras_autoencoders import regularizers


def _means(codes, axis=0):
    return ops.clip(ops.mean(codes, axis=axis), 1e-7, 1 - 1e-7)


def _terms(target, means):
    return target * ops.log(target / means) + (1 - target) * ops.log((1 - target) / (1 - means))


def _divergence(codes, target):
    return ops.sum(_terms(target, _means(codes)))


def _count(codes):
    return ops.cast(ops.shape(codes)[0], codes.dtype)


class _KL(keras.regularizers.Regularizer):
    """The right answer; `divergence` and `get_config` may be replaced."""

    def __init__(self, target, weight):
        self.target, self.weight = target, weight

    def divergence(self, codes, target):
        return _divergence(codes, target)

    def __call__(self, codes):
        return self.weight * self.divergence(codes, self.target) * _count(codes)

    def get_config(self):
        return {"target": self.target, "weight": self.weight}


def _with(divergence):
    """Return a class with another divergence."""

    class Changed(_KL):
        pass

    Changed.divergence = lambda self, codes, target: divergence(codes, target)
    return Changed


def _calling(value):
    """Return a class whose call is another function of (regularizer, codes)."""

    class Changed(_KL):
        pass

    Changed.__call__ = lambda self, codes: value(self, codes)
    return Changed


def _configured(config):
    """Return a class whose `get_config` is another function of the regularizer."""

    class Changed(_KL):
        pass

    Changed.get_config = lambda self: config(self)
    return Changed


def right_as_in_the_formula(target, weight):
    return _KL(target, weight)


def right_differences_of_logarithms_and_a_small_number(target, weight):
    def divergence(codes, target):
        means = ops.divide(ops.sum(codes, axis=0), ops.shape(codes)[0])
        tiny = keras.config.epsilon()
        active = target * (np.log(target) - ops.log(means + tiny))
        silent = (1 - target) * (np.log(1 - target) - ops.log(1 + tiny - means))
        return ops.sum(active + silent)

    return _with(divergence)(target, weight)


def right_cross_entropy_less_entropy(target, weight):
    def divergence(codes, target):
        means = _means(codes)
        wanted = target * ops.ones_like(means)
        cross = ops.sum(ops.binary_crossentropy(wanted, means))
        return cross - ops.sum(ops.binary_crossentropy(wanted, wanted))

    return _with(divergence)(target, weight)


def right_other_names(target, weight):
    class Other(_KL):
        def __init__(self, rho, beta):
            super().__init__(rho, beta)

        def get_config(self):
            return {"rho": self.target, "beta": self.weight}

    return Other(target, weight)


def right_from_the_library(target, weight):
    return regularizers.KLSparsity(target, weight)


def wrong_not_multiplied(target, weight):
    """multiply by the batch size first"""
    return _calling(lambda self, codes: self.weight * _divergence(codes, self.target))(
        target, weight
    )


def wrong_not_multiplied_and_averaged_over_units(target, weight):
    """sum over them"""
    return _calling(lambda self, codes: self.weight * ops.mean(_terms(self.target, _means(codes))))(
        target, weight
    )


def wrong_multiplied_by_units(target, weight):
    """multiply by the number of images"""
    return _calling(
        lambda self, codes: self.weight * _divergence(codes, self.target) * codes.shape[1]
    )(target, weight)


def wrong_weight_forgotten(target, weight):
    """The weight is missing"""
    return _calling(lambda self, codes: _divergence(codes, self.target) * _count(codes))(
        target, weight
    )


def wrong_averaged_over_units(target, weight):
    """sum over them"""
    return _with(lambda codes, target: ops.mean(_terms(target, _means(codes))))(target, weight)


def wrong_not_summed(target, weight):
    """Expected the penalty to be one number"""
    return _with(lambda codes, target: _terms(target, _means(codes)))(target, weight)


def wrong_axis(target, weight):
    """average over the batch, axis 0"""
    return _with(lambda codes, target: ops.sum(_terms(target, _means(codes, axis=1))))(
        target, weight
    )


def wrong_one_mean_for_all(target, weight):
    """average over the batch only"""
    return _with(lambda codes, target: ops.sum(_terms(target, _means(codes, axis=None))))(
        target, weight
    )


def wrong_divergence_of_each_activity(target, weight):
    """take the mean activity first"""
    return _with(
        lambda codes, target: ops.sum(
            ops.mean(_terms(target, ops.clip(codes, 1e-7, 1 - 1e-7)), axis=0)
        )
    )(target, weight)


def wrong_other_way_round(target, weight):
    """The two distributions are exchanged"""

    def divergence(codes, target):
        means = _means(codes)
        return ops.sum(
            means * ops.log(means / target) + (1 - means) * ops.log((1 - means) / (1 - target))
        )

    return _with(divergence)(target, weight)


def wrong_second_term_forgotten(target, weight):
    """Only the first of the two terms"""
    return _with(lambda codes, target: ops.sum(target * ops.log(target / _means(codes))))(
        target, weight
    )


def wrong_keras_divergence_over_the_units(target, weight):
    """Only the first of the two terms"""

    def divergence(codes, target):
        means = _means(codes)
        return keras.losses.kl_divergence(target * ops.ones_like(means), means)

    return _with(divergence)(target, weight)


def wrong_sign(target, weight):
    """wrong sign"""
    return _with(lambda codes, target: -_divergence(codes, target))(target, weight)


def wrong_base_of_the_logarithm(target, weight):
    """base 2"""
    return _with(lambda codes, target: _divergence(codes, target) / np.log(2))(target, weight)


def wrong_target_as_a_number(target, weight):
    """for a target of 0.4"""
    return _with(lambda codes, target: _divergence(codes, 0.05))(target, weight)


def wrong_squared_distance(target, weight):
    """for a target of 0.05"""
    return _with(lambda codes, target: ops.sum(ops.square(_means(codes) - target)))(target, weight)


def wrong_not_clipped(target, weight):
    """clip the means"""
    return _with(lambda codes, target: ops.sum(_terms(target, ops.mean(codes, axis=0))))(
        target, weight
    )


def wrong_numpy(target, weight):
    """in place of NumPy"""

    def divergence(codes, target):
        means = np.clip(np.mean(np.asarray(codes), axis=0), 1e-7, 1 - 1e-7)
        return np.sum(
            target * np.log(target / means) + (1 - target) * np.log((1 - target) / (1 - means))
        )

    return _with(divergence)(target, weight)


def wrong_batch_size_from_python(target, weight):
    """ops.shape(codes)[0]"""
    return _calling(
        lambda self, codes: self.weight * _divergence(codes, self.target) * codes.shape[0]
    )(target, weight)


def wrong_no_config(target, weight):
    """`get_config` is missing"""

    class NoConfig(keras.regularizers.Regularizer):
        def __init__(self, target, weight):
            self.target, self.weight = target, weight

        __call__ = _KL.__call__
        divergence = _KL.divergence

    return NoConfig(target, weight)


def wrong_config_without_the_weight(target, weight):
    """give back what `__init__` takes"""
    return _configured(lambda self: {"target": self.target})(target, weight)


def wrong_config_with_other_names(target, weight):
    """give back what `__init__` takes"""
    return _configured(lambda self: {"rho": self.target, "weight": self.weight})(target, weight)


def wrong_config_is_a_tuple(target, weight):
    """Expected `get_config` to return a dict"""
    return _configured(lambda self: (self.target, self.weight))(target, weight)


def wrong_config_with_fixed_values(target, weight):
    """are not those of the regularizer"""
    return _configured(lambda self: {"target": 0.05, "weight": 0.003})(target, weight)


def wrong_config_with_a_tensor(target, weight):
    """Expected plain numbers"""
    return _configured(
        lambda self: {"target": ops.convert_to_tensor(self.target), "weight": self.weight}
    )(target, weight)


def wrong_plain_function(target, weight):
    """Expected a keras.regularizers.Regularizer"""
    return lambda codes: weight * _divergence(codes, target) * _count(codes)


def wrong_constant(target, weight):
    """for a target of 0.05"""
    return _calling(lambda self, codes: 0.0)(target, weight)


def wrong_words(target, weight):
    """made of numbers"""
    return _calling(lambda self, codes: "sparse")(target, weight)
