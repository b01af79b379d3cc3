"""A sigmoid layer whose penalty is a student's, and what one step on it alone does."""

import keras
import numpy as np
from keras import ops

from autoencoder_course.checks.common import CheckFailed, expect
from autoencoder_course.checks.contractive._sigmoid_jacobian import sigmoid

RATE = 0.5


class _Adds(keras.layers.Layer):
    """A sigmoid layer that adds a student's penalty to the loss."""

    def __init__(self, dense, penalty):
        super().__init__()
        self.dense, self.penalty = dense, penalty

    def call(self, inputs):
        codes = self.dense(inputs)
        self.add_loss(self.penalty(codes))
        return codes

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.dense.units)


def sigmoid_layer(pixels, units, seed):
    """Make a sigmoid layer with weights of a trained one."""
    generator = np.random.default_rng(seed)
    dense = keras.layers.Dense(units, "sigmoid")
    dense.build((None, pixels))
    dense.set_weights([generator.normal(0, 0.8, (pixels, units)), generator.normal(0, 0.7, units)])
    return dense


def arrays(dense, images):
    """Return images, kernel and codes of a layer in float64."""
    kernel, bias = (weight.astype("float64") for weight in dense.get_weights())
    images = images.astype("float64")
    return images, kernel, sigmoid(images @ kernel + bias)


def squared_norms(kernel, codes):
    """Return the squared norm of the layer's Jacobian at each image."""
    return np.square(codes * (1 - codes)) @ np.square(kernel).sum(axis=0)


def gradients(images, kernel, codes):
    """Return the penalty's gradient by the kernel, in two parts: by the codes, by the norms."""
    slopes = codes * (1 - codes)
    squares = np.square(kernel).sum(axis=0)
    by_codes = 2 * slopes**2 * (1 - 2 * codes) * squares
    return images.T @ by_codes / len(images), 2 * kernel * np.square(slopes).mean(axis=0)


def step(dense, penalty, images):
    """Take a step of gradient descent on a penalty alone; return how the kernel has changed."""
    inputs = keras.Input((images.shape[1],))
    model = keras.Model(inputs, _Adds(dense, penalty)(inputs))
    before = dense.get_weights()[0]
    model.compile(keras.optimizers.SGD(RATE), lambda _, codes: 0.0 * ops.mean(codes))
    try:
        model.train_on_batch(images, np.zeros((len(images), dense.units), "float32"))
    except Exception as error:
        raise CheckFailed(
            f"The penalty stops in training with {type(error).__name__}: use keras.ops in place of "
            "NumPy, for in training the codes are not numbers yet."
        ) from None
    change = dense.get_weights()[0] - before
    expect(np.any(change), "The penalty does not train the layer: no gradient reaches its kernel.")
    return change
