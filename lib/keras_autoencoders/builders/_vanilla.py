"""The simplest autoencoder."""

import math

import keras
from keras import layers

from keras_autoencoders import argument_checks
from keras_autoencoders.builders._shared import CHANNELS_LAST, initializer_for_each_layer, join


def vanilla(
    input_shape,
    code_size,
    *,
    activation="relu",
    output_activation="sigmoid",
    kernel_initializer="glorot_uniform",
):
    """Build the simplest autoencoder: one dense layer to the code, one back to the pixels.

    Args:
        input_shape: (height, width, channels) of one image.
        code_size: Number of units in the code, a positive integer.
        activation: Activation of the code; anything that `keras.layers.Dense` takes.
            `None` gives a linear code.
        output_activation: Activation of the pixels. `"sigmoid"` keeps them in (0, 1).
        kernel_initializer: How both weight matrices start: a name, or an object of
            `keras.initializers`, of which each layer gets a copy of its own.

    Returns:
        An uncompiled `keras.Model` from images (n, height, width, channels) to images of
        the same shape, with sub-models `encoder` (images to codes (n, code_size)) and
        `decoder` (codes to images).

    Raises:
        ValueError: if `input_shape` is not three positive integers, or `code_size` is not
            a positive integer.

    Source: Kharagpur recipe 12 (784-100-784 with ReLU at both layers).
    """
    input_shape = argument_checks.image_shape("input_shape", input_shape)
    code_size = argument_checks.positive_integer("code_size", code_size)
    start = {"kernel_initializer": initializer_for_each_layer(kernel_initializer)}
    encoder = keras.Sequential(
        [
            keras.Input(input_shape),
            layers.Flatten(**CHANNELS_LAST),
            layers.Dense(code_size, activation=activation, name="code", **start),
        ],
        name="encoder",
    )
    decoder = keras.Sequential(
        [
            keras.Input((code_size,)),
            layers.Dense(
                math.prod(input_shape), activation=output_activation, name="pixels", **start
            ),
            layers.Reshape(input_shape),
        ],
        name="decoder",
    )
    return join(encoder, decoder, name="vanilla")
