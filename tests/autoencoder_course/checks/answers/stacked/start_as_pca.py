"""Answers to `stacked.start_as_pca`; a wrong one's docstring is part of the message it gets."""

import keras
import numpy as np


def _parts(model, pca):
    """Return the components that the code has room for, the mean, and a shift that is enough."""
    rows = pca.components_[: model.get_layer("encoder").output_shape[-1]]
    return rows, pca.mean_, np.maximum(-rows, 0).sum(axis=1) + pca.mean_ @ rows.T + 0.1


def _set(model, rows, mean, shift, *, scale=6, half=3, taken_off=True):
    pixels = mean - shift @ rows if taken_off else mean
    model.set_weights([rows.T, shift - mean @ rows.T, scale * rows, scale * pixels - half])
    return model


def right_smallest_shift(model, pca):
    return _set(model, *_parts(model, pca))


def right_one_shift_for_all(model, pca):
    rows, mean, shift = _parts(model, pca)
    return _set(model, rows, mean, np.full_like(shift, 50.0))


def right_codes_turned_and_scaled(model, pca):
    rows, mean, _ = _parts(model, pca)
    turned = 2 * rows[::-1] * np.resize([1, -1], (len(rows), 1))
    shift = np.full(len(rows), 30.0)
    bias = mean - (shift @ turned) / 4
    weights = [turned.T, shift - mean @ turned.T, 6 * turned / 4, 6 * bias - 3]
    model.set_weights(weights)
    return model


def right_layer_by_layer(model, pca):
    rows, mean, shift = _parts(model, pca)
    code = model.get_layer("encoder").get_layer("code")
    code.set_weights([rows.T, shift - mean @ rows.T])
    pixels = model.get_layer("decoder").get_layer("pixels")
    pixels.set_weights([6 * rows, 6 * (mean - shift @ rows) - 3])
    return model


def wrong_no_shift(model, pca):
    """Some units are off"""
    rows, mean, shift = _parts(model, pca)
    return _set(model, rows, mean, 0 * shift)


def wrong_shift_for_usual_images(model, pca):
    """Some units are off"""
    rows, mean, _ = _parts(model, pca)
    return _set(model, rows, mean, 3 * np.sqrt(pca.explained_variance_[: len(rows)]))


def wrong_lift_that_suits_most_units(model, pca):
    """Some units are off"""
    rows, mean, _ = _parts(model, pca)
    return _set(model, rows, mean, np.full(len(rows), 10.0))


def wrong_lift_just_short_of_what_clothes_need(model, pca):
    """Some units are off"""
    rows, mean, _ = _parts(model, pca)
    return _set(model, rows, mean, np.full(len(rows), 12.6))


def wrong_shift_stays(model, pca):
    """does not take off again what the shift adds"""
    return _set(model, *_parts(model, pca), taken_off=False)


def wrong_as_if_the_output_were_linear(model, pca):
    """comes after it"""
    return _set(model, *_parts(model, pca), scale=1, half=0)


def wrong_half_forgotten(model, pca):
    """but not the 1 / 2"""
    return _set(model, *_parts(model, pca), half=0)


def wrong_mean_not_put_back(model, pca):
    """The mean is left out"""
    rows, mean, shift = _parts(model, pca)
    model.set_weights([rows.T, shift - mean @ rows.T, 6 * rows, -6 * shift @ rows - 3])
    return model


def wrong_mean_not_taken_off(model, pca):
    """The mean is left out"""
    rows, mean, _ = _parts(model, pca)
    shift = np.full(len(rows), 30.0)
    model.set_weights([rows.T, shift, 6 * rows, 6 * (mean - shift @ rows) - 3])
    return model


def wrong_no_mean_at_all(model, pca):
    """The mean is left out"""
    rows, mean, _ = _parts(model, pca)
    return _set(model, rows, 0 * mean, np.full(len(rows), 30.0))


def wrong_huge_shift(model, pca):
    """float32 has seven digits"""
    rows, mean, shift = _parts(model, pca)
    return _set(model, rows, mean, np.full_like(shift, 1e7))


def wrong_components_of_least_variance(model, pca):
    """A pixel differs by"""
    _, mean, _ = _parts(model, pca)
    count = model.get_layer("encoder").output_shape[-1]
    return _set(model, pca.components_[-count:], mean, np.full(count, 30.0))


def wrong_all_components(model, pca):
    """stopped with ValueError"""
    _, mean, _ = _parts(model, pca)
    rows = pca.components_
    return _set(model, rows, mean, np.full(len(rows), 30.0))


def wrong_components_not_transposed(model, pca):
    """stopped with ValueError"""
    rows, mean, shift = _parts(model, pca)
    return _set(model, rows.T, mean, shift)


def wrong_another_model(model, pca):
    """Expected `model` itself back"""
    return right_smallest_shift(keras.models.clone_model(model), pca)


def wrong_nothing_done(model, pca):
    """A pixel differs by"""
    return model


def wrong_frozen(model, pca):
    """is it frozen"""
    right_smallest_shift(model, pca).trainable = False
    return model
