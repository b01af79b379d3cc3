"""Noise, data and models made so that a mistake in training a denoiser shows."""

import keras
import numpy as np

from autoencoder_course import datasets
from autoencoder_course.checks.common._core import CheckFailed, close, expect
from autoencoder_course.checks.common._tensors import to_array
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


@keras.saving.register_keras_serializable(package="autoencoders.checks")
class Veil(keras.layers.Layer):
    """Replace every value by 0.7 in training, and return it unchanged otherwise."""

    def call(self, images, training=False):
        """Return images of the same shape."""
        return 0.7 * keras.ops.ones_like(images) if training else images


def speckled_data(seed=0):
    """Make splits that differ in how many of their pixels are white, images 8 × 8."""
    generator = np.random.default_rng(seed)

    def split(count, share):
        images = (generator.random((count, 8, 8, 1)) < share).astype("float32")
        return datasets.Split(images, np.zeros(count, dtype="int64"))

    return _image_data("speckles", split(1000, 0.2), split(600, 0.45), split(800, 0.8))


def line_data(seed=0, count=2000, side=12):
    """Make splits of thin white lines on black; the test split has nothing but static.

    A filter of 3 × 3 pixels takes a line that is one pixel wide for noise, and what has
    learned from lines does not.
    """
    generator = np.random.default_rng(seed)

    def split(count):
        return datasets.Split(lines(generator, count, side), np.zeros(count, dtype="int64"))

    static = generator.random((400, side, side, 1), dtype="float32")
    test = datasets.Split(static, np.zeros(400, dtype="int64"))
    return _image_data("lines", split(count), split(300), test)


def lines(generator, count, side=12):
    """Draw images (count, side, side, 1) of two or three lines, across or down."""
    images = np.zeros((count, side, side, 1), dtype="float32")
    for image in images:
        for _ in range(generator.integers(2, 4)):
            place = generator.integers(1, side - 1)
            start, end = np.sort(generator.choice(side + 1, 2, replace=False))
            across = image if generator.integers(2) else image.transpose(1, 0, 2)
            across[place, start:end] = 1.0
    return images


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
    for sentence, wrong in mistakes.items():
        expect(not close(value, wrong, tolerance=tolerance), sentence)
    raise CheckFailed(
        f"Expected {what} to be {expected:.4f} for this check's model, the mean squared error "
        f"between its answers to noisy images and the clean ones. Received: {value:.4f}."
    )


def restore(restorer, images, what="the model"):
    """Return what a model or function makes of images, as an array of their shape."""
    expect(callable(restorer), f"Expected {what} to be a model or a function of images.")
    try:
        answer = restorer(images)
    except Exception as error:
        raise CheckFailed(
            f"Expected {what} to take images of shape {images.shape}, but it stops with "
            f"{type(error).__name__}."
        ) from None
    restored = to_array(answer, "the restored images")
    expect(
        restored.shape == images.shape,
        f"Expected {what} to return images of shape {images.shape}. "
        f"Received: shape {restored.shape}.",
    )
    return restored


def _image_data(name, train, validation, test):
    return datasets.ImageData(train, validation, test, (name,), name, "sample")
