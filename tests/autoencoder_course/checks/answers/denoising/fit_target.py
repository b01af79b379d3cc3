"""Answers to `denoising.fit_target`; a wrong one's docstring is part of the message it gets."""

import keras
import numpy as np
from keras import ops


def _fit(model, inputs, target, validation, epochs, optimizer="adam", loss="mse", **fit):
    model.compile(optimizer, loss)
    options = {"batch_size": 64, "epochs": epochs, "verbose": 0, **fit}
    return model.fit(inputs, target, validation_data=validation, **options)


def _fit_eagerly(model, inputs, target, validation, epochs, loss="mse", batch_size=500):
    # For answers that fail before learning shows: no time is lost on tracing.
    model.compile("sgd", loss, run_eagerly=True)
    return model.fit(inputs, target, batch_size, epochs, validation_data=validation, verbose=0)


def _pair(noisy, data, split):
    return getattr(noisy, split).images, getattr(data, split).images


def right_name_of_the_optimiser(model, data, noisy, epochs):
    model.compile("adam", "mse")
    pairs = _pair(noisy, data, "train"), _pair(noisy, data, "validation")
    return model.fit(*pairs[0], validation_data=pairs[1], batch_size=64, epochs=epochs, verbose=0)


def right_loss_of_its_own_and_momentum(model, data, noisy, epochs):
    return _fit(
        model,
        *_pair(noisy, data, "train"),
        _pair(noisy, data, "validation"),
        epochs,
        optimizer=keras.optimizers.SGD(2.0, momentum=0.9),
        loss=lambda target, answer: ops.mean(ops.square(target - answer), axis=(1, 2, 3)),
    )


def right_not_shuffled(model, data, noisy, epochs):
    inputs, target = _pair(noisy, data, "train")
    order = np.random.default_rng(1).permutation(len(inputs))
    return _fit(
        model,
        inputs[order],
        target[order],
        _pair(noisy, data, "validation"),
        epochs,
        shuffle=False,
        batch_size=32,
    )


def wrong_noisy_target(model, data, noisy, epochs):
    """The noisy images are the target in `fit`"""
    images = noisy.train.images
    return _fit_eagerly(model, images, images, _pair(noisy, data, "validation"), epochs)


def wrong_clean_inputs(model, data, noisy, epochs):
    """the inputs have to be noisy"""
    images = data.train.images
    return _fit_eagerly(model, images, images, _pair(noisy, data, "validation"), epochs)


def wrong_exchanged(model, data, noisy, epochs):
    """Input and target are exchanged in `fit`"""
    inputs, target = _pair(data, noisy, "train")
    return _fit_eagerly(model, inputs, target, _pair(noisy, data, "validation"), epochs)


def wrong_noise_on_the_validation_target(model, data, noisy, epochs):
    """The noisy images are the target in validation_data"""
    images = noisy.validation.images
    return _fit_eagerly(model, *_pair(noisy, data, "train"), (images, images), epochs)


def wrong_clean_validation(model, data, noisy, epochs):
    """the same clean images in validation_data"""
    images = data.validation.images
    return _fit_eagerly(model, *_pair(noisy, data, "train"), (images, images), epochs)


def wrong_validation_exchanged(model, data, noisy, epochs):
    """Input and target are exchanged in validation_data"""
    return _fit_eagerly(
        model, *_pair(noisy, data, "train"), _pair(data, noisy, "validation"), epochs
    )


def wrong_validated_on_test(model, data, noisy, epochs):
    """The validation loss is the one of the test images"""
    return _fit_eagerly(model, *_pair(noisy, data, "train"), _pair(noisy, data, "test"), epochs)


def wrong_trained_on_test(model, data, noisy, epochs):
    """The training loss is the one of the test images"""
    return _fit_eagerly(
        model, *_pair(noisy, data, "test"), _pair(noisy, data, "validation"), epochs
    )


def wrong_validated_on_train(model, data, noisy, epochs):
    """split are exchanged in validation_data"""
    return _fit_eagerly(model, *_pair(noisy, data, "train"), _pair(noisy, data, "train"), epochs)


def wrong_no_validation(model, data, noisy, epochs):
    """pass validation_data"""
    return _fit_eagerly(model, *_pair(noisy, data, "train"), None, epochs)


def wrong_labels_as_the_target(model, data, noisy, epochs):
    """Expected the training loss to be"""
    return _fit_eagerly(
        model,
        noisy.train.images,
        data.train.labels,
        _pair(noisy, data, "validation"),
        epochs,
        batch_size=64,  # the loss compares each label with each image
    )


def wrong_absolute_error(model, data, noisy, epochs):
    """Expected the training loss to be"""
    pairs = _pair(noisy, data, "train"), _pair(noisy, data, "validation")
    return _fit_eagerly(model, *pairs[0], pairs[1], epochs, loss="mae")


def wrong_images_in_another_order(model, data, noisy, epochs):
    """Expected the training loss to be"""
    inputs, target = _pair(noisy, data, "train")
    return _fit_eagerly(model, inputs, target[::-1], _pair(noisy, data, "validation"), epochs)


def wrong_learning_rate_of_zero(model, data, noisy, epochs):
    """Is there an optimiser that can learn"""
    pairs = _pair(noisy, data, "train"), _pair(noisy, data, "validation")
    return _fit(model, *pairs[0], pairs[1], epochs, optimizer=keras.optimizers.SGD(0.0))


def wrong_epochs_forgotten(model, data, noisy, epochs):
    """epochs of training"""
    return _fit_eagerly(model, *_pair(noisy, data, "train"), _pair(noisy, data, "validation"), 1)


def wrong_model_returned(model, data, noisy, epochs):
    """Expected the History"""
    _fit_eagerly(model, *_pair(noisy, data, "train"), _pair(noisy, data, "validation"), epochs)
    return model
