"""Answers to `vanilla.anomaly_scores`; a wrong one's docstring is part of its message."""

import numpy as np
from keras import ops


def right_keras_operations(model, images):
    return ops.convert_to_numpy(ops.mean(ops.square(images - model(images)), axis=(1, 2, 3)))


def right_one_image_at_a_time(model, images):
    return [
        float(np.mean((image - model.predict(image[None], verbose=0)[0]) ** 2)) for image in images
    ]


def _difference(model, images):
    return images - model.predict(images, verbose=0)


def wrong_one_number_for_all(model, images):
    """Expected one score per image"""
    return np.mean(_difference(model, images) ** 2)


def wrong_one_number_per_pixel(model, images):
    """Expected one score per image"""
    return np.mean(_difference(model, images) ** 2, axis=0)


def wrong_sum(model, images):
    """summed over the pixels"""
    return np.sum(_difference(model, images) ** 2, axis=(1, 2, 3))


def wrong_root(model, images):
    """leave the root away"""
    return np.sqrt(np.mean(_difference(model, images) ** 2, axis=(1, 2, 3)))


def wrong_absolute_difference(model, images):
    """Expected the mean squared error of each image"""
    return np.mean(np.abs(_difference(model, images)), axis=(1, 2, 3))


def wrong_square_of_the_mean(model, images):
    """Expected the mean squared error of each image"""
    return np.mean(_difference(model, images), axis=(1, 2, 3)) ** 2


def wrong_distance_to_the_mean_image(model, images):
    """Expected the mean squared error of each image"""
    return np.mean((images - images.mean(axis=0)) ** 2, axis=(1, 2, 3))


def wrong_constant(model, images):
    """Expected the mean squared error of each image"""
    return np.full(len(images), 0.02)
