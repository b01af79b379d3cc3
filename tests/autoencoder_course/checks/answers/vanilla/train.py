"""Answers to `vanilla.train`; a wrong one's docstring is part of the message it gets."""

import keras
import numpy as np
from keras import ops


def _fit(
    model, data, epochs, inputs, targets, validation, batch_size=256, optimizer=None, loss="mse"
):
    # Large batches, and validation only where it is looked at: that teaches the same, sooner.
    model.compile(optimizer or keras.optimizers.Adam(0.01), loss)
    return model.fit(
        inputs, targets, batch_size, epochs, verbose=0,
        validation_data=validation, validation_freq=epochs,
    )  # fmt: skip


def _pair(split):
    return split.images, split.images


def _some(split):
    """Return too few images to learn from, for answers that fail before that shows."""
    return split.images[:256], split.images[:256]


def right_adam_and_name_of_the_loss(model, data, epochs):
    model.compile(keras.optimizers.Adam(0.01), "mse")
    images = data.train.images
    return model.fit(images, images, 64, epochs, verbose=0, validation_data=_pair(data.validation))


def right_gradient_descent_and_a_loss_of_its_own(model, data, epochs):
    model.compile(
        keras.optimizers.SGD(2.0, momentum=0.9),
        lambda target, answer: ops.mean(ops.square(target - answer), axis=(1, 2, 3)),
    )
    images = data.train.images
    return model.fit(images, images, 64, epochs, verbose=0, validation_data=_pair(data.validation))


def right_adam_with_its_defaults_and_large_batches(model, data, epochs):
    model.compile("adam", "mse")
    images = data.train.images
    return model.fit(images, images, 256, epochs, verbose=0, validation_data=_pair(data.validation))


def wrong_target_is_the_label(model, data, epochs):
    """Is the target the input itself"""
    some = data.train.images[:320], data.train.labels[:320]
    # In small batches, for the loss compares each label with each image.
    return _fit(model, data, epochs, *some, _pair(data.validation), batch_size=32)


def wrong_targets_in_another_order(model, data, epochs):
    """Is the target the input itself"""
    shuffled = np.random.default_rng(0).permutation(data.train.images)
    return _fit(model, data, epochs, data.train.images, shuffled, _pair(data.validation))


def wrong_target_is_a_constant(model, data, epochs):
    """Is the target the input itself"""
    images = data.train.images[:4000]
    return _fit(model, data, epochs, images, np.full_like(images, 0.5), _pair(data.validation))


def wrong_trained_on_test(model, data, epochs):
    """keep data.test for the end"""
    return _fit(model, data, epochs, *_pair(data.test), _pair(data.validation))


def wrong_trained_on_train_and_test(model, data, epochs):
    """keep data.test for the end"""
    images = np.concatenate([data.train.images, data.test.images])
    return _fit(model, data, epochs, images, images, _pair(data.validation), batch_size=64)


def wrong_validated_on_test(model, data, epochs):
    """validate on data.validation"""
    return _fit(model, data, epochs, *_pair(data.train), _pair(data.test))


def wrong_validated_on_train(model, data, epochs):
    """Expected the validation loss to be the mean squared error on data.validation"""
    return _fit(model, data, epochs, *_pair(data.train), _pair(data.train))


def wrong_no_validation(model, data, epochs):
    """pass validation_data"""
    return _fit(model, data, epochs, *_some(data.train), None)


def wrong_epochs_forgotten(model, data, epochs):
    """epochs of training"""
    return _fit(model, data, 1, *_some(data.train), _pair(data.validation))


def wrong_history_not_returned(model, data, epochs):
    """Does it end with `return`"""
    _fit(model, data, 1, *_some(data.train), None)


def wrong_learning_rate_of_zero(model, data, epochs):
    """After training, the error on the training images is"""
    pairs = _some(data.train), _pair(data.validation)
    return _fit(model, data, epochs, *pairs[0], pairs[1], optimizer=keras.optimizers.SGD(0.0))


def wrong_absolute_error(model, data, epochs):
    """Expected the validation loss to be the mean squared error"""
    return _fit(model, data, epochs, *_pair(data.train), _pair(data.validation), loss="mae")
