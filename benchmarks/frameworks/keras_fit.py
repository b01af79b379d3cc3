"""The course's own way: its builders, Keras's `compile` and `fit`, and batches cut once."""

import time

import keras
import numpy as np

from benchmarks.frameworks.outcome import Trained
from benchmarks.frameworks.trainings import ADAM_EPSILON, Optimizer, Training
from benchmarks.frameworks.weights import initial_kernels
from keras_autoencoders import builders
from keras_autoencoders.training import fixed_order, steps_per_execution


def train(training: Training, images: np.ndarray, batch: int, epochs: int) -> Trained:
    """Train a network on the Keras backend that this process was started with.

    Args:
        training: The network and its optimiser.
        images: float32, (n, height, width, channels); used in this order.
        batch: Images in a batch.
        epochs: Epochs timed after the first.

    Returns:
        The first epoch's loss and the seconds of the others, each from the end of the epoch
        before it: what `fit` does between two epochs counts too.
    """
    model = compiled(training, images, batch)
    clock = Clock()
    history = model.fit(
        fixed_order(images, images, batch),
        epochs=1 + epochs,
        shuffle=False,
        verbose=0,
        callbacks=[clock],
    ).history
    return Trained(float(history["loss"][0]), list(map(float, clock.seconds()[1:])))


def compiled(training: Training, images: np.ndarray, batch: int) -> keras.Model:
    """Build the network with the common initial weights, ready for `fit`.

    Args:
        training: The network and its optimiser.
        images: What it will be trained on.
        batch: Images in a batch.

    Returns:
        The model.
    """
    model = _network(training)
    pairs = [
        (kernel, np.zeros(kernel.shape[-1], np.float32)) for kernel in initial_kernels(training)
    ]
    model.set_weights([array for pair in pairs for array in pair])
    model.compile(
        _optimizer(training.optimizer),
        "mse",
        steps_per_execution=steps_per_execution(images, batch),
    )
    return model


class Clock(keras.callbacks.Callback):
    """Notes when training begins and when each epoch ends."""

    def on_train_begin(self, logs=None):
        """Start anew."""
        self._times = [time.perf_counter()]

    def on_epoch_end(self, epoch, logs=None):
        """Note the time."""
        self._times.append(time.perf_counter())

    def seconds(self) -> np.ndarray:
        """Return how long each epoch took, with what `fit` did before it."""
        return np.diff(self._times)


def _optimizer(optimizer: Optimizer) -> keras.optimizers.Optimizer:
    if optimizer.name == "adam":
        return keras.optimizers.Adam(optimizer.learning_rate, epsilon=ADAM_EPSILON)
    return keras.optimizers.SGD(optimizer.learning_rate, momentum=optimizer.momentum)


def _network(training: Training) -> keras.Model:
    dense = [layer for layer in training.layers if layer.dense]
    if not training.convolutional:
        code, pixels = dense
        return builders.vanilla(
            training.image_shape,
            code.outputs,
            activation=code.activation,
            output_activation=pixels.activation,
        )
    middle = training.layers.index(dense[0])
    return builders.convolutional(
        training.image_shape,
        [layer.outputs for layer in training.layers[:middle]],
        dense[0].outputs,
        decoder_filters=[layer.outputs for layer in training.layers if layer.enlarge],
        activation=keras.layers.LeakyReLU(0.1),
        output_activation=training.layers[-1].activation,
        up_sampling=training.up_sampling,
        padding=training.padding,
        fuse_last_enlargement=True,
    )
