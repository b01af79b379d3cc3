"""Answers to `vanilla.train`; a wrong one's docstring is part of the message it gets."""

import keras
import numpy as np
from keras import ops


def _fit(model, epochs, inputs, targets, validation, batch_size=256, loss="mse"):
    # Eagerly: no time is lost on tracing a model that takes a few steps.
    model.compile("adam", loss, run_eagerly=True)
    return model.fit(
        inputs, targets, batch_size, epochs, verbose=0,
        validation_data=validation, validation_freq=epochs,
    )  # fmt: skip


def _pair(split):
    return split.images, split.images


def right_adam_with_its_defaults_and_large_batches(model, data, epochs):
    model.compile("adam", "mse")
    images = data.train.images
    return model.fit(images, images, 256, epochs, verbose=0, validation_data=_pair(data.validation))


def right_gradient_descent_and_a_loss_of_its_own(model, data, epochs):
    model.compile(
        keras.optimizers.SGD(2.0, momentum=0.9),
        lambda target, answer: ops.mean(ops.square(target - answer), axis=(1, 2, 3)),
    )
    images = data.train.images
    return model.fit(images, images, 128, epochs, verbose=0, validation_data=_pair(data.validation))


def wrong_target_is_the_label(model, data, epochs):
    """Is the target the input itself"""
    labels = np.zeros_like(data.train.images) + data.train.labels[:, None, None, None]
    return _fit(model, epochs, data.train.images, labels, _pair(data.validation))


def wrong_targets_in_another_order(model, data, epochs):
    """Is the target the input itself"""
    shuffled = np.random.default_rng(0).permutation(data.train.images)
    return _fit(model, epochs, data.train.images, shuffled, _pair(data.validation))


def wrong_absolute_error(model, data, epochs):
    """Expected the training loss to be the mean squared error"""
    return _fit(model, epochs, *_pair(data.train), _pair(data.validation), loss="mae")


def wrong_trained_on_test(model, data, epochs):
    """keep data.test for the end"""
    return _fit(model, epochs, *_pair(data.test), _pair(data.validation))


def wrong_trained_on_train_and_test(model, data, epochs):
    """trained on the test images too"""
    images = np.concatenate([data.train.images, data.test.images])
    return _fit(model, epochs, images, images, _pair(data.validation))


def wrong_trained_on_validation(model, data, epochs):
    """they are only watched"""
    return _fit(model, epochs, *_pair(data.validation), _pair(data.validation))


def wrong_validated_on_test(model, data, epochs):
    """validate on data.validation"""
    return _fit(model, epochs, *_pair(data.train), _pair(data.test))


def wrong_validated_on_train(model, data, epochs):
    """The validation loss is the one of the training images"""
    return _fit(model, epochs, *_pair(data.train), _pair(data.train))


def wrong_no_validation(model, data, epochs):
    """pass validation_data"""
    return _fit(model, epochs, *_pair(data.train), None)


def wrong_epochs_forgotten(model, data, epochs):
    """epochs of training"""
    return _fit(model, 1, *_pair(data.train), _pair(data.validation))


def wrong_all_images_in_one_batch(model, data, epochs):
    """Expected batches of at most 256 images"""
    return _fit(model, epochs, *_pair(data.train), _pair(data.validation), batch_size=1024)


def wrong_history_not_returned(model, data, epochs):
    """Does it end with `return`"""
    _fit(model, 1, *_pair(data.train), None)


def wrong_learning_rate_too_small(model, data, epochs):
    """The model learns next to nothing"""
    model.compile(keras.optimizers.SGD(0.01), "mse")
    images = data.train.images
    return model.fit(images, images, 256, epochs, verbose=0, validation_data=_pair(data.validation))
