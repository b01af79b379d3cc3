"""Data with noise of which a settled model's losses tell what was done with it."""

from autoencoder_course import datasets
from autoencoder_course.checks.common import close, expect_no_mistake, fail
from keras_autoencoders import corruption


def corrupted(data, stddev, seed=0):
    """Add Gaussian noise to every split of a data set."""
    splits = (
        split._replace(images=corruption.add_gaussian_noise(split.images, stddev, seed=seed + i))
        for i, split in enumerate(data[:3])
    )
    return datasets.ImageData(*splits, *data[3:])


def expect_loss(value, expected, mistakes, what, *, tolerance=0.01):
    """Fail unless a loss is right; say why where it is what a known mistake gives."""
    if close(value, expected, tolerance=tolerance):
        return
    expect_no_mistake(value, mistakes, tolerance=tolerance)
    fail(
        f"Expected {what} to be {expected:.4f} for this check's model, the mean squared error "
        f"between its answers to noisy images and the clean ones. Received: {value:.4f}."
    )
