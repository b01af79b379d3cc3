"""A convolutional autoencoder that is a linear one at heart, with residual blocks around it."""

import math

import keras
import numpy as np
from keras import layers

from keras_autoencoders import argument_checks
from keras_autoencoders.builders._shared import CHANNELS_LAST, join


def residual(
    input_shape,
    code_size,
    *,
    filters=64,
    encoder_blocks=1,
    decoder_blocks=2,
    stride=4,
    decoder_kernel_size=None,
    activation="relu",
    output_activation=None,
    mean=0.5,
):
    """Build a convolutional autoencoder whose non-linear parts are residual blocks.

    Without its blocks the network is linear: `mean` is subtracted from the image, a
    convolution turns each patch of `stride` × `stride` pixels into one place of a map, a
    dense layer makes the code; a dense layer and a transposed convolution lead back. A block
    adds to a map what a convolution of 3 × 3 and an activation make of it. Training is quick,
    since what a linear code can do need not pass through an activation.

    Args:
        input_shape: (height, width, channels) of one image; both sides multiples of `stride`.
        code_size: Units of the linear code, a positive integer.
        filters: Channels of all maps, a positive integer.
        encoder_blocks: Residual blocks before the code, an integer of 0 or more.
        decoder_blocks: Residual blocks after it, an integer of 0 or more.
        stride: How many times a map's sides are smaller than the image's, a positive integer.
        decoder_kernel_size: Side of the last kernels, which paint the pixels; an integer of
            `stride` or more. By default twice the stride: then every pixel, away from the
            edges, gets four contributions.
        activation: Activation of the blocks; None makes the whole network linear.
        output_activation: Activation of the pixels, such as `"sigmoid"`; by default none.
        mean: What is subtracted from pixels, and at which reconstructions start: a number, or
            one for each channel. Training images' mean colour is a good choice.

    Returns:
        An uncompiled `keras.Model` from images (n, height, width, channels) to images of the
        same shape, with sub-models `encoder` (images to codes) and `decoder` (codes to
        images). Layers: `patches`, `code`, `expand`, `pixels`.

    Raises:
        ValueError: if an argument is none of the above.

    Source: lecture 5. He et al. 2016 for the blocks.

    Example:
        `builders.residual((32, 32, 3), 64, mean=images.mean(axis=(0, 1, 2)))`
    """
    height, width, channels = argument_checks.image_shape("input_shape", input_shape)
    stride = argument_checks.positive_integer("stride", stride)
    if height % stride or width % stride:
        raise ValueError(
            f"Expected `input_shape` to have a height and a width that are multiples of {stride}, "
            f"the stride. Received: input_shape={tuple(input_shape)}"
        )
    code_size = argument_checks.positive_integer("code_size", code_size)
    filters = argument_checks.positive_integer("filters", filters)
    paint = _kernel_size(decoder_kernel_size, stride)
    mean = _mean(mean, channels)
    map_shape = (height // stride, width // stride, filters)
    same = {"padding": "same", **CHANNELS_LAST}

    images = keras.Input(input_shape)
    centred = layers.Rescaling(4.0, offset=[-4.0 * value for value in mean])(images)
    maps = layers.Conv2D(filters, stride, strides=stride, name="patches", **same)(centred)
    maps = _blocks("encoder_blocks", encoder_blocks, maps, activation)
    codes = layers.Dense(code_size, name="code")(layers.Flatten(**CHANNELS_LAST)(maps))
    encoder = keras.Model(images, codes, name="encoder")

    codes = keras.Input((code_size,))
    maps = layers.Dense(math.prod(map_shape), name="expand")(codes)
    maps = layers.Reshape(map_shape)(maps)
    maps = _blocks("decoder_blocks", decoder_blocks, maps, activation)
    pixels = layers.Conv2DTranspose(
        channels, paint, strides=stride, activation=output_activation, name="pixels", **same
    )
    decoder = keras.Model(codes, pixels(maps), name="decoder")
    if output_activation is None:
        pixels.bias.assign(mean)
    return join(encoder, decoder, name="residual")


def _blocks(name, count, maps, activation):
    """Return maps after so many residual blocks."""
    if count != 0:
        argument_checks.positive_integer(name, count)
    for _ in range(count):
        block = layers.Conv2D(
            maps.shape[-1],
            3,
            padding="same",
            activation=activation,
            kernel_initializer="he_normal",
            **CHANNELS_LAST,
        )
        maps = layers.Add()([maps, block(maps)])
    return maps


def _kernel_size(size, stride):
    """Return the side of the kernels that paint the pixels."""
    if size is None:
        return 2 * stride
    if argument_checks.positive_integer("decoder_kernel_size", size) < stride:
        raise ValueError(
            f"Expected `decoder_kernel_size` to be {stride} or more, the stride, so that every "
            f"pixel is painted. Received: decoder_kernel_size={size}"
        )
    return size


def _mean(mean, channels):
    """Return one number for each channel."""
    values = np.asarray(mean, "float64")
    if values.shape not in ((), (channels,)) or not np.isfinite(values).all():
        raise ValueError(
            f"Expected `mean` to be a number, or {channels}, one for each channel. "
            f"Received: mean={mean!r}"
        )
    argument_checks.unit_interval("mean", values)
    return np.broadcast_to(values, channels).tolist()
