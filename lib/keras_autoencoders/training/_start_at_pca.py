"""Weights that make a stack of ReLU layers start as principal component analysis."""

import math

import keras
import numpy as np

from keras_autoencoders import argument_checks

_MARGIN = 0.1  # how far below the smallest training code a unit's threshold lies, of the range
_SHAPING = (keras.layers.InputLayer, keras.layers.Flatten, keras.layers.Reshape)


def start_at_pca(autoencoder, pca, images) -> None:
    """Set an autoencoder's weights so that it computes what PCA does; then train it.

    Biases lift the codes so high that no training image switches off a ReLU that they pass
    through, and are taken off again after the last one: with all units on, ReLU layers are
    linear. Hidden units that PCA has no use for keep the weights that they have, but
    nothing listens to them yet. The restored image is PCA's, cut to [0, 1] where the
    output is `"hard_sigmoid"`, which is just that cut (of 6x - 3).

    Args:
        autoencoder: A `keras.Model` from
            `builders.stacked(..., code_activation=None, output_activation="hard_sigmoid")`
            with `"relu"` hidden layers that are at least as wide as the code. The output
            may be `None` (linear) too. Its weights are replaced.
        pca: A fitted principal component analysis, such as `metrics.fit_pca` returns:
            `components_` (at least as many as the code has units, pixels) and `mean_`.
        images: The training images (n, height, width, channels) that it was fitted to.

    Raises:
        ValueError: if `autoencoder` is not such a model, `pca` or `images` does not fit it, or
            `images` are not finite or hold values far above 1 (or whole numbers above 1).

    Source: Baldi and Hornik 1989 for the best linear autoencoder.
    """
    down, up = _checked_layers(autoencoder)
    images = argument_checks.images_of_shape("images", images, autoencoder.input_shape[1:])
    size = down[-1].units
    argument_checks.enough_components("pca", pca, size, math.prod(images.shape[1:]))
    mean, components = np.asarray(pca.mean_), np.asarray(pca.components_)[:size]
    codes = (images.reshape(len(images), -1) - mean) @ components.T
    lowest, highest = codes.min(axis=0), codes.max(axis=0)
    shift = _MARGIN * (highest - lowest) - lowest

    encode = components.T, shift - mean @ components.T
    _set_first(down[0], *encode)
    keep = np.eye(size)
    for layer in down[1:-1] + up[1:-1]:
        _set_first(layer, keep, np.zeros(size))
    _set_first(down[-1], keep, -shift)
    _set_first(up[0], keep, shift)
    scale, offset = (6, -3) if up[-1].activation is keras.activations.hard_sigmoid else (1, 0)
    decode = components, mean - shift @ components
    _set_first(up[-1], scale * decode[0], scale * decode[1] + offset)


def _set_first(layer, kernel, bias):
    """Set the weights between the first units; whatever else comes in counts for nothing."""
    new_kernel, new_bias = (np.array(weights) for weights in layer.get_weights())
    new_kernel[:, : kernel.shape[1]] = 0
    new_kernel[: kernel.shape[0], : kernel.shape[1]] = kernel
    new_bias[: len(bias)] = bias
    layer.set_weights([new_kernel, new_bias])


def _checked_layers(autoencoder):
    """Return the dense layers of the encoder and those of the decoder, in their order."""
    try:
        down, up = (_dense_layers(autoencoder.get_layer(name)) for name in ("encoder", "decoder"))
        _check_shapes(down, up)
        _check_activations(down, up)
    except (AttributeError, ValueError) as error:
        raise ValueError(
            "Expected `autoencoder` to be dense layers and their mirror image, as from "
            'builders.stacked(..., activation="relu", code_activation=None, '
            f'output_activation="hard_sigmoid"). Received: {autoencoder!r} ({error})'
        ) from None
    return down, up


def _dense_layers(model):
    dense = [layer for layer in model.layers if not isinstance(layer, _SHAPING)]
    for layer in dense:
        if not isinstance(layer, keras.layers.Dense) or not layer.use_bias:
            raise ValueError(f"{layer.name!r} is not a Dense layer with biases")
    return dense


def _check_shapes(down, up):
    widths = [layer.kernel.shape[0] for layer in down] + [down[-1].units]
    if [layer.kernel.shape[0] for layer in up] + [up[-1].units] != widths[::-1]:
        raise ValueError("the decoder does not mirror the encoder")
    if len(widths) < 3:
        raise ValueError("it has no hidden layer")
    if min(widths) < widths[-1]:
        raise ValueError(f"a layer has fewer units than the code, {min(widths)} < {widths[-1]}")


def _check_activations(down, up):
    linear, relu = keras.activations.linear, keras.activations.relu
    for layer in down[:-1] + up[:-1]:
        if layer.activation is not relu:
            raise ValueError(f"the hidden layer {layer.name!r} is not ReLU")
    if down[-1].activation is not linear:
        raise ValueError("the code is not linear")
    if up[-1].activation not in (linear, keras.activations.hard_sigmoid):
        raise ValueError("the output is neither hard_sigmoid nor linear")
