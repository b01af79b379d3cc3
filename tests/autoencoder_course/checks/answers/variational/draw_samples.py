"""Answers to `variational.draw_samples`; a wrong docstring is part of its message."""

import keras
import numpy as np


def right_predict(decoder, code_size, count, seed):
    codes = np.random.default_rng(seed).standard_normal((count, code_size))
    return decoder.predict(codes, verbose=0)


def right_called(decoder, code_size, count, seed):
    return decoder(keras.random.normal((count, code_size), seed=seed))


def right_in_parts(decoder, code_size, count, seed):
    codes = np.random.default_rng(seed).normal(size=(count, code_size)).astype("float32")
    parts = [decoder.predict(part, batch_size=100) for part in np.array_split(codes, 7)]
    return np.concatenate(parts)


def wrong_uniform(decoder, code_size, count, seed):
    """that of the prior is 0"""
    return decoder.predict(np.random.default_rng(seed).random((count, code_size)))


def wrong_uniform_around_0(decoder, code_size, count, seed):
    """that of the prior is 1"""
    return decoder.predict(np.random.default_rng(seed).uniform(-1, 1, (count, code_size)))


def wrong_no_seed(decoder, code_size, count, seed):
    """The same seed gives other samples"""
    return right_predict(decoder, code_size, count, None)


def wrong_codes_returned(decoder, code_size, count, seed):
    """The decoder was never called"""
    return np.random.default_rng(seed).standard_normal((count, code_size))


def wrong_fixed_seed(decoder, code_size, count, seed):
    """Another seed gives the same samples"""
    return right_predict(decoder, code_size, count, 0)


def wrong_mean_code(decoder, code_size, count, seed):
    """All codes are the same"""
    return decoder.predict(np.zeros((count, code_size)))


def wrong_one_draw_for_all(decoder, code_size, count, seed):
    """All codes are the same"""
    codes = np.random.default_rng(seed).standard_normal((1, code_size))
    return decoder.predict(np.repeat(codes, count, axis=0))


def wrong_one_draw_for_all_units(decoder, code_size, count, seed):
    """every unit has its own"""
    codes = np.random.default_rng(seed).standard_normal((count, 1))
    return decoder.predict(np.repeat(codes, code_size, axis=1))


def wrong_signs(decoder, code_size, count, seed):
    """but they are not normal"""
    return decoder.predict(np.random.default_rng(seed).choice([-1.0, 1.0], (count, code_size)))


def wrong_uniform_of_variance_1(decoder, code_size, count, seed):
    """but they are not normal"""
    edge = np.sqrt(3)
    return decoder.predict(np.random.default_rng(seed).uniform(-edge, edge, (count, code_size)))


def wrong_transposed(decoder, code_size, count, seed):
    """to be given codes of shape"""
    return decoder.predict(np.random.default_rng(seed).standard_normal((code_size, count)))


def wrong_fewer(decoder, code_size, count, seed):
    """Received: 10"""
    return right_predict(decoder, code_size, 10, seed)


def wrong_threshold(decoder, code_size, count, seed):
    """the images that the decoder returns, as they are"""
    return right_predict(decoder, code_size, count, seed) > 0.5
