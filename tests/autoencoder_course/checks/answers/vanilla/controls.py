"""Answers to `vanilla.controls`; a wrong one's docstring is part of the message it gets."""

import numpy as np
from sklearn.decomposition import PCA

from autoencoder_course import metrics


def _flat(images):
    return images.reshape(len(images), -1).astype("float64")


def _project(fit_on, test, components, mean):
    basis = np.linalg.svd(fit_on - mean, full_matrices=False)[2][:components]
    centred = test - mean
    return np.mean((centred - centred @ basis.T @ basis) ** 2)


def right_singular_vectors(train, test, components):
    train, test = _flat(train), _flat(test)
    mean = train.mean(axis=0)
    return np.mean((test - mean) ** 2), _project(train, test, components, mean)


def right_scikit_learn(train, test, components):
    train, test = _flat(train), _flat(test)
    pca = PCA(components, svd_solver="full").fit(train)
    restored = pca.inverse_transform(pca.transform(test))
    return [((test - train.mean(0)) ** 2).mean(), ((test - restored) ** 2).mean()]


def right_centred_in_place(train, test, components):
    train, test = train.reshape(len(train), -1), test.reshape(len(test), -1)
    mean = train.mean(axis=0)
    train -= mean
    test -= mean
    basis = np.linalg.svd(train, full_matrices=False)[2][:components]
    return np.mean(test**2), np.mean((test - test @ basis.T @ basis) ** 2)


def wrong_mean_of_test(train, test, components):
    """the mean has to come from the training images"""
    train, test = _flat(train), _flat(test)
    return np.mean((test - test.mean(0)) ** 2), _project(train, test, components, train.mean(0))


def wrong_pca_fitted_to_test(train, test, components):
    """PCA was fitted to the test images"""
    train, test = _flat(train), _flat(test)
    return np.mean((test - train.mean(0)) ** 2), _project(test, test, components, test.mean(0))


def wrong_not_centred(train, test, components):
    """Is the training mean taken off both sets"""
    train, test = _flat(train), _flat(test)
    return np.mean((test - train.mean(0)) ** 2), _project(train, test, components, 0)


def wrong_summed_over_pixels(train, test, components):
    """summed over the pixels"""
    mean_error, pca_error = right_singular_vectors(train, test, components)
    return 20 * mean_error, 20 * pca_error


def wrong_root(train, test, components):
    """root"""
    mean_error, pca_error = right_singular_vectors(train, test, components)
    return mean_error**0.5, pca_error**0.5


def wrong_one_component_too_many(train, test, components):
    """Expected PCA's test error"""
    train, test = _flat(train), _flat(test)
    mean = train.mean(0)
    return np.mean((test - mean) ** 2), _project(train, test, components + 1, mean)


def wrong_smallest_components(train, test, components):
    """Expected PCA's test error"""
    train, test = _flat(train), _flat(test)
    mean = train.mean(0)
    vectors = np.linalg.eigh((train - mean).T @ (train - mean))[1][:, :components]
    centred = test - mean
    return np.mean(centred**2), np.mean((centred - centred @ vectors @ vectors.T) ** 2)


def wrong_measured_on_train(train, test, components):
    """Expected the mean image's error"""
    return right_singular_vectors(train, train, components)


def wrong_numbers_of_the_real_data(train, test, components):
    """Expected the mean image's error"""
    return 0.08664, 0.01514


def wrong_other_way_round(train, test, components):
    """Expected the mean image's error"""
    return right_singular_vectors(train, test, components)[::-1]


def wrong_only_pca(train, test, components):
    """Expected two numbers"""
    return metrics.pca_baseline(train, test, components)
