"""A linear path beside a convolutional autoencoder, so that it starts as PCA."""

import keras
import numpy as np
from keras import layers

from autoencoders.builders._join import join


def add_linear_path(autoencoder, pca, *, trainable=False):
    """Add a linear way from the pixels to the code and back, set to PCA.

    The new model's code is PCA's, every number scaled to a standard deviation of 1, plus
    what `autoencoder`'s encoder makes of the images; its images are those that PCA makes
    of the code plus those of `autoencoder`'s decoder. Both of these sums start with
    nothing to add: the last layers of encoder and decoder are set to zero. So the new
    model computes what PCA does until it is trained, and training can only add to it.

    Args:
        autoencoder: A `keras.Model` from `builders.convolutional(..., code_size,
            code_activation=None, output_activation=None)`. Its layers become part of the
            new model, and the weights of its last two layers, `code` and `pixels`, are set
            to zero.
        pca: What `metrics.fit_pca` returns, with at least as many components as the code
            has units; those with the largest variance are used.
        trainable: Whether the linear path is trained too.

    Returns:
        An uncompiled `keras.Model` from images (n, height, width, channels) to images of the
        same shape, not cut to [0, 1], with sub-models `encoder` and `decoder`.

    Raises:
        ValueError: if `autoencoder` has no dense linear code or no linear pixels, or `pca`
            has too few components or is of images of another size.

    Source: lecture 5. He et al. 2016 for learning what is to be added.
    """
    encoder, decoder = _checked(autoencoder)
    shape, size = autoencoder.input_shape[1:], encoder.output_shape[-1]
    to_code, mean, to_pixels = _matrices(pca, size, shape)
    for layer in (encoder.get_layer("code"), decoder.get_layer("pixels")):
        layer.set_weights([np.zeros_like(weights) for weights in layer.get_weights()])

    images = keras.Input(shape)
    down = layers.Dense(size, name="linear_code", trainable=trainable)
    linear = down(layers.Flatten()(images))
    down.set_weights([to_code, -mean @ to_code])
    new_encoder = keras.Model(images, layers.Add()([linear, encoder(images)]), name="encoder")

    codes = keras.Input((size,))
    up = layers.Dense(len(mean), name="linear_pixels", trainable=trainable)
    linear = layers.Reshape(shape)(up(codes))
    up.set_weights([to_pixels, mean])
    new_decoder = keras.Model(codes, layers.Add()([linear, decoder(codes)]), name="decoder")
    return join(new_encoder, new_decoder, name="with_linear_path")


def _matrices(pca, size, shape):
    """Return PCA's matrix to codes of spread 1, the mean image, and the matrix back."""
    pixels = int(np.prod(shape))
    if pca.components_.shape[0] < size or pca.components_.shape[1] != pixels:
        raise ValueError(
            f"Expected `pca` to have at least {size} components of {pixels} pixels. "
            f"Received: components of shape {pca.components_.shape}"
        )
    spread = np.sqrt(pca.explained_variance_[:size])
    components = pca.components_[:size]
    return components.T / spread, pca.mean_, components * spread[:, None]


def _checked(autoencoder):
    """Return encoder and decoder of an autoencoder that PCA can be added to."""
    linear = keras.activations.linear
    try:
        encoder, decoder = (autoencoder.get_layer(name) for name in ("encoder", "decoder"))
        code, pixels = encoder.get_layer("code"), decoder.get_layer("pixels")
        fits = isinstance(code, layers.Dense) and code.activation is linear
        fits = fits and pixels.activation is linear
    except (AttributeError, ValueError):
        fits = False
    if not fits:
        raise ValueError(
            "Expected `autoencoder` to have a dense linear code and linear pixels, as from "
            "builders.convolutional(..., code_size=64, code_activation=None, "
            f"output_activation=None). Received: {autoencoder!r}"
        )
    return encoder, decoder
