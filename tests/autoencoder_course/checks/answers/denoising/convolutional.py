"""Answers to `denoising.convolutional`; a wrong one's docstring is part of its message."""

import keras
import numpy as np
from keras import layers

from keras_autoencoders import builders


def _down(filters, activation="relu", strides=2):
    same = {"kernel_size": 3, "padding": "same", "strides": strides}
    return [layers.Conv2D(count, **same, activation=activation) for count in filters]


def _up(filters, channels, activation="relu", last="sigmoid"):
    same = {"kernel_size": 3, "padding": "same", "strides": 2}
    hidden = [
        layers.Conv2DTranspose(count, **same, activation=activation)
        for count in reversed(filters[:-1])
    ]
    return [*hidden, layers.Conv2DTranspose(channels, **same, activation=last)]


def _parts(image_shape, filters, down=None, up=None):
    encoder = keras.Sequential(
        [keras.Input(image_shape), *(down or _down(filters))], name="encoder"
    )
    codes = keras.Input(encoder.output_shape[1:])
    decoder = keras.Sequential([codes, *(up or _up(filters, image_shape[-1]))], name="decoder")
    return encoder, decoder


def _join(image_shape, noise, encoder, decoder):
    images = keras.Input(image_shape)
    return keras.Model(images, decoder(encoder(noise(images))))


def right_transposed_convolutions(image_shape, filters, noise):
    return _join(image_shape, noise, *_parts(image_shape, filters))


def right_sequential_of_parts(image_shape, filters, noise):
    return keras.Sequential([keras.Input(image_shape), noise, *_parts(image_shape, filters)])


def right_pooling_and_upsampling(image_shape, filters, noise):
    down, up = [], []
    for count in filters:
        down += [layers.Conv2D(count, 3, padding="same"), layers.ReLU(), layers.MaxPooling2D()]
    for count in [*reversed(filters[:-1])]:
        up += [layers.UpSampling2D(), layers.Conv2D(count, 3, padding="same", activation="relu")]
    up += [layers.UpSampling2D(), layers.Conv2D(image_shape[-1], 3, padding="same")]
    up += [layers.Activation("sigmoid")]
    return _join(image_shape, noise, *_parts(image_shape, filters, down, up))


def right_from_the_library(image_shape, filters, noise):
    return builders.denoising(image_shape, corruption=noise, filters=filters)


def right_noise_within_the_encoder(image_shape, filters, noise):
    return keras.Sequential(
        [keras.Input(image_shape), *_parts(image_shape, filters, [noise, *_down(filters)])]
    )


def wrong_noise_forgotten(image_shape, filters, noise):
    """does nothing in training"""
    return keras.Sequential([keras.Input(image_shape), *_parts(image_shape, filters)])


def wrong_noise_on_the_answer(image_shape, filters, noise):
    """The layer `noise` is not the first one"""
    return keras.Sequential([keras.Input(image_shape), *_parts(image_shape, filters), noise])


def wrong_noise_on_the_code(image_shape, filters, noise):
    """The layer `noise` is not the first one"""
    encoder, decoder = _parts(image_shape, filters)
    return keras.Sequential([keras.Input(image_shape), encoder, noise, decoder])


def wrong_noise_outside_training_too(image_shape, filters, noise):
    """outside training too"""
    always = layers.Lambda(lambda images: noise(images, training=True))
    return _join(image_shape, always, *_parts(image_shape, filters))


def wrong_no_sigmoid(image_shape, filters, noise):
    """Expected pixels in [0, 1]"""
    up = _up(filters, image_shape[-1], last=None)
    return _join(image_shape, noise, *_parts(image_shape, filters, up=up))


def wrong_linear_code(image_shape, filters, noise):
    """Expected codes from a ReLU"""
    down = _down(filters, activation=None)
    return _join(image_shape, noise, *_parts(image_shape, filters, down))


def wrong_linear_decoder(image_shape, filters, noise):
    """give its hidden layers a ReLU"""
    up = _up(filters, image_shape[-1], activation=None)
    return _join(image_shape, noise, *_parts(image_shape, filters, up=up))


def wrong_image_not_halved(image_shape, filters, noise):
    """Expected codes of shape"""
    same = {"kernel_size": 3, "padding": "same"}
    up = [layers.Conv2D(image_shape[-1], **same, activation="sigmoid")]
    return _join(image_shape, noise, *_parts(image_shape, filters, _down(filters, strides=1), up))


def wrong_not_doubled_back(image_shape, filters, noise):
    """Expected images of shape"""
    up = [layers.Conv2D(image_shape[-1], 3, padding="same", activation="sigmoid")]
    return _join(image_shape, noise, *_parts(image_shape, filters, up=up))


def wrong_no_padding(image_shape, filters, noise):
    """Expected codes of shape"""
    down = [layers.Conv2D(count, 3, strides=2, activation="relu") for count in filters]
    return _join(image_shape, noise, *_parts(image_shape, filters, down))


def wrong_filters_of_its_own(image_shape, filters, noise):
    """Expected codes of shape"""
    return right_transposed_convolutions(image_shape, [8, 8], noise)


def wrong_filters_backwards(image_shape, filters, noise):
    """Expected codes of shape"""
    return right_transposed_convolutions(image_shape, filters[::-1], noise)


def wrong_one_channel_only(image_shape, filters, noise):
    """Expected images of shape (9, 16, 20, 3)"""
    return _join(image_shape, noise, *_parts(image_shape, filters, up=_up(filters, 1)))


def wrong_dense_code(image_shape, filters, noise):
    """use convolutions only"""
    code = (*(side >> len(filters) for side in image_shape[:2]), filters[-1])
    dense = layers.Dense(int(np.prod(code)), "relu")
    down = [*_down(filters), layers.Flatten(), dense, layers.Reshape(code)]
    return _join(image_shape, noise, *_parts(image_shape, filters, down))


def wrong_parts_without_names(image_shape, filters, noise):
    """named "encoder\""""
    return keras.Sequential(
        [keras.Input(image_shape), noise, *_down(filters), *_up(filters, image_shape[-1])]
    )


def wrong_parts_returned(image_shape, filters, noise):
    """Expected a keras.Model"""
    return _parts(image_shape, filters)
