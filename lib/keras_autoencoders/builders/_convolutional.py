"""Autoencoders made of convolutions."""

import math

import keras
from keras import layers

from keras_autoencoders import argument_checks
from keras_autoencoders.builders._shared import (
    CHANNELS_LAST,
    activation_of_code,
    initializer_for_each_layer,
    join,
)
from keras_autoencoders.layers._enlarged_conv2d import EnlargedConv2D

_DOWN_SAMPLING = ("stride", "max_pooling")
_UP_SAMPLING = ("nearest", "bilinear", "transposed")
_PADDING = ("same", "symmetric")


def convolutional(
    input_shape,
    filters,
    code_size=None,
    *,
    decoder_filters=None,
    activation="relu",
    code_activation="same",
    output_activation="sigmoid",
    down_sampling="stride",
    up_sampling="nearest",
    padding="same",
    kernel_size=3,
    kernel_initializer="glorot_uniform",
    fuse_last_enlargement=False,
):
    """Build a convolutional autoencoder: each stage halves the image, then doubles it back.

    The encoder is one convolution per stage, then, if there is a `code_size`, one dense
    layer. The decoder is a dense layer (if there is a `code_size`), then a convolution and
    an enlargement per stage, then a convolution to the pixels.

    Args:
        input_shape: (height, width, channels) of one image.
        filters: Channels after each stage of the encoder, one or more positive integers.
        code_size: Units of a dense code, a positive integer; None leaves the last stage's
            feature map (height / 2ˢ, width / 2ˢ, filters[-1]) as the code, s stages.
        decoder_filters: Channels after each stage of the decoder, as many as `filters`;
            by default `filters` in reverse.
        activation: Activation of all layers but the code and the pixels; anything that
            `keras.layers.Conv2D` takes, such as `keras.layers.LeakyReLU(0.1)`.
        code_activation: Activation of the layer that makes the code. By default that of
            the others; `"linear"` or `None` gives a linear code.
        output_activation: Activation of the pixels. `"sigmoid"` keeps them in (0, 1).
        down_sampling: `"stride"` (convolutions of stride 2) or `"max_pooling"`.
        up_sampling: `"nearest"` or `"bilinear"` (a convolution, then an enlargement), or
            `"transposed"` (a transposed convolution of stride 2 does both).
        padding: `"same"`, Keras's, which for stride 2 adds zeros at the bottom and the
            right only; or `"symmetric"`, which adds kernel_size // 2 on all sides, like
            PyTorch's `padding=1` for a kernel of 3. They differ only for stride 2.
        kernel_size: Side of the kernels, a positive integer; or one for each stage of the
            encoder, which the decoder uses in reverse, the first once more for the pixels.
            Odd for `"symmetric"`.
        kernel_initializer: Initialiser of all kernels: a name, or an object of
            `keras.initializers`, of which every layer gets a copy of its own.
        fuse_last_enlargement: If True, `pixels` is a `layers.EnlargedConv2D`, which does the
            enlargement before it too: the same function but for rounding, with less work
            and memory where the last of `decoder_filters` is large. Not for `"transposed"`. A
            process that loads the saved model then has to import this package.

    Returns:
        An uncompiled `keras.Model` from images (n, height, width, channels) to images of
        the same shape, with sub-models `encoder` (images to codes) and `decoder` (codes to
        images). Layers: `conv_1`, `conv_2`, …, `code` in the encoder, `pixels` at the end of
        the decoder. Which layers there are does not depend on the sizes.

    Raises:
        ValueError: if height or width cannot be halved once per stage, another argument is
            none of the above, or a last enlargement is to be fused that there is not.

    Source: Kharagpur recipe 32; Masci et al. 2011.
    """
    input_shape = argument_checks.image_shape("input_shape", input_shape)
    filters = argument_checks.positive_integers("filters", filters)
    decoder_filters = _decoder_filters(decoder_filters, filters)
    argument_checks.one_of("down_sampling", down_sampling, _DOWN_SAMPLING)
    argument_checks.one_of("up_sampling", up_sampling, _UP_SAMPLING)
    argument_checks.one_of("padding", padding, _PADDING)
    kernel_sizes = _kernel_sizes(kernel_size, padding, len(filters))
    if fuse_last_enlargement and up_sampling == "transposed":
        raise ValueError(
            'Expected `fuse_last_enlargement` to be False for up_sampling="transposed", which '
            "enlarges and convolves in one anyway. Received: fuse_last_enlargement=True"
        )
    map_shape = (*argument_checks.halvings(input_shape, len(filters))[-1], filters[-1])

    dense = {"kernel_initializer": initializer_for_each_layer(kernel_initializer)}
    convolution = {"padding": "same", **CHANNELS_LAST, **dense}
    code = {"activation": activation_of_code(code_activation, activation), "name": "code"}

    stages = [
        {"activation": activation, "name": f"conv_{stage + 1}"} for stage in range(len(filters))
    ]
    if code_size is None:
        stages[-1] = code
    down, up = [], []
    for width, size, options in zip(filters, kernel_sizes, stages, strict=True):
        options = {**convolution, "kernel_size": size, **options}
        down += _halve(width, down_sampling, padding, options)
    for width, size in zip(decoder_filters, kernel_sizes[::-1], strict=True):
        options = {**convolution, "kernel_size": size, "activation": activation}
        up += _double(width, up_sampling, options)
    pixels = {"kernel_size": kernel_sizes[0], "activation": output_activation, "name": "pixels"}
    if fuse_last_enlargement:
        pixels |= {"interpolation": up_sampling, **dense}
        up[-1] = EnlargedConv2D(input_shape[-1], **pixels)
    else:
        up.append(layers.Conv2D(input_shape[-1], **convolution, **pixels))

    code_shape = map_shape
    if code_size is not None:
        code_shape = (argument_checks.positive_integer("code_size", code_size),)
        down += [layers.Flatten(**CHANNELS_LAST), layers.Dense(*code_shape, **dense, **code)]
        expand = layers.Dense(math.prod(map_shape), activation=activation, name="expand", **dense)
        up = [expand, layers.Reshape(map_shape), *up]
    encoder = keras.Sequential([keras.Input(input_shape), *down], name="encoder")
    decoder = keras.Sequential([keras.Input(code_shape), *up], name="decoder")
    return join(encoder, decoder, name="convolutional")


