"""Answers to `vanilla.sweep`; a wrong one's docstring is part of the message it gets."""

import random

import keras
import numpy as np

from autoencoder_course import metrics, profile


def _error(model, images):
    return metrics.mean_squared_error(images, model.predict(images, verbose=0))


def _sweep(build, fit, data, code_sizes, *, validation="validation", test="test"):
    found = {validation: {}, test: {}}
    for size in code_sizes:
        profile.set_seed()
        model = build(data.train.images.shape[1:], size)
        fit(model, data)
        for split in found:
            found[split][size] = _error(model, getattr(data, split).images)
    return found[validation], found[test]


def right_loop(build, fit, data, code_sizes):
    return _sweep(build, fit, data, code_sizes)


def right_models_first_and_errors_by_evaluate(build, fit, data, code_sizes):
    models = {}
    for size in code_sizes:
        keras.utils.set_random_seed(7)
        models[size] = build((4, 3, 1), size)
        fit(models[size], data)
    return [
        {size: model.evaluate(split.images, split.images, verbose=0) for size, model in each}
        for each, split in ((models.items(), data.validation), (models.items(), data.test))
    ]


def right_seed_of_the_generator_that_keras_draws_from(build, fit, data, code_sizes):
    found = {}, {}
    for size in code_sizes:
        random.seed(3)
        model = build((4, 3, 1), size)
        fit(model, data)
        for errors, split in zip(found, (data.validation, data.test), strict=True):
            errors[size] = _error(model, split.images)
    return found


def wrong_seed_of_numpy(build, fit, data, code_sizes):
    """The models start from different random numbers"""
    found = {}, {}
    for size in code_sizes:
        np.random.seed(0)  # noqa: NPY002 (Keras does not draw from it)
        fit(build((4, 3, 1), size), data)
    return found


def wrong_measured_on_train(build, fit, data, code_sizes):
    """The validation errors are those of the training images"""
    return _sweep(build, fit, data, code_sizes, validation="train")


def wrong_exchanged(build, fit, data, code_sizes):
    """The validation errors are those of data.test"""
    return _sweep(build, fit, data, code_sizes)[::-1]


def wrong_seed_set_once(build, fit, data, code_sizes):
    """set the seed inside the loop"""
    profile.set_seed()
    found = {}, {}
    for size in code_sizes:
        model = build((4, 3, 1), size)
        fit(model, data)
    return found


def wrong_one_model_for_all(build, fit, data, code_sizes):
    """Expected one new model for each"""
    model = build((4, 3, 1), code_sizes[0])
    for _ in code_sizes:
        fit(model, data)
    return {}, {}


def wrong_never_trained(build, fit, data, code_sizes):
    """Expected `fit` to be called once for each model"""
    return _sweep(build, lambda model, data: None, data, code_sizes)


def wrong_measured_before_training(build, fit, data, code_sizes):
    """measured before `fit`"""
    errors = {}
    for size in code_sizes:
        profile.set_seed()
        model = build((4, 3, 1), size)
        errors[size] = metrics.mean_squared_error(
            data.validation.images, np.asarray(model(data.validation.images))
        )
        fit(model, data)
    return errors, errors


def wrong_fit_gets_the_images(build, fit, data, code_sizes):
    """Expected `fit` to be given `data`"""
    return _sweep(build, lambda model, data: fit(model, data.train), data, code_sizes)


def wrong_build_gets_the_shape_of_all_images(build, fit, data, code_sizes):
    """the shape of one image"""
    return build(data.train.images.shape, code_sizes[0])


def wrong_last_error_for_all(build, fit, data, code_sizes):
    """Does each size get its own model's error"""
    found = _sweep(build, fit, data, code_sizes)
    return [dict.fromkeys(errors, errors[code_sizes[-1]]) for errors in found]


def wrong_lists(build, fit, data, code_sizes):
    """as a dict with the keys"""
    return [list(errors.values()) for errors in _sweep(build, fit, data, code_sizes)]


def wrong_only_validation(build, fit, data, code_sizes):
    """Expected two dicts"""
    return _sweep(build, fit, data, code_sizes)[0]
