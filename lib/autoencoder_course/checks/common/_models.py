"""What checks look at in a student's model, which is called and never compiled for it."""

import keras
import numpy as np

from autoencoder_course.checks.common._failing import CheckFailed, expect
from autoencoder_course.checks.common._numbers import to_array


def expect_model(model):
    """Fail unless it is a Keras model."""
    expect(isinstance(model, keras.Model), f"Expected a keras.Model. Received: {type(model)}.")


def sub_model(model, name):
    """Return the part of a model with a name."""
    try:
        return model.get_layer(name)
    except ValueError:
        raise CheckFailed(
            f'Expected a part of the model named "{name}". Pass name="{name}" when you build it.'
        ) from None


def apply(model, inputs, what, training=False):
    """Return what a model or layer makes of its inputs, in or outside training, as float32."""
    # Called, for `predict` compiles first: ten times as long for a few images.
    try:
        outputs = model(inputs, training=training)
    except Exception:
        raise CheckFailed(
            f"Expected {what} to take an input of shape {np.shape(inputs)}, but it cannot."
        ) from None
    return to_array(outputs, f"the output of {what}").astype("float32")


def restored_images(model, images, what="the model"):
    """Return what a model makes of images, or fail where they have another shape."""
    restored = apply(model, images, what)
    expect(
        restored.shape == images.shape,
        f"Expected images of shape {images.shape} to come out. Received: {restored.shape}.",
    )
    return restored


def expect_bounded_pixels(decoder, code_shape):
    """Fail unless a decoder gives pixels in [0, 1] that depend on the code; return them."""
    loud = 300 * np.random.default_rng(4).standard_normal((64, *code_shape))
    pixels = apply(decoder, loud.astype("float32"), "the decoder")
    expect(
        pixels.min() >= 0 and pixels.max() <= 1,
        f"Expected pixels in [0, 1] whatever the code is; they reach from {pixels.min():.2g} to "
        f"{pixels.max():.2g}. Which activation keeps an output in (0, 1)?",
    )
    expect(np.ptp(pixels) > 0.1, "The decoder returns nearly the same pixels whatever the code is.")
    return pixels


def expect_not_linear(decoder, codes):
    """Fail if the logits of the pixels are a linear function of the codes.

    A decoder of one layer has to be, and passes.
    """
    if sum(weight.ndim > 1 for weight in decoder.get_weights()) < 2:
        return

    def logits(codes):
        pixels = apply(decoder, codes, "the decoder").astype("float64")
        pixels = np.clip(pixels, 1e-12, 1 - 1e-7)
        return np.log(pixels / (1 - pixels))

    middle = logits(codes) + logits(-codes) - 2 * logits(np.zeros_like(codes))
    expect(
        np.abs(middle).max() > 1e-4,
        "The decoder is linear up to its sigmoid: give its hidden layers a ReLU.",
    )


def same_weights(before, model):
    """Say whether a model's weights are the arrays `before`."""
    now = model.get_weights()
    return len(before) == len(now) and all(map(np.array_equal, before, now))


def take_a_step(model, inputs, targets, learning_rate=1.0, loss="mse"):
    """Take one step of plain gradient descent; say which trainable weights it has changed."""
    before = [keras.ops.convert_to_numpy(weight).copy() for weight in model.trainable_weights]
    model.compile(keras.optimizers.SGD(learning_rate), loss, run_eagerly=True)
    model.train_on_batch(inputs, targets)
    after = map(keras.ops.convert_to_numpy, model.trainable_weights)
    return [not np.array_equal(a, b) for a, b in zip(before, after, strict=True)]
