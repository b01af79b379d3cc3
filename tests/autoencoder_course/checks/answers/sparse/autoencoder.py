"""Answers to `sparse.autoencoder`; a wrong one's docstring is part of the message it gets."""

import keras
import numpy as np
from keras import layers, ops
from keras.regularizers import L1, L2

from keras_autoencoders import builders


def _build(image_shape, units, after=(), activation="relu", pixels=None, **options):
    encoder = keras.Sequential(
        [
            keras.Input(image_shape),
            layers.Flatten(),
            layers.Dense(units, activation=activation, **options),
            *after,
        ],
        name="encoder",
    )
    decoder = keras.Sequential(
        [
            keras.Input((units,)),
            layers.Dense(int(np.prod(image_shape)), activation="sigmoid", **(pixels or {})),
            layers.Reshape(image_shape),
        ],
        name="decoder",
    )
    images = keras.Input(image_shape)
    return keras.Model(images, decoder(encoder(images)))


class _Adds(layers.Layer):
    """Add `penalty(codes)` to the loss."""

    def __init__(self, penalty):
        super().__init__()
        self.penalty = penalty

    def call(self, codes):
        self.add_loss(self.penalty(codes))
        return codes


def right_l1(image_shape, units, weight):
    return _build(image_shape, units, activity_regularizer=L1(weight))


def right_l1_l2_by_name(image_shape, units, weight):
    return _build(image_shape, units, activity_regularizer=keras.regularizers.L1L2(l1=weight))


def right_layer_of_its_own(image_shape, units, weight):
    return _build(image_shape, units, after=[layers.ActivityRegularization(l1=weight)])


def right_from_the_library(image_shape, units, weight):
    return builders.sparse(image_shape, units, L1(weight), activation="relu")


def wrong_no_penalty(image_shape, units, weight):
    """Nothing is added to the loss"""
    return _build(image_shape, units)


def wrong_kernel_regularizer(image_shape, units, weight):
    """on the encoder's weights"""
    return _build(image_shape, units, kernel_regularizer=L1(weight))


def wrong_kernel_regularizer_of_the_decoder(image_shape, units, weight):
    """on the decoder's weights"""
    return _build(image_shape, units, pixels={"kernel_regularizer": L1(weight)})


def wrong_both_kernels(image_shape, units, weight):
    """on each layer's weights"""
    penalty = {"kernel_regularizer": L1(weight)}
    return _build(image_shape, units, pixels=penalty, **penalty)


def wrong_weights_and_code(image_shape, units, weight):
    """on the weights and on the code"""
    penalty = L1(weight)
    return _build(image_shape, units, activity_regularizer=penalty, kernel_regularizer=penalty)


def wrong_pixels(image_shape, units, weight):
    """on the pixels that the decoder puts out"""
    return _build(image_shape, units, pixels={"activity_regularizer": L1(weight)})


def wrong_code_and_pixels(image_shape, units, weight):
    """on the code and on the pixels"""
    penalty = {"activity_regularizer": L1(weight)}
    return _build(image_shape, units, pixels=penalty, **penalty)


def wrong_squares(image_shape, units, weight):
    """(L2)"""
    return _build(image_shape, units, activity_regularizer=L2(weight))


def wrong_before_the_relu(image_shape, units, weight):
    """before its ReLU"""
    return _build(
        image_shape,
        units,
        after=[layers.ReLU()],
        activation=None,
        activity_regularizer=L1(weight),
    )


def wrong_sum_over_the_batch(image_shape, units, weight):
    """a sum over the batch"""
    return _build(image_shape, units, after=[_Adds(L1(weight))])


def wrong_divided_twice(image_shape, units, weight):
    """divided by the batch size twice"""

    def penalty(codes):
        return weight * ops.mean(ops.sum(ops.abs(codes), axis=1))

    return _build(image_shape, units, activity_regularizer=penalty)


def wrong_mean_over_units(image_shape, units, weight):
    """averaged over the units"""
    penalty = _Adds(lambda codes: weight * ops.mean(ops.abs(codes)))
    return _build(image_shape, units, after=[penalty])


def wrong_twice(image_shape, units, weight):
    """there twice"""
    after = [layers.ActivityRegularization(l1=weight)]
    return _build(image_shape, units, after=after, activity_regularizer=L1(weight))


def wrong_default_weight(image_shape, units, weight):
    """Keras's weight of 0.01"""
    return _build(image_shape, units, activity_regularizer="l1")


def wrong_weight_as_a_number(image_shape, units, weight):
    """Expected 0.0"""
    return _build(image_shape, units, activity_regularizer=L1(3e-4))


def wrong_weight_of_one(image_shape, units, weight):
    """has no weight"""
    return _build(image_shape, units, activity_regularizer=L1(1.0))


def wrong_sigmoid(image_shape, units, weight):
    """Expected codes from a ReLU"""
    return _build(image_shape, units, activation="sigmoid", activity_regularizer=L1(weight))


def wrong_number_of_units(image_shape, units, weight):
    """parameters, one dense layer each way"""
    return _build(image_shape, 100, activity_regularizer=L1(weight))


def wrong_hidden_layer(image_shape, units, weight):
    """parameters, one dense layer each way"""
    return builders.stacked(image_shape, [20], units)


def wrong_no_parts(image_shape, units, weight):
    """a part of the model named"""
    model = right_l1(image_shape, units, weight)
    first, second = (model.get_layer(name) for name in ("encoder", "decoder"))
    return keras.Sequential([keras.Input(image_shape), *first.layers, *second.layers])


def wrong_returns_parts(image_shape, units, weight):
    """Expected a keras.Model"""
    model = right_l1(image_shape, units, weight)
    return model.get_layer("encoder"), model.get_layer("decoder")