def _halve(width, down_sampling, padding, options):
    """Return the layers of one stage of the encoder."""
    if down_sampling == "max_pooling":
        return [layers.Conv2D(width, **options), layers.MaxPooling2D(2, **CHANNELS_LAST)]
    if padding == "same":
        return [layers.Conv2D(width, strides=2, **options)]
    around = layers.ZeroPadding2D(options["kernel_size"] // 2, **CHANNELS_LAST)
    return [around, layers.Conv2D(width, strides=2, **{**options, "padding": "valid"})]


def _double(width, up_sampling, options):
    """Return the layers of one stage of the decoder."""
    if up_sampling == "transposed":
        return [layers.Conv2DTranspose(width, strides=2, **options)]
    enlarge = layers.UpSampling2D(2, interpolation=up_sampling, **CHANNELS_LAST)
    return [layers.Conv2D(width, **options), enlarge]


def _decoder_filters(decoder_filters, filters):
    if not filters:
        raise ValueError("Expected `filters` to name at least one stage. Received: filters=[]")
    if decoder_filters is None:
        return filters[::-1]
    decoder_filters = argument_checks.positive_integers("decoder_filters", decoder_filters)
    if len(decoder_filters) != len(filters):
        raise ValueError(
            f"Expected `decoder_filters` to name as many stages as `filters`, {len(filters)}. "
            f"Received: decoder_filters={decoder_filters}"
        )
    return decoder_filters


def _kernel_sizes(kernel_size, padding, stages):
    """Return the side of the kernels of each stage of the encoder."""
    if isinstance(kernel_size, (list, tuple)):
        sizes = argument_checks.positive_integers("kernel_size", kernel_size)
    else:
        sizes = [argument_checks.positive_integer("kernel_size", kernel_size)] * stages
    if len(sizes) != stages:
        raise ValueError(
            f"Expected `kernel_size` to be one integer or one for each stage, {stages}. "
            f"Received: kernel_size={kernel_size}"
        )
    if padding == "symmetric" and any(size % 2 == 0 for size in sizes):
        raise ValueError(
            'Expected `kernel_size` to be odd for padding="symmetric". '
            f"Received: kernel_size={kernel_size}"
        )
    return sizes
