"""Answers to `vanilla.baselines`; a wrong one's docstring is part of the message it gets."""

import numpy as np
from sklearn.decomposition import PCA

from autoencoder_course import metrics


def _flat(images):
    return images.reshape(len(images), -1).astype("float64")


def _restored(fit_on, test, components, mean):
    basis = np.linalg.svd(fit_on - mean, full_matrices=False)[2][:components]
    return (test - mean) @ basis.T @ basis + mean


def _errors(test, mean, restored):
    return [np.mean((test - each) ** 2) for each in (mean, restored, np.clip(restored, 0, 1))]


def right_singular_vectors(train, test, components):
    train, test = _flat(train), _flat(test)
    mean = train.mean(axis=0)
    return _errors(test, mean, _restored(train, test, components, mean))


def right_scikit_learn(train, test, components):
    train, test = _flat(train), _flat(test)
    pca = PCA(components, svd_solver="full").fit(train)
    return tuple(_errors(test, train.mean(0), pca.inverse_transform(pca.transform(test))))


def right_centred_in_place(train, test, components):
    train, test = train.reshape(len(train), -1), test.reshape(len(test), -1)
    mean = train.mean(axis=0)
    train -= mean
    test -= mean
    basis = np.linalg.svd(train, full_matrices=False)[2][:components]
    restored = test @ basis.T @ basis
    clipped = np.minimum(np.maximum(restored + mean, 0), 1) - mean
    return np.array([np.mean((test - each) ** 2) for each in (0, restored, clipped)])


def wrong_mean_of_test(train, test, components):
    """the mean has to come from the training images"""
    _, *others = right_singular_vectors(train, test, components)
    return np.mean((test - test.mean(0)) ** 2), *others


def wrong_pca_fitted_to_test(train, test, components):
    """PCA was fitted to the test images"""
    flat = _flat(test)
    restored = _restored(flat, flat, components, flat.mean(0))
    return _errors(flat, _flat(train).mean(0), restored)


def wrong_not_centred(train, test, components):
    """Is the training mean taken off both sets"""
    train, test = _flat(train), _flat(test)
    return _errors(test, train.mean(0), _restored(train, test, components, 0))


def wrong_clipped_before_the_mean_is_back(train, test, components):
    """Is the mean put back before the pixels are clipped"""
    train, test = _flat(train), _flat(test)
    mean = train.mean(0)
    restored = _restored(train, test, components, mean)
    clipped = np.clip(restored - mean, 0, 1) + mean
    return *_errors(test, mean, restored)[:2], np.mean((test - clipped) ** 2)


def wrong_nothing_is_clipped(train, test, components):
    """The third number is PCA's without clipping"""
    mean_image, linear, _ = right_singular_vectors(train, test, components)
    return mean_image, linear, linear


def wrong_all_is_clipped(train, test, components):
    """The second number is clipped PCA's"""
    mean_image, _, clipped = right_singular_vectors(train, test, components)
    return mean_image, clipped, clipped


def wrong_summed_over_pixels(train, test, components):
    """summed over the pixels"""
    return [20 * error for error in right_singular_vectors(train, test, components)]


def wrong_root(train, test, components):
    """root"""
    return np.sqrt(right_singular_vectors(train, test, components))


def wrong_one_component_too_many(train, test, components):
    """Expected PCA's test error"""
    return right_singular_vectors(train, test, components + 1)


def wrong_measured_on_train(train, test, components):
    """Expected the mean image's error"""
    return right_singular_vectors(train, train, components)


def wrong_only_pca(train, test, components):
    """Expected three numbers"""
    return metrics.pca_baseline(train, test, components)
