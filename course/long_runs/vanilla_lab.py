"""Is a tanh trained faster than a sigmoid? The lab session's network, 784-64-16-64-784."""

import keras
import numpy as np

from autoencoder_course import metrics, profile
from coursework.execution.long_run_session import LongRun
from keras_autoencoders import builders, training

HIDDEN_UNITS, CODE_SIZE, IMAGES, EPOCHS, BATCH = 64, 16, 20_000, 5, 32
KINDS = {  # activations of hidden layers and output, and the learning rate
    "tanh output": ("relu", "tanh", 1e-3),
    "sigmoid output": ("relu", "sigmoid", 1e-3),
    "tanh hidden": ("tanh", "sigmoid", 1e-3),
    "sigmoid hidden": ("sigmoid", "sigmoid", 1e-3),
    "tanh hidden, rate 0.004": ("tanh", "sigmoid", 4e-3),
    "sigmoid hidden, rate 0.004": ("sigmoid", "sigmoid", 4e-3),
}


STAGE = "networks"  # one epoch of the display is one of them


def train(session):
    """Train each kind from the same seed; measure it after one epoch and at the end."""
    values = {}
    for done, (kind, options) in enumerate(KINDS.items(), start=1):
        for when, error in train_kind(session.data, session.seed, *options).items():
            values[f"{kind}: {when}"] = error
        session.tell(STAGE, min(done, session.epochs[STAGE]))
    return values


def train_kind(data, seed, hidden, output, learning_rate):
    """Train one network; return its errors per pixel in [0, 1]."""
    scale, shift = (2, -1) if output == "tanh" else (1, 0)
    some, validation = data.train.images[:IMAGES], data.validation.images
    keras.utils.set_random_seed(seed)
    model = builders.stacked(
        some.shape[1:], [HIDDEN_UNITS], CODE_SIZE, activation=hidden, output_activation=output
    )
    steps = training.steps_per_execution(some, BATCH)
    adam = keras.optimizers.Adam(learning_rate)
    model.compile(adam, "mse", steps_per_execution=steps)

    def error(images):
        restored = (model.predict(images, batch_size=1000, verbose=0) - shift) / scale
        return metrics.mean_squared_error(images, restored)

    after_one = FirstEpoch(lambda: error(validation))

    model.fit(
        some,
        scale * some + shift,
        batch_size=BATCH,
        epochs=profile.epochs(EPOCHS),
        verbose=0,
        callbacks=[after_one],
    )
    return {
        "validation MSE after one epoch": after_one.value,
        "test MSE": error(data.test.images),
    }


class FirstEpoch(keras.callbacks.Callback):
    """Measure once, after the first epoch."""

    def __init__(self, measure):
        super().__init__()
        self.measure, self.value = measure, np.nan

    def on_epoch_end(self, epoch, logs=None):
        if epoch == 0:
            self.value = self.measure()


def controls(data):
    """PCA with as many components, from the same training images and from all of them."""
    train, test = data.train.images, data.test.images
    return {
        "test MSE, PCA-16 of the same images, clipped": metrics.pca_baseline(
            train[:IMAGES], test, CODE_SIZE
        ),
        "test MSE, PCA-16, clipped": metrics.pca_baseline(train, test, CODE_SIZE),
    }


RUN = LongRun(
    "vanilla_lab",
    f"784–{HIDDEN_UNITS}–{CODE_SIZE}–{HIDDEN_UNITS}–784 on the first {IMAGES:,} training images of "
    f"MNIST, mean squared error, Adam, batches of {BATCH}, {EPOCHS} epochs; tanh or sigmoid at the "
    "output (targets rescaled to [-1, 1] for tanh, errors counted in [0, 1]) or in the hidden "
    "layers, from the same seeds",
    "mnist",
    {STAGE: len(KINDS)},
    train,
    controls,
    seeds=(0, 1, 2, 3, 4),
)
