"""The check of a training function: what is learned, and from which split."""

import keras
import numpy as np

from autoencoder_course import metrics
from autoencoder_course.checks.common import (
    apply,
    call,
    expect,
    expect_value,
    history_of,
    loss_of,
    question,
    settled_model,
    speckled_data,
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


def _expect_right_images(fit, epochs):
    data = speckled_data((4, 3, 1), (1024, 60, 512), seed=1)
    keras.utils.set_random_seed(0)
    model = settled_model((4, 3, 1))
    losses = history_of(call(fit, model, data, epochs), epochs)
    train, validation, test = (split.images for split in data[:3])
    expect_value(
        losses["loss"][-1],
        _loss(train),
        {
            "The model is trained on the test images: train on data.train only, and keep "
            "data.test for the end.": _loss(test),
            "The model is trained on the test images too: train on data.train only, and keep "
            "data.test for the end.": _loss(np.concatenate([train, test])),
            "The model is trained on the validation images: they are only watched.": (
                _loss(validation)
            ),
        },
        _other_loss("the training loss", train) + " Is the target the input itself?",
    )
    expect_value(
        losses["val_loss"][-1],
        _loss(validation),
        {
            "The validation loss is the one of the test images: validate on data.validation.": (
                _loss(test)
            ),
            "The validation loss is the one of the training images: validate on "
            "data.validation.": _loss(train),
        },
        _other_loss("the validation loss", validation),
    )
    steps = int(keras.ops.convert_to_numpy(model.optimizer.iterations)) / epochs
    expect(
        steps >= len(train) // _LARGEST_BATCH,
        f"Expected batches of at most {_LARGEST_BATCH} images. Received: about "
        f"{len(train) / max(steps, 1):.0f} in a batch.",
    )


def _loss(images):
    return loss_of(images, images)


def _other_loss(what, images):
    return (
        f"Expected {what} to be the mean squared error, {_loss(images):.4f} for this check's model."
    )


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
