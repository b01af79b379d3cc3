"""Answers to `vanilla.autoencoder`; a wrong one's docstring is part of the message it gets."""

import keras
import numpy as np
from keras import layers


def _join(encoder, decoder):
    images = keras.Input(encoder.input_shape[1:])
    return keras.Model(images, decoder(encoder(images)))


def _parts(image_shape, code_size, activation="relu", output_activation="sigmoid"):
    encoder = keras.Sequential(
        [keras.Input(image_shape), layers.Flatten(), layers.Dense(code_size, activation)],
        name="encoder",
    )
    decoder = keras.Sequential(
        [
            keras.Input((code_size,)),
            layers.Dense(int(np.prod(image_shape)), output_activation),
            layers.Reshape(image_shape),
        ],
        name="decoder",
    )
    return encoder, decoder


def right_functional_parts(image_shape, code_size):
    images = keras.Input(image_shape)
    encoder = keras.Model(
        images, layers.Dense(code_size, "relu")(layers.Flatten()(images)), name="encoder"
    )
    codes = keras.Input((code_size,))
    pixels = layers.Dense(int(np.prod(image_shape)), "sigmoid")(codes)
    decoder = keras.Model(codes, layers.Reshape(image_shape)(pixels), name="decoder")
    return keras.Model(images, decoder(encoder(images)))


def right_sequential_of_parts(image_shape, code_size):
    encoder, decoder = _parts(image_shape, code_size)
    return keras.Sequential([keras.Input(image_shape), encoder, decoder])


class _Joined(keras.Model):
    """A model that knows its shapes only once it is called."""

    def __init__(self, encoder, decoder):
        super().__init__()
        self.encoder, self.decoder = encoder, decoder

    def call(self, images):
        return self.decoder(self.encoder(images))


def right_class_of_its_own(image_shape, code_size):
    return _Joined(*_parts(image_shape, code_size))


def right_activations_as_layers_and_reshape_first(image_shape, code_size):
    pixels = int(np.prod(image_shape))
    encoder = keras.Sequential(
        [
            keras.Input(image_shape),
            layers.Reshape((pixels,)),
            layers.Dense(code_size),
            layers.ReLU(),
        ],
        name="encoder",
    )
    decoder = keras.Sequential(
        [
            keras.Input((code_size,)),
            layers.Dense(pixels),
            layers.Reshape(image_shape),
            layers.Activation("sigmoid"),
        ],
        name="decoder",
    )
    return _join(encoder, decoder)


def wrong_no_sigmoid(image_shape, code_size):
    """Expected pixels in [0, 1]"""
    return _join(*_parts(image_shape, code_size, output_activation=None))


def wrong_softmax_pixels(image_shape, code_size):
    """The pixels of every image add up to 1"""
    return _join(*_parts(image_shape, code_size, output_activation="softmax"))


def wrong_relu_pixels(image_shape, code_size):
    """Expected pixels in [0, 1]"""
    return _join(*_parts(image_shape, code_size, output_activation="relu"))


def right_encoder_that_learns_its_input_shape_later(image_shape, code_size):
    encoder = keras.Sequential([layers.Flatten(), layers.Dense(code_size, "relu")], name="encoder")
    _, decoder = _parts(image_shape, code_size)
    images = keras.Input(image_shape)
    return keras.Model(images, decoder(encoder(images)))


def wrong_linear_code(image_shape, code_size):
    """Expected codes from a ReLU"""
    return _join(*_parts(image_shape, code_size, activation=None))


def wrong_sigmoid_code(image_shape, code_size):
    """Expected codes from a ReLU"""
    return _join(*_parts(image_shape, code_size, activation="sigmoid"))


def wrong_parts_without_names(image_shape, code_size):
    """named "encoder\""""
    encoder, decoder = _parts(image_shape, code_size)
    encoder.name, decoder.name = "first", "second"
    return _join(encoder, decoder)


def wrong_code_of_fixed_size(image_shape, code_size):
    """codes of shape (32, 3)"""
    return _join(*_parts(image_shape, 32))


def wrong_image_stays_flat(image_shape, code_size):
    """Expected images of shape"""
    encoder, _ = _parts(image_shape, code_size)
    decoder = keras.Sequential(
        [keras.Input((code_size,)), layers.Dense(int(np.prod(image_shape)), "sigmoid")],
        name="decoder",
    )
    return _join(encoder, decoder)


def wrong_dense_on_the_last_axis(image_shape, code_size):
    """Expected codes of shape"""
    encoder = keras.Sequential(
        [keras.Input(image_shape), layers.Dense(code_size, "relu")], name="encoder"
    )
    decoder = keras.Sequential(
        [keras.Input((*image_shape[:2], code_size)), layers.Dense(image_shape[2], "sigmoid")],
        name="decoder",
    )
    return _join(encoder, decoder)


def wrong_extra_hidden_layer(image_shape, code_size):
    """parameters"""
    _, decoder = _parts(image_shape, code_size)
    encoder = keras.Sequential(
        [
            keras.Input(image_shape),
            layers.Flatten(),
            layers.Dense(64, "relu"),
            layers.Dense(code_size, "relu"),
        ],
        name="encoder",
    )
    return _join(encoder, decoder)


def wrong_encoder_forgotten(image_shape, code_size):
    """Expected the model to be the decoder applied to the encoder's codes"""
    encoder, decoder = _parts(image_shape, code_size)
    images = keras.Input(image_shape)
    fresh = layers.Dense(code_size)(layers.Flatten()(images))
    # The encoder hangs in the model, but its codes are multiplied away.
    return keras.Model(images, decoder(fresh + 0 * encoder(images)))


def wrong_only_the_encoder(image_shape, code_size):
    """part of the model named"""
    return _parts(image_shape, code_size)[0]


def wrong_shape_written_as_a_number(image_shape, code_size):
    """for (4, 4, 2) and 5"""
    return _join(*_parts((6, 5, 1), 3))


def wrong_constant(image_shape, code_size):
    """Expected a keras.Model"""
    return 0.5
