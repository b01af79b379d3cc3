"""What the check of a decoder for a given encoder looks at."""

import itertools
import math

import numpy as np
from keras import layers

from autoencoder_course.checks.common._core import expect
from autoencoder_course.checks.convolutional._conv_parts import (
    apply,
    expect_model,
    map_sizes,
    randomise,
    sequential,
    takes_a_step,
)


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
    before = [weight.copy() for weight in encoder.get_weights()]
    shape = tuple(encoder.input_shape[1:])
    images = generator.random((4, *shape), dtype="float32")
    codes = apply(encoder, images, "the encoder").astype("float32")
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
    _expect_hidden(model, codes, encoder)
    changed = takes_a_step(model, codes, images)
    expect(
        len(changed) == len(model.weights) and any(changed),
        "Training leaves weights of the decoder as they are: is a layer frozen?",
    )
    expect(
        all(map(np.array_equal, before, encoder.get_weights())),
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
    expect(
        biases > 0,
        "The decoder has no biases: leave `use_bias` as it is.",
    )
    convolutions = [w for w in model.get_weights() if w.ndim == 4]
    wanted = sum(isinstance(layer, layers.Conv2D) for layer in encoder.layers)
    expect(
        len(convolutions) == wanted,
        f"Expected one convolution in the decoder for each of the encoder's {wanted}. "
        f"Received: {len(convolutions)}.",
    )
    expect(
        False,
        f"Expected {expected} parameters in the mirror image of this encoder. "
        f"Received: {received}. Does each layer return as many channels as the encoder's had "
        "received, with the same kernel size?",
    )


def _expect_pixels(model, codes):
    generator = np.random.default_rng(4)
    loud = (300 * generator.standard_normal((16, *codes.shape[1:]))).astype("float32")
    pixels = apply(model, loud, "the decoder")
    expect(
        pixels.min() >= 0 and pixels.max() <= 1,
        f"Expected pixels in [0, 1] whatever the code is; they reach from {pixels.min():.2g} to "
        f"{pixels.max():.2g}. Which activation keeps an output in (0, 1)?",
    )
    expect(
        np.ptp(pixels) > 0.1,
        "The decoder returns nearly the same pixels whatever the code is.",
    )
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


def _expect_hidden(model, codes, encoder):
    """Fail if the logits of the pixels are a linear function of the codes."""
    if sum(w.ndim > 1 for w in model.get_weights()) < 2:
        return

    def logits(codes):
        pixels = np.clip(apply(model, 0.5 * codes, "the decoder"), 1e-12, 1 - 1e-7)
        return np.log(pixels / (1 - pixels))

    middle = logits(codes) + logits(-codes) - 2 * logits(np.zeros_like(codes))
    expect(
        np.abs(middle).max() > 1e-4,
        "The decoder is linear up to its sigmoid: give its hidden layers a ReLU.",
    )


def _sizes(encoder):
    maps = [layer for layer in encoder.layers if isinstance(layer, layers.Conv2D)]
    sizes = [tuple(maps[0].input.shape[1:3]), *(tuple(layer.output.shape[1:3]) for layer in maps)]
    return [size for size, _ in itertools.groupby(sizes)]


def _by(size):
    return f"{size[0]} × {size[1]}"


def _way(encoder):
    return " → ".join(map(_by, _sizes(encoder)))
