"""Answers to `stacked.learning_rate`; a wrong one's docstring is part of its message."""

import keras
import numpy as np


def _trained(build, images, rate, epochs, seed=0):
    if seed is not None:
        keras.utils.set_random_seed(seed)
    model = build()
    model.compile(keras.optimizers.Adam(rate), "mse")
    model.fit(images, images, batch_size=128, epochs=epochs, verbose=0)
    return model


def _error(model, split):
    # By hand: to set up `evaluate` takes longer than all else here.
    restored = keras.ops.convert_to_numpy(model(split.images))
    return float(np.mean((restored - split.images) ** 2))


def _all(build, data, rates, epochs, seed=0):
    return {r: _trained(build, data.train.images, r, epochs, seed) for r in rates}


def _errors(models, split):
    return {rate: _error(model, split) for rate, model in models.items()}


def right_table_with_nan_as_infinite(build, data, rates, epochs):
    models = _all(build, data, rates, epochs)
    errors = {
        r: e if np.isfinite(e) else np.inf for r, e in _errors(models, data.validation).items()
    }
    best = min(errors, key=errors.get)
    images = data.test.images
    return best, models[best].evaluate(images, images, verbose=0)


def right_history_of_fit(build, data, rates, epochs):
    models, errors = [], []
    for rate in rates:
        keras.utils.set_random_seed(7)
        model = build()
        model.compile(optimizer=keras.optimizers.Adam(learning_rate=rate), loss="mse")
        images, held_out = data.train.images, data.validation.images
        history = model.fit(
            x=images, y=images, validation_data=(held_out, held_out), epochs=epochs, verbose=0
        )
        models.append(model)
        errors.append(history.history["val_loss"][-1])
    best = int(np.nanargmin(errors))
    restored = models[best].predict(data.test.images, verbose=0)
    return [rates[best], np.mean((restored - data.test.images) ** 2)]


def wrong_nan_wins(build, data, rates, epochs):
    """not a number (NaN)"""
    models = _all(build, data, rates, epochs)
    errors = _errors(models, data.validation)
    best = min(errors, key=errors.get)
    return best, _error(models[best], data.test)


def _best(models, split):
    errors = {rate: error for rate, error in _errors(models, split).items() if error == error}
    return min(errors, key=errors.get)


def wrong_chosen_on_test(build, data, rates, epochs):
    """smallest TEST error"""
    models = _all(build, data, rates, epochs)
    best = _best(models, data.test)
    return best, _error(models[best], data.test)


def wrong_chosen_on_train(build, data, rates, epochs):
    """smallest TRAINING error"""
    models = _all(build, data, rates, epochs)
    best = _best(models, data.train)
    return best, _error(models[best], data.test)


def wrong_reports_validation(build, data, rates, epochs):
    """return its test error"""
    models = _all(build, data, rates, epochs)
    best = _best(models, data.validation)
    return best, _error(models[best], data.validation)


def wrong_reports_the_last_model(build, data, rates, epochs):
    """Expected the test error of the chosen model"""
    models = _all(build, data, rates, epochs)
    return _best(models, data.validation), _error(models[rates[-1]], data.test)


def wrong_one_model_for_all(build, data, rates, epochs):
    """Expected one new model"""
    model, errors = build(), {}
    for rate in sorted(rates):
        model.compile(keras.optimizers.Adam(rate), "mse")
        model.fit(data.train.images, data.train.images, epochs=epochs, verbose=0)
        errors[rate] = _error(model, data.validation)
    return min(errors, key=errors.get), _error(model, data.test)


def wrong_no_seed(build, data, rates, epochs):
    """set the random seed before each"""
    models = _all(build, data, rates, epochs, seed=None)
    best = _best(models, data.validation)
    return best, _error(models[best], data.test)


def wrong_seed_set_once(build, data, rates, epochs):
    """set the random seed before each"""
    keras.utils.set_random_seed(0)
    return wrong_no_seed(build, data, rates, epochs)


def wrong_trained_on_validation_too(build, data, rates, epochs):
    """Train on data.train.images and on nothing else"""
    images = np.concatenate([data.train.images, data.validation.images])
    both = data._replace(train=data.train._replace(images=images))
    models = _all(build, both, rates, epochs)
    best = _best(models, data.validation)
    return best, _error(models[best], data.test)


def wrong_epochs_forgotten(build, data, rates, epochs):
    """epochs of training"""
    models = _all(build, data, rates, 1)
    best = _best(models, data.validation)
    return best, _error(models[best], data.test)


def wrong_rate_forgotten(build, data, rates, epochs):
    """Expected each rate to be used for one model"""
    models = [_trained(build, data.train.images, 1e-3, epochs) for _ in rates]
    return rates[0], _error(models[0], data.test)


def wrong_not_trained(build, data, rates, epochs):
    """to be compiled and trained"""
    models = [build() for _ in rates if keras.utils.set_random_seed(0) is None]
    return rates[0], len(models)


def wrong_only_the_rate(build, data, rates, epochs):
    """Expected two things"""
    return _best(_all(build, data, rates, epochs), data.validation)
