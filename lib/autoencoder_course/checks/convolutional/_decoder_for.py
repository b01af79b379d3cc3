"""The check of the decoder that mirrors an encoder."""

import itertools
import math

import keras
import numpy as np
from keras import layers

from autoencoder_course.checks.common import (
    apply,
    call,
    expect,
    expect_bounded_pixels,
    expect_model,
    expect_not_linear,
    fail,
    question,
    random_images,
    same_weights,
    take_a_step,
)
from autoencoder_course.checks.convolutional._encoders import map_sizes, randomise, sequential


@question(
    "convolutional.decoder_for",
    hints=(
        "Collect the Conv2D layers and go through them in reverse. layer.input.shape says what "
        "the mirrored layer has to return: height, width and channels.",
        "Conv2DTranspose(channels, layer.kernel_size, strides=layer.strides, padding='same') for "
        "each, then Cropping2D(((0, surplus), (0, surplus))) where it is too large. For a dense "
        "code, start with Dense(math.prod(shape)) and Reshape(shape), where shape is the last "
        "convolution's output.shape[1:].",
    ),
)
def decoder_for(build, image_shape=(14, 12, 3), widths=(4, 6, 5), seed=0):
    """Check a function `build(encoder)` that returns the decoder that mirrors it."""
    keras.utils.set_random_seed(seed)
    generator = np.random.default_rng(seed)
    for shape, filters, strides, kernel_sizes, code_size in (
        ((16, 8, 3), widths[:2], (2, 2), (3, 3), None),
        (image_shape, widths, (2, 1, 2), (3, 3, 3), 9),
        ((13, 14, 1), widths, (2, 2, 2), (5, 3, 3), None),
        ((8, 12, 2), widths[:1], (2,), (3,), 7),
    ):
        encoder = strided_encoder(shape, filters, strides, kernel_sizes, code_size, generator)
        expect_mirror(call(build, encoder), encoder, generator)


def strided_encoder(image_shape, widths, strides, kernel_sizes, code_size, generator):
    """Make an encoder of convolutions, with or without a dense code, any weights."""
    stack = [
        layers.Conv2D(width, kernel, strides=stride, padding="same", activation="relu")
        for width, kernel, stride in zip(widths, kernel_sizes, strides, strict=True)
    ]
    if code_size:
        stack += [layers.Flatten(), layers.Dense(code_size)]
    encoder = sequential(image_shape, *stack)
    randomise(encoder, generator)
    return encoder


def expect_mirror(model, encoder, generator):
    """Fail unless a model is a decoder that mirrors the encoder."""
    expect_model(model)
    before = encoder.get_weights()
    shape = tuple(encoder.input_shape[1:])
    images = random_images(4, shape, generator)
    codes = apply(encoder, images, "the encoder")
    expect(
        tuple(model.input_shape[1:]) == codes.shape[1:],
        f"Expected a decoder of codes of shape {codes.shape[1:]}, as the encoder makes them. "
        f"Received: one for {model.input_shape[1:]}.",
    )
    pixels = apply(model, codes, "the decoder")
    expect(
        pixels.shape == images.shape,
        f"Expected images of shape {shape} from the decoder. Received: {pixels.shape[1:]}. "
        f"The encoder's sizes were {_way(encoder)}.",
    )
    _expect_parameters(model, encoder)
    visited = set(map_sizes(model))
    missing = [size for size in _sizes(encoder) if size not in visited]
    expect(
        not missing,
        f"The encoder's sizes were {_way(encoder)}; the decoder has to pass through them on its "
        f"way back, but never has {_by(missing[0]) if missing else ''}. Undo one stride at a time.",
    )
    _expect_pixels(model, codes)
    expect_not_linear(model, codes)
    changed = take_a_step(model, codes, images)
    expect(
        len(changed) == len(model.weights) and any(changed),
        "Training leaves weights of the decoder as they are: is a layer frozen?",
    )
    expect(
        same_weights(before, encoder),
        "Training the decoder changes the encoder's weights: the decoder needs weights of its own.",
    )


def _expect_parameters(model, encoder):
    expected, kernels, codes = 0, 0, encoder.output_shape[1:]
    for layer in encoder.layers:
        if isinstance(layer, layers.Conv2D):
            received = layer.input.shape[-1]
            kernels += math.prod(layer.kernel_size) * received * layer.filters
            expected += received
    expected += kernels
    if len(codes) == 1:
        expected += (codes[0] + 1) * math.prod(encoder.layers[-2].input.shape[1:])
    received = model.count_params()
    if received == expected:
        return
    biases = sum(w.size for w in model.get_weights() if w.ndim == 1)
    expect(biases > 0, "The decoder has no biases: leave `use_bias` as it is.")
    convolutions = [w for w in model.get_weights() if w.ndim == 4]
    wanted = sum(isinstance(layer, layers.Conv2D) for layer in encoder.layers)
    expect(
        len(convolutions) == wanted,
        f"Expected one convolution in the decoder for each of the encoder's {wanted}. "
        f"Received: {len(convolutions)}.",
    )
    fail(
        f"Expected {expected} parameters in the mirror image of this encoder. "
        f"Received: {received}. Does each layer return as many channels as the encoder's had "
        "received, with the same kernel size?"
    )


def _expect_pixels(model, codes):
    pixels = expect_bounded_pixels(model, codes.shape[1:])
    expect(
        (pixels < 0.5).any(),
        "No pixel is ever darker than 0.5: a ReLU in front of the sigmoid keeps them light.",
    )
    blocks = pixels[:, 0 : pixels.shape[1] // 2 * 2]
    expect(
        not np.allclose(blocks[:, 0::2], blocks[:, 1::2], atol=1e-6),
        "Rows of pixels are equal in pairs: an enlargement comes last, and no convolution after "
        "it. Enlarge first, then convolve.",
    )


def _sizes(encoder):
    maps = [layer for layer in encoder.layers if isinstance(layer, layers.Conv2D)]
    sizes = [tuple(maps[0].input.shape[1:3]), *(tuple(layer.output.shape[1:3]) for layer in maps)]
    return [size for size, _ in itertools.groupby(sizes)]


def _by(size):
    return f"{size[0]} × {size[1]}"


def _way(encoder):
    return " → ".join(map(_by, _sizes(encoder)))
