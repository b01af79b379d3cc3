"""Answers to `denoising.beat_linear_map`; a wrong docstring is part of its message."""

import keras
import numpy as np
from keras import layers

from autoencoder_course import metrics
from keras_autoencoders import builders, corruption
from keras_autoencoders.layers import Corruption

FILTERS = [16, 16]  # enough for a denoiser, if not for one in a single epoch


def _convolutional(shape, noise, filters=FILTERS, **options):
    return builders.denoising(shape, corruption=noise, filters=filters, **options)


def _fit(model, inputs, target, epochs, optimizer=None, loss="binary_crossentropy"):
    optimizer = optimizer or keras.optimizers.Adam(3e-3)
    model.compile(optimizer, loss)
    model.optimizer.build(model.trainable_variables)  # else TensorFlow traces the training twice
    model.fit(inputs, target, batch_size=64, epochs=epochs, verbose=0)
    return model


def _train(data, stddev, epochs, filters=FILTERS):
    images = data.train.images
    model = _convolutional(images.shape[1:], Corruption("gaussian", stddev), filters)
    return _fit(model, images, images, epochs)


def right_from_the_library(data, stddev, epochs):
    return _train(data, stddev, epochs, filters=[32])


def right_noise_made_once_and_no_code(data, stddev, epochs):
    images = data.train.images
    noisy = corruption.add_gaussian_noise(images, stddev, seed=3)
    convolution = {"kernel_size": 3, "padding": "same"}
    model = keras.Sequential(
        [
            keras.Input(images.shape[1:]),
            layers.Conv2D(16, **convolution, activation="relu"),
            layers.Conv2D(16, **convolution, activation="relu"),
            layers.Conv2D(1, **convolution, activation="sigmoid"),
        ]
    )
    return _fit(model, noisy, images, epochs)


def right_linear_output_and_squared_error(data, stddev, epochs):
    images = data.train.images
    noise = Corruption("gaussian", stddev)
    model = _convolutional(images.shape[1:], noise, [32], output_activation="linear")
    trained = _fit(model, images, images, epochs, loss="mse")
    return lambda noisy: np.clip(trained.predict(noisy, verbose=0), 0, 1)


def wrong_linear_map_itself(data, stddev, epochs):
    """more than the best linear map"""
    images = data.train.images
    noisy = corruption.add_gaussian_noise(images, stddev, seed=3)
    return metrics.fit_linear_map(noisy, images)


def wrong_images_as_they_were(data, stddev, epochs):
    """the model removes no noise"""
    return lambda noisy: noisy


def wrong_no_noise_in_training(data, stddev, epochs):
    """Which images go in"""
    images = data.train.images
    model = builders.convolutional(images.shape[1:], FILTERS)
    return _fit(model, images, images, epochs)


def wrong_noisy_target(data, stddev, epochs):
    """more than the best linear map"""
    noisy = corruption.add_gaussian_noise(data.train.images, stddev, seed=3)
    return _fit(builders.convolutional(noisy.shape[1:], FILTERS), noisy, noisy, epochs)


def wrong_trained_on_test(data, stddev, epochs):
    """the model removes no noise"""
    images = data.test.images
    model = _convolutional(images.shape[1:], Corruption("gaussian", stddev))
    return _fit(model, images, images, epochs)


def wrong_gone_black(data, stddev, epochs):
    """it has collapsed"""
    return lambda noisy: np.full_like(noisy, 0.02)


def wrong_not_trained(data, stddev, epochs):
    """the model removes no noise"""
    return _convolutional(data.train.images.shape[1:], Corruption("gaussian", stddev))


def wrong_one_epoch(data, stddev, epochs):
    """more than the best linear map"""
    return _train(data, stddev, 1, filters=[32, 32])


def wrong_noise_that_is_too_weak(data, stddev, epochs):
    """the model removes no noise"""
    return _train(data, 0.03, epochs)


def wrong_noise_outside_training_too(data, stddev, epochs):
    """noise belongs into training only"""
    trained = _train(data, stddev, 1)
    noise = Corruption("gaussian", stddev)
    return lambda noisy: trained(noise(noisy, training=True))


def wrong_history_returned(data, stddev, epochs):
    """to be a model or a function"""
    images = data.train.images
    model = builders.vanilla(images.shape[1:], 4)
    model.compile("adam", "mse", run_eagerly=True)
    return model.fit(images, images, batch_size=1000, epochs=1, verbose=0)


def wrong_shape_of_the_digits(data, stddev, epochs):
    """but it stops with"""
    return builders.vanilla((28, 28, 1), 4)
