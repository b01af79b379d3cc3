"""The course's own way: its builders, Keras's `compile` and `fit`, and batches cut once."""

import time

import keras
import numpy as np

from benchmarks.frameworks.jobs import ADAM_EPSILON, Job, Optimizer
from benchmarks.frameworks.outcome import Trained
from benchmarks.frameworks.weights import initial_kernels
from keras_autoencoders import builders, training


def train(job: Job, images: np.ndarray, batch: int, epochs: int) -> Trained:
    """Train a job on the Keras backend that this process was started with.

    Args:
        job: The network and its optimiser.
        images: float32, (n, height, width, channels); used in this order.
        batch: Images in a batch.
        epochs: Epochs timed after the first.

    Returns:
        The first epoch's loss and the seconds of the others, each from the end of the epoch
        before it: what `fit` does between two epochs counts too.
    """
    model = compiled(job, images, batch)
    clock = Clock()
    history = model.fit(
        training.fixed_order(images, images, batch),
        epochs=1 + epochs,
        shuffle=False,
        verbose=0,
        callbacks=[clock],
    ).history
    return Trained(float(history["loss"][0]), list(map(float, clock.seconds()[1:])))


def compiled(job: Job, images: np.ndarray, batch: int) -> keras.Model:
    """Build a job's network with the common initial weights, ready for `fit`.

    Args:
        job: The network and its optimiser.
        images: What it will be trained on.
        batch: Images in a batch.

    Returns:
        The model.
    """
    model = _network(job)
    pairs = [(kernel, np.zeros(kernel.shape[-1], np.float32)) for kernel in initial_kernels(job)]
    model.set_weights([array for pair in pairs for array in pair])
    steps = training.steps_per_execution(images, batch)
    model.compile(_optimizer(job.optimizer), "mse", steps_per_execution=steps)
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


def _network(job: Job) -> keras.Model:
    dense = [layer for layer in job.layers if layer.dense]
    if not job.convolutional:
        code, pixels = dense
        return builders.vanilla(
            job.image_shape,
            code.outputs,
            activation=code.activation,
            output_activation=pixels.activation,
        )
    middle = job.layers.index(dense[0])
    return builders.convolutional(
        job.image_shape,
        [layer.outputs for layer in job.layers[:middle]],
        dense[0].outputs,
        decoder_filters=[layer.outputs for layer in job.layers if layer.enlarge],
        activation=keras.layers.LeakyReLU(0.1),
        output_activation=job.layers[-1].activation,
        up_sampling=job.up_sampling,
        padding=job.padding,
        fuse_last_enlargement=True,
    )
