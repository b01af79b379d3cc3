"""Answers to `applications.beat_pca`; a wrong docstring is part of its message."""

import numpy as np
from scipy.spatial import KDTree

from autoencoder_course import metrics


def right_nearest(normal, images):
    return metrics.distance_to_nearest(images, normal)


def right_few_nearest(normal, images):
    tree = KDTree(normal.reshape(len(normal), -1))
    return tree.query(images.reshape(len(images), -1), k=5)[0].mean(axis=1)


def _pca(normal, images, size=8):
    pca = metrics.fit_pca(normal, size)
    left = metrics.restore_with_pca(pca, images, size) - images
    return np.square(left).mean(axis=(1, 2, 3))


def wrong_pca(normal, images):
    """more than PCA's"""
    return _pca(normal, images)


def wrong_way_round(normal, images):
    """the wrong way round"""
    return -right_nearest(normal, images)


def wrong_not_normal(normal, images):
    """more than PCA's"""
    return np.random.default_rng(0).uniform(size=len(images))


def wrong_normal_scored(normal, images):
    """Expected a score for each of"""
    return right_nearest(normal, normal)


def wrong_one_number(normal, images):
    """Expected a score for each of"""
    return right_nearest(normal, images).mean()


def wrong_not_finite(normal, images):
    """not finite"""
    return np.log(np.zeros(len(images)))
