"""Answers to `convolutional.mended`; a wrong one's docstring is part of the message it gets."""

import keras
import numpy as np
from keras import layers

from keras_autoencoders import builders


def _small():
    return keras.initializers.RandomNormal(stddev=0.01)


def _train(images, epochs, optimizer=None, target=None, loss="mse", **options):
    """Train the network with one part of it exchanged."""
    model = builders.convolutional(images.shape[1:], [16, 32], 64, **options)
    optimizer = optimizer or keras.optimizers.Adam(2e-3)
    model.compile(optimizer, loss=loss)
    target = images if target is None else target
    model.optimizer.build(model.trainable_variables)  # else TensorFlow traces the training twice
    model.fit(images, target, batch_size=64, epochs=epochs, verbose=0)
    return model


def _train_a_little(images, model):
    # Eagerly: to trace a model takes longer than a few steps.
    model.compile("sgd", "mse", run_eagerly=True)
    model.fit(images[:128], images[:128], batch_size=64, epochs=1, verbose=0)
    return model


def right_relu_and_adam(images, epochs):
    return _train(images, epochs)


def right_gelu_he_and_cross_entropy(images, epochs):
    return _train(
        images,
        epochs,
        loss="binary_crossentropy",
        activation="gelu",
        kernel_initializer="he_normal",
    )


def right_momentum(images, epochs):
    optimizer = keras.optimizers.SGD(0.5, momentum=0.9)
    return _train(images, epochs, optimizer, activation="elu", kernel_initializer="he_uniform")


def wrong_only_the_optimiser(images, epochs):
    """still the same image for all"""
    return _train(images, epochs, activation="sigmoid", kernel_initializer=_small())


def wrong_only_the_weights(images, epochs):
    """still the same image for all"""
    return _train(images, epochs, keras.optimizers.SGD(0.01), activation="sigmoid")


def wrong_only_the_activations(images, epochs):
    """still the same image for all"""
    return _train(images, epochs, keras.optimizers.SGD(0.01), kernel_initializer=_small())


def wrong_weights_and_activations_but_small_steps(images, epochs):
    """print what each layer does"""
    return _train(images, epochs, keras.optimizers.SGD(0.001))


def wrong_zeros_to_start_with(images, epochs):
    """still the same image for all"""
    sizes = [16, 32], 64
    model = builders.convolutional(images.shape[1:], *sizes, kernel_initializer="zeros")
    return _train_a_little(images, model)


def wrong_steps_too_large(images, epochs):
    """still the same image for all"""
    return _train(images, epochs, keras.optimizers.Adam(1.0))


def wrong_linear_output(images, epochs):
    """Expected pixels in [0, 1]"""
    sizes = [16, 32], 64
    model = builders.convolutional(images.shape[1:], *sizes, output_activation="linear")
    return _train_a_little(images, model)


def wrong_pixels_to_255(images, epochs):
    """Are the images themselves, in [0, 1], the target"""
    return _train(255 * images, epochs)


def wrong_mean_image_as_target(images, epochs):
    """still the same image for all"""
    return _train(images, epochs, target=np.broadcast_to(images.mean(axis=0), images.shape))


def wrong_images_out_of_order(images, epochs):
    """Are the images themselves, in [0, 1], the target"""
    return _train(images, epochs, target=images[:, ::-1, ::-1])


def wrong_larger_network(images, epochs):
    """Expected the layer sizes of the grey network"""
    return _train_a_little(images, builders.convolutional(images.shape[1:], [64, 64], 128))


def wrong_dense_network(images, epochs):
    """Expected the layer sizes of the grey network"""
    return _train_a_little(images, builders.vanilla(images.shape[1:], 64))


def wrong_not_trained(images, epochs):
    """still the same image for all"""
    return builders.convolutional(images.shape[1:], [16, 32], 64)


def wrong_history(images, epochs):
    """Expected a keras.Model"""
    model = keras.Sequential([keras.Input(images.shape[1:]), layers.Dense(3)])
    model.compile("sgd", "mse")
    return model.fit(images[:10], images[:10], epochs=1, verbose=0)


def wrong_decoder_alone(images, epochs):
    """it cannot"""
    return builders.convolutional(images.shape[1:], [16, 32], 64).get_layer("decoder")
