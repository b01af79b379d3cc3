"""A linear path through a convolutional autoencoder, so that it starts as PCA."""

import math

import keras
import numpy as np
from keras import layers

from keras_autoencoders import argument_checks
from keras_autoencoders.builders._shared import CHANNELS_LAST, join


def refinement(image_shape, filters=32, blocks=3, *, activation="silu"):
    """Build a network that looks at a picture and says what should be added to it.

    One convolution halves the picture, residual blocks go on at that size, and a
    transposed convolution doubles it again. Its kernel of 4 is a multiple of its stride, so
    that, away from the edges, every pixel gets equally many contributions. That last layer
    starts at zero: the new network adds nothing.

    Args:
        image_shape: (height, width, channels) of one image; even height and width.
        filters: Channels of all inner maps, a positive integer.
        blocks: Convolutions whose result is added to their input, a positive integer.
        activation: Activation of all layers but the last, which is linear.

    Returns:
        An uncompiled `keras.Model` from images (n, height, width, channels) to images of
        the same shape.

    Raises:
        ValueError: if an argument is none of the above.

    Source: lecture 5. He et al. 2016 for the blocks.
    """
    height, width, channels = argument_checks.image_shape("image_shape", image_shape)
    if height % 2 or width % 2:
        raise ValueError(
            "Expected `image_shape` to have an even height and width, to be halved once. "
            f"Received: image_shape={tuple(image_shape)}"
        )
    filters = argument_checks.positive_integer("filters", filters)
    options = {"padding": "same", **CHANNELS_LAST, "kernel_initializer": "he_normal"}
    picture = keras.Input((height, width, channels))
    maps = layers.Conv2D(filters, 4, strides=2, activation=activation, **options)(picture)
    for _ in range(argument_checks.positive_integer("blocks", blocks)):
        block = layers.Conv2D(filters, 3, activation=activation, **options)
        maps = layers.Add()([maps, block(maps)])
    options["kernel_initializer"] = "zeros"  # so that it has nothing to add at first
    added = layers.Conv2DTranspose(channels, 4, strides=2, **options)(maps)
    return keras.Model(picture, added, name="refinement")


def add_linear_path(refine, pca, code_size, *, encoder=None):
    """Build an autoencoder that is PCA at first, and convolutions that add to it.

    The code is PCA's, every number scaled to a standard deviation of 1, plus what
    `encoder`, if there is one, makes of the image. The restored image is the one that PCA
    makes of this code, plus what `refine` makes of that image. Both start with nothing to
    add: their last layers are set to zero. PCA's matrices stay as they are.

    Args:
        refine: A `keras.Model` from images to images whose last layer is linear, such as
            `refinement` builds. It becomes part of the new model.
        pca: What `metrics.fit_pca` returns, with at least `code_size` components; those
            with the largest variance are used.
        code_size: Numbers in the code, a positive integer.
        encoder: None, or a `keras.Model` from images to codes whose last layer is dense and
            linear, such as the encoder of `builders.convolutional(..., code_size,
            code_activation=None)`. It becomes part of the new model.

    Returns:
        An uncompiled `keras.Model` from images (n, height, width, channels) to images of the
        same shape, not cut to [0, 1], with sub-models `encoder` and `decoder`.

    Raises:
        ValueError: if `pca` has too few components or is of images of another size, or the
            last layer of `refine` or `encoder` is not linear or of another size.

    Source: lecture 5. He et al. 2016 for learning what is to be added.
    """
    code_size = argument_checks.positive_integer("code_size", code_size)
    shape = refine.input_shape[1:]
    to_code, mean, to_pixels = _matrices(pca, code_size, shape)
    _start_at_zero("refine", refine, shape)

    images = keras.Input(shape)
    down = layers.Dense(code_size, name="linear_code", trainable=False)
    codes = down(layers.Flatten(**CHANNELS_LAST)(images))
    down.set_weights([to_code, -mean @ to_code])
    if encoder is not None:
        _start_at_zero("encoder", encoder, (code_size,))
        codes = layers.Add()([codes, encoder(images)])
    new_encoder = keras.Model(images, codes, name="encoder")

    codes = keras.Input((code_size,))
    up = layers.Dense(len(mean), name="linear_pixels", trainable=False)
    picture = layers.Reshape(shape)(up(codes))
    up.set_weights([to_pixels, mean])
    new_decoder = keras.Model(codes, layers.Add()([picture, refine(picture)]), name="decoder")
    return join(new_encoder, new_decoder, name="with_linear_path")


def _matrices(pca, size, shape):
    """Return PCA's matrix to codes of spread 1, the mean image, and the matrix back."""
    argument_checks.enough_components("pca", pca, size, math.prod(shape))
    spread = np.sqrt(pca.explained_variance_[:size])
    components = pca.components_[:size]
    return components.T / spread, pca.mean_, components * spread[:, None]


def _start_at_zero(name, model, shape):
    """Set the weights of a model's last layer to zero, so that it returns zeros."""
    last = model.layers[-1]
    linear = getattr(last, "activation", None) is keras.activations.linear
    if not linear or tuple(model.output_shape[1:]) != tuple(shape):
        raise ValueError(
            f"Expected `{name}` to end in a linear layer with outputs of shape {tuple(shape)}. "
            f"Received: {last!r} with outputs of shape {model.output_shape[1:]}"
        )
    last.set_weights([np.zeros_like(weights) for weights in last.get_weights()])
