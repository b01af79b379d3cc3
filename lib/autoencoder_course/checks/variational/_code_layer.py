"""A layer whose codes have a mean and a log-variance that training moves, and nothing else."""

import keras
import numpy as np
from keras import ops

from autoencoder_course.checks.common import CheckFailed

RATE = 0.5


class CodeLayer(keras.layers.Layer):
    """Apply a student's function to one mean and one log-variance, the same for every image."""

    def __init__(self, mean, log_variance, function):
        super().__init__()
        self.function = function
        self.noise = keras.random.SeedGenerator(0)
        self.mean, self.log_variance = (
            self.add_weight(shape=values.shape, initializer=keras.initializers.Constant(values))
            for values in (mean, log_variance)
        )

    def call(self, inputs):
        """Return what the function makes of them, for a batch whose size is not known yet."""
        parameters = (inputs * 0.0 + weight for weight in (self.mean, self.log_variance))
        return self.function(*parameters, self.noise)


def trainable(mean, log_variance, function, advice):
    """Make a model of such a layer; fail with some advice where it can't be part of one."""
    inputs = keras.Input(mean.shape)
    try:
        layer = CodeLayer(mean, log_variance, function)
        return keras.Model(inputs, layer(inputs))
    except Exception as error:
        raise CheckFailed(
            f"Your function works on numbers, and stops with {type(error).__name__} where a "
            f"network trains: {advice}"
        ) from None


def step(model, loss, batch):
    """Take a step of gradient descent on the mean of a loss; return how both weights changed."""
    layer = model.layers[-1]
    before = [ops.convert_to_numpy(weight).copy() for weight in (layer.mean, layer.log_variance)]
    model.compile(keras.optimizers.SGD(RATE), lambda _, outputs: ops.mean(loss(outputs)))
    zeros = np.zeros((batch, before[0].size), "float32")
    try:
        model.train_on_batch(zeros, zeros)
    except Exception as error:
        raise CheckFailed(
            f"Training with your function stops with {type(error).__name__}: no gradient comes "
            "through it. Use keras.ops in place of NumPy."
        ) from None
    after = (ops.convert_to_numpy(weight) for weight in (layer.mean, layer.log_variance))
    return [now - then for now, then in zip(after, before, strict=True)]
