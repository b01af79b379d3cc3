"""The check of a training function: what is learned, and from which split."""

import keras
import numpy as np

from autoencoder_course import metrics
from autoencoder_course.checks.common import (
    apply,
    call,
    close,
    expect,
    expect_no_mistake,
    image_data,
    question,
    striped_data,
)
from keras_autoencoders import builders

_LARGEST_BATCH = 256


@question(
    "vanilla.train",
    hints=(
        "An autoencoder learns to return what it was given: what belongs in the place where "
        "a classifier has its labels?",
        "Two lines do it: model.compile(optimizer, loss), then `return model.fit(...)`. "
        "Which of the three parts goes to training, and which one is only watched?",
        'compile takes "adam" and "mse". fit takes inputs, targets, batch_size, epochs and '
        "validation_data, a pair of inputs and targets too.",
    ),
)
def train(fit, epochs=4):
    """Check a function `fit(model, data, epochs)` that trains and returns the history."""
    _expect_right_images(fit, epochs)
    _expect_learning(fit, epochs)


class _NearlySettled(keras.layers.Layer):
    """Return 0.6 x + 0.1, with one weight that training moves and that changes next to nothing.

    A model of it is practically the same before and after `fit`. So its losses tell which
    images went in and which were the target, and its weight tells whether it was trained.
    """

    def build(self, input_shape):
        self.moved = self.add_weight(shape=(), initializer="zeros", trainable=True)

    def call(self, images):
        return 0.6 * images + 0.1 + 1e-6 * self.moved


def _loss(images, targets=None):
    targets = images if targets is None else targets
    return float(np.mean((0.6 * images.astype("float64") + 0.1 - targets) ** 2))


def _expect_right_images(fit, epochs):
    data = _speckled_data()
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((4, 3, 1)), _NearlySettled()])
    losses = getattr(call(fit, model, data, epochs), "history", None)
    expect(losses is not None, "Expected the History that `fit` returns. Did you return it?")
    seen = len(losses.get("loss", ()))
    expect(seen == epochs, f"Expected {epochs} epochs of training. Received: {seen}.")
    expect("val_loss" in losses, "Expected a validation loss per epoch: pass validation_data.")
    train, validation, test = (split.images for split in data[:3])
    _expect_loss(
        losses["loss"][-1],
        train,
        "the training loss",
        {
            "The model is trained on the test images: train on data.train only, and keep "
            "data.test for the end.": _loss(test),
            "The model is trained on the test images too: train on data.train only, and keep "
            "data.test for the end.": _loss(np.concatenate([train, test])),
            "The model is trained on the validation images: they are only watched.": (
                _loss(validation)
            ),
        },
        " Is the target the input itself?",
    )
    _expect_loss(
        losses["val_loss"][-1],
        validation,
        "the validation loss",
        {
            "The validation loss is the one of the test images: validate on data.validation.": (
                _loss(test)
            ),
            "The validation loss is the one of the training images: validate on "
            "data.validation.": _loss(train),
        },
    )
    steps = int(keras.ops.convert_to_numpy(model.optimizer.iterations)) / epochs
    expect(
        steps >= len(train) // _LARGEST_BATCH,
        f"Expected batches of at most {_LARGEST_BATCH} images. Received: about "
        f"{len(train) / max(steps, 1):.0f} in a batch.",
    )


def _expect_loss(value, images, what, mistakes, hint=""):
    expect_no_mistake(value, mistakes)
    expect(
        close(value, _loss(images)),
        f"Expected {what} to be the mean squared error, {_loss(images):.4f} for this check's "
        f"model. Received: {value:.4f}.{hint}",
    )


def _speckled_data():
    """Make splits that differ in how many of their pixels are white."""
    generator = np.random.default_rng(1)

    def images(count, share):
        return (generator.random((count, 4, 3, 1)) < share).astype("float32")

    return image_data("speckles", images(1024, 0.2), images(60, 0.45), images(512, 0.8))


def _expect_learning(fit, epochs):
    data = striped_data(3072)
    keras.utils.set_random_seed(0)
    model = builders.vanilla((12, 12, 1), 4)
    images = data.train.images

    def error():
        return metrics.mean_squared_error(images, apply(model, images, "the model"))

    before = error()
    call(fit, model, data, epochs)
    after = error()
    expect(
        after < 0.95 * before,
        f"The model learns next to nothing: its error on the training images was {before:.4f} "
        f"and is {after:.4f} after {epochs} epochs. Try Adam, or another learning rate.",
    )
