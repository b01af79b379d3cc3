"""The check of a validation with noise that is drawn once."""

import keras
import numpy as np

from autoencoder_course.checks.common import (
    call,
    expect,
    history_of,
    loss_of,
    question,
    settled_model,
    speckled_data,
)
from autoencoder_course.checks.denoising._noisy_data import corrupted, expect_loss
from keras_autoencoders.layers import Corruption


@question(
    "denoising.validation",
    hints=(
        "The noise layer of the model works in training only. What does the published function "
        "hand to the model for validation, and what will it get in use?",
        "noisy = corruption.add_gaussian_noise(data.validation.images, stddev, seed=...), once, "
        "before `fit`; then validation_data=(noisy, data.validation.images).",
    ),
)
def validation(train, stddev=0.4, epochs=3):
    """Check a function `train(model, data, stddev, epochs)` that returns the history."""
    keras.utils.set_random_seed(0)
    data = speckled_data((8, 8, 1), (1000, 600, 800), seed=1)
    once = corrupted(data, stddev)
    twice = corrupted(once, stddev, seed=10)
    model = settled_model((8, 8, 1), Corruption("gaussian", stddev, seed=4))
    losses = history_of(call(train, model, data, stddev, epochs), epochs)
    clean, spoilt = data.validation.images, once.validation.images
    expect_loss(
        losses["val_loss"][-1],
        loss_of(spoilt, clean),
        {
            "The validation images are clean: the noise layer is off in validation, so corrupt "
            "them yourself.": loss_of(clean, clean),
            "The validation target is noisy: compare with the clean images.": loss_of(
                spoilt, spoilt
            ),
            "Input and target of the validation are exchanged: noisy images go in.": (
                loss_of(clean, spoilt)
            ),
            "The validation images are corrupted twice: once is what the model has to expect.": (
                loss_of(twice.validation.images, clean)
            ),
            "The validation loss is the one of the test images: keep them for the end.": (
                loss_of(once.test.images, data.test.images)
            ),
            "The validation loss is the one of the training images: use data.validation.": (
                loss_of(once.train.images, data.train.images)
            ),
        },
        "the validation loss",
        tolerance=0.025,
    )
    expect(
        np.ptp(losses["val_loss"]) < 1e-5,
        "The validation loss of a model that does not change goes up and down: draw the noise "
        "once, before `fit`, so that epochs can be compared.",
    )
    clean, spoilt = data.train.images, once.train.images
    expect_loss(
        losses["loss"][-1],
        loss_of(spoilt, clean),
        {
            "The training images are corrupted twice: the noise layer of the model does it "
            "already, anew in each epoch.": loss_of(twice.train.images, clean),
            "The training target is noisy: it has to be the clean images.": loss_of(
                spoilt, corrupted(data, stddev, seed=20).train.images
            ),
            "The test images are used for training: keep them for the end.": loss_of(
                once.test.images, data.test.images
            ),
        },
        "the training loss",
        tolerance=0.025,
    )
