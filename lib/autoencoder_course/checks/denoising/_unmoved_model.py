"""A model that training does not move, whose losses tell which images it was given."""

import keras
import numpy as np

from autoencoder_course import datasets
from autoencoder_course.checks.common import close, expect, expect_no_mistake, fail, image_data
from keras_autoencoders import corruption


@keras.saving.register_keras_serializable(package="autoencoders.checks")
class Settled(keras.layers.Layer):
    """Return 0.6 x + 0.1, with one weight that training cannot move.

    A model of it is the same before and after `fit`, so its losses tell which images went
    in and which were the target.
    """

    def build(self, input_shape):
        """Create the weight that does nothing."""
        self.nothing = self.add_weight(shape=(), initializer="zeros")

    def call(self, images):
        """Return images of the same shape."""
        return settled(images) + 0.0 * self.nothing


def settled(images):
    """Compute what the layer `Settled` computes."""
    return 0.6 * images + 0.1


def settled_model(image_shape, *first):
    """Make a model that learns nothing, of some layers and `Settled`."""
    return keras.Sequential([keras.Input(image_shape), *first, Settled()])


def speckled_data(seed=0):
    """Make splits that differ in how many of their pixels are white, images 8 × 8."""
    generator = np.random.default_rng(seed)

    def images(count, share):
        return (generator.random((count, 8, 8, 1)) < share).astype("float32")

    return image_data("speckles", images(1000, 0.2), images(600, 0.45), images(800, 0.8))


def corrupted(data, stddev, seed=0):
    """Add Gaussian noise to every split of a data set."""
    splits = (
        split._replace(images=corruption.add_gaussian_noise(split.images, stddev, seed=seed + i))
        for i, split in enumerate(data[:3])
    )
    return datasets.ImageData(*splits, *data[3:])


def history_of(answer, epochs):
    """Return the losses in the History of a student's `fit`, or fail."""
    losses = getattr(answer, "history", None)
    expect(isinstance(losses, dict), "Expected the History that `fit` returns: return it.")
    seen = len(losses.get("loss", ()))
    expect(seen == epochs, f"Expected {epochs} epochs of training. Received: {seen}.")
    expect("val_loss" in losses, "Expected a validation loss per epoch: pass validation_data.")
    return losses


def loss_of(images, target):
    """Return the mean squared error of a settled model."""
    return float(np.mean((settled(images.astype("float64")) - target) ** 2))


def expect_loss(value, expected, mistakes, what, *, tolerance=0.01):
    """Fail unless a loss is right; say why where it is what a known mistake gives."""
    if close(value, expected, tolerance=tolerance):
        return
    expect_no_mistake(value, mistakes, tolerance=tolerance)
    fail(
        f"Expected {what} to be {expected:.4f} for this check's model, the mean squared error "
        f"between its answers to noisy images and the clean ones. Received: {value:.4f}."
    )
