"""Answers to `denoising.validation`; a wrong one's docstring is part of the message it gets."""

import keras
import numpy as np

from keras_autoencoders import corruption


def _noisy(images, stddev, seed=11):
    return corruption.add_gaussian_noise(images, stddev, seed=seed)


def _fit(model, images, target, validation, epochs, eagerly=True):
    # Eagerly: to trace a model that learns nothing takes longer than all its steps.
    model.compile("sgd", "mse", run_eagerly=eagerly)
    return model.fit(
        images, target, batch_size=500, epochs=epochs, validation_data=validation, verbose=0
    )


def right_noise_from_the_library(model, data, stddev, epochs):
    images, unseen = data.train.images, data.validation.images
    noisy = _noisy(unseen, stddev)
    return _fit(model, images, images, (noisy, unseen), epochs, eagerly=False)


def right_noise_from_numpy(model, data, stddev, epochs):
    images, unseen = data.train.images, data.validation.images
    noise = np.random.default_rng(0).normal(0, stddev, unseen.shape)
    noisy = np.clip(unseen + noise, 0, 1).astype("float32")
    return _fit(model, images, images, (noisy, unseen), epochs)


def right_measured_after_each_epoch(model, data, stddev, epochs):
    images, unseen = data.train.images, data.validation.images
    noisy = _noisy(unseen, stddev)
    model.compile("adam", "mse")
    losses = []
    measure = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: losses.append(model.evaluate(noisy, unseen, verbose=0))
    )
    history = model.fit(images, images, epochs=epochs, verbose=0, callbacks=[measure])
    history.history["val_loss"] = losses
    return history


def wrong_as_published(model, data, stddev, epochs):
    """The validation images are clean"""
    images, unseen = data.train.images, data.validation.images
    return _fit(model, images, images, (unseen, unseen), epochs)


def wrong_noise_on_the_target_too(model, data, stddev, epochs):
    """The validation target is noisy"""
    images, noisy = data.train.images, _noisy(data.validation.images, stddev)
    return _fit(model, images, images, (noisy, noisy), epochs)


def wrong_noise_on_the_target_only(model, data, stddev, epochs):
    """Input and target of the validation are exchanged"""
    images, unseen = data.train.images, data.validation.images
    return _fit(model, images, images, (unseen, _noisy(unseen, stddev)), epochs)


def wrong_validated_on_test(model, data, stddev, epochs):
    """The validation loss is the one of the test images"""
    images, unseen = data.train.images, data.test.images
    return _fit(model, images, images, (_noisy(unseen, stddev), unseen), epochs)


def wrong_validated_on_train(model, data, stddev, epochs):
    """The validation loss is the one of the training images"""
    images = data.train.images
    return _fit(model, images, images, (_noisy(images, stddev), images), epochs)


def wrong_trained_on_test(model, data, stddev, epochs):
    """The test images are used for training"""
    images, unseen = data.test.images, data.validation.images
    return _fit(model, images, images, (_noisy(unseen, stddev), unseen), epochs)


def wrong_training_images_corrupted_twice(model, data, stddev, epochs):
    """The training images are corrupted twice"""
    images, unseen = data.train.images, data.validation.images
    return _fit(model, _noisy(images, stddev, 5), images, (_noisy(unseen, stddev), unseen), epochs)


def wrong_validation_images_corrupted_twice(model, data, stddev, epochs):
    """The validation images are corrupted twice"""
    images, unseen = data.train.images, data.validation.images
    noisy = _noisy(_noisy(unseen, stddev), stddev, 12)
    return _fit(model, images, images, (noisy, unseen), epochs)


def wrong_noisy_training_target(model, data, stddev, epochs):
    """The training target is noisy"""
    images, unseen = data.train.images, data.validation.images
    target = _noisy(images, stddev, 5)
    return _fit(model, images, target, (_noisy(unseen, stddev), unseen), epochs)


def wrong_new_noise_in_each_epoch(model, data, stddev, epochs):
    """goes up and down"""
    images, unseen = data.train.images, data.validation.images
    losses = {"loss": [], "val_loss": []}
    for seed in range(epochs):
        history = _fit(model, images, images, (_noisy(unseen, stddev, seed), unseen), 1)
        for name, values in losses.items():
            values += history.history[name]
    history.history = losses
    return history


def wrong_variance_as_the_standard_deviation(model, data, stddev, epochs):
    """Expected the validation loss to be"""
    images, unseen = data.train.images, data.validation.images
    return _fit(model, images, images, (_noisy(unseen, stddev**2), unseen), epochs)


def wrong_level_of_its_own(model, data, stddev, epochs):
    """Expected the validation loss to be"""
    images, unseen = data.train.images, data.validation.images
    return _fit(model, images, images, (_noisy(unseen, 0.1), unseen), epochs)


def wrong_no_validation_at_all(model, data, stddev, epochs):
    """pass validation_data"""
    return _fit(model, data.train.images, data.train.images, None, epochs)


def wrong_one_epoch(model, data, stddev, epochs):
    """epochs of training"""
    return right_noise_from_numpy(model, data, stddev, 1)


def wrong_model_returned(model, data, stddev, epochs):
    """Expected the History"""
    right_noise_from_numpy(model, data, stddev, epochs)
    return model
