"""Small stacks and data on which a mistake in a stack shows, and what checks look at in them."""

import keras
import numpy as np

from autoencoder_course.checks.common._core import CheckFailed, expect
from autoencoder_course.checks.common._models import sub_model
from keras_autoencoders import builders


def codes_from_below(features, rank, count=3000):
    """Make inputs as a layer below may give them: on both sides of [0, 1], a few true causes."""
    generator = np.random.default_rng(6)
    mixing = generator.normal(size=(rank, features)) / np.sqrt(rank)
    inputs = 1.2 * generator.normal(size=(count, rank)) @ mixing + 0.5
    return (inputs + 0.1 * generator.normal(size=inputs.shape)).astype("float32")


def apply(model, inputs, what):
    """Return what a model or layer makes of inputs, as an array, without compiling it."""
    try:
        return keras.ops.convert_to_numpy(model(inputs))
    except Exception:
        raise CheckFailed(
            f"Expected {what} to take an input of shape {np.shape(inputs)}, but it cannot."
        ) from None


def expect_model(model):
    """Fail unless it is a Keras model."""
    expect(isinstance(model, keras.Model), f"Expected a keras.Model. Received: {type(model)}.")


def expect_parts(model, images, code_size):
    """Fail unless a model is an encoder, then a decoder; return codes and reconstructions."""
    expect_model(model)
    encoder, decoder = sub_model(model, "encoder"), sub_model(model, "decoder")
    codes = apply(encoder, images, "the encoder")
    expect(
        codes.shape == (len(images), code_size),
        f"Expected codes of shape {(len(images), code_size)}. Received: {codes.shape}.",
    )
    restored = apply(model, images, "the model")
    expect(
        restored.shape == images.shape,
        f"Expected images of shape {images.shape} to come out. Received: {restored.shape}.",
    )
    expect(
        np.allclose(apply(decoder, codes, "the decoder"), restored, atol=1e-4, equal_nan=True),
        "Expected the model to be its decoder applied to its encoder's codes, but its output "
        "differs from that.",
    )
    return codes, restored


def train_a_step(model, images, learning_rate=0.5):
    """Take one step of plain gradient descent towards restoring the images."""
    model.compile(keras.optimizers.SGD(learning_rate), "mse", run_eagerly=True)
    model.train_on_batch(images, images)


def random_pairs(pixels, widths, generator):
    """Make layers and their partners, as after greedy steps, with any weights."""
    pairs, inputs = [], pixels
    for width in widths:
        layer, partner = keras.layers.Dense(width, "tanh"), keras.layers.Dense(inputs)
        layer.build((None, inputs))
        partner.build((None, width))
        for dense in (layer, partner):
            dense.set_weights([generator.normal(size=w.shape) for w in dense.get_weights()])
        pairs.append((layer, partner))
        inputs = width
    return pairs


def curved_images(count, seed=0):
    """Make images of 6 × 5 pixels that three numbers describe."""
    generator = np.random.default_rng(seed)
    directions = np.random.default_rng(11).normal(size=(3, 30))
    logits = generator.uniform(-1, 1, size=(count, 3)) @ directions
    return (1 / (1 + np.exp(-logits))).reshape(count, 6, 5, 1).astype("float32")


def solved_autoencoder(code_size):
    """Make an autoencoder that restores `curved_images` well, without training it."""
    generator = np.random.default_rng(12)
    model = builders.vanilla((6, 5, 1), code_size, activation="tanh")
    kernel = generator.normal(scale=0.3, size=(30, code_size))
    bias = generator.normal(scale=0.2, size=code_size)
    pixels = curved_images(2000, seed=1).reshape(2000, -1).astype("float64")
    codes = np.tanh((pixels - 0.5) @ kernel + bias)
    features = np.column_stack([codes, np.ones(len(codes))])
    back = np.linalg.lstsq(features, np.log(pixels / (1 - pixels)), rcond=None)[0]
    model.set_weights([kernel, bias - 0.5 * kernel.sum(axis=0), back[:-1], back[-1]])
    return model


def is_linear(inputs, codes):
    """Say whether codes are a linear function of the inputs, plus a constant."""
    features = np.column_stack([inputs, np.ones(len(inputs))])
    residual = codes - features @ np.linalg.lstsq(features, codes, rcond=None)[0]
    return np.abs(residual).max() < 1e-3


def through(layers, values):
    """Return what layers make of values, one after the other."""
    for layer in layers:
        values = apply(layer, values, "a layer of `pairs`")
    return values
