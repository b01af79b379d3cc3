"""A model that training does not move, whose losses tell which images it was given."""

import keras
import numpy as np

from autoencoder_course.checks.common._failing import expect
from autoencoder_course.checks.common._images import image_data


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


def loss_of(images, target):
    """Return the mean squared error of a settled model."""
    return float(np.mean((settled(images.astype("float64")) - target) ** 2))


def speckled_data(image_shape, counts, *, seed=0):
    """Make splits that differ in how many of their pixels are white.

    Args:
        image_shape: (height, width, channels).
        counts: How many images are in training, validation and test.
        seed: A non-negative integer.
    """
    generator = np.random.default_rng(seed)
    splits = [
        (generator.random((count, *image_shape)) < share).astype("float32")
        for count, share in zip(counts, (0.2, 0.45, 0.8), strict=True)
    ]
    return image_data("speckles", *splits)


def history_of(answer, epochs):
    """Return the losses in the History of a student's `fit`, or fail."""
    losses = getattr(answer, "history", None)
    expect(isinstance(losses, dict), "Expected the History that `fit` returns: return it.")
    seen = len(losses.get("loss", ()))
    expect(seen == epochs, f"Expected {epochs} epochs of training. Received: {seen}.")
    expect("val_loss" in losses, "Expected a validation loss per epoch: pass validation_data.")
    return losses
