"""Autoencoders made of dense layers."""

import math

import keras
import numpy as np
from keras import layers

from autoencoders import _arguments
from autoencoders.builders import _initializers, _sizes
from autoencoders.builders._dense_stack import dense_stack
from autoencoders.builders._join import join
from autoencoders.regularizers import KLSparsity


def vanilla(
    input_shape,
    code_size,
    *,
    activation="relu",
    output_activation="sigmoid",
    kernel_initializer="glorot_uniform",
):
    """Build the simplest autoencoder: one dense layer to the code, one back to the pixels.

    Args:
        input_shape: (height, width, channels) of one image.
        code_size: Number of units in the code, a positive integer.
        activation: Activation of the code; anything that `keras.layers.Dense` takes.
            `None` gives a linear code.
        output_activation: Activation of the pixels. `"sigmoid"` keeps them in (0, 1).
        kernel_initializer: How both weight matrices start: a name, or an object of
            `keras.initializers`, of which each layer gets a copy of its own.

    Returns:
        An uncompiled `keras.Model` from images (n, height, width, channels) to images of
        the same shape, with sub-models `encoder` (images to codes (n, code_size)) and
        `decoder` (codes to images).

    Raises:
        ValueError: if `input_shape` is not three positive integers, or `code_size` is not
            a positive integer.

    Source: lecture 12 (784-100-784 with ReLU at both layers).
    """
    input_shape = _arguments.image_shape("input_shape", input_shape)
    code_size = _arguments.positive_integer("code_size", code_size)
    start = {"kernel_initializer": _initializers.recipe(kernel_initializer)}
    encoder = keras.Sequential(
        [
            keras.Input(input_shape),
            layers.Flatten(),
            layers.Dense(code_size, activation=activation, name="code", **start),
        ],
        name="encoder",
    )
    decoder = keras.Sequential(
        [
            keras.Input((code_size,)),
            layers.Dense(
                math.prod(input_shape), activation=output_activation, name="pixels", **start
            ),
            layers.Reshape(input_shape),
        ],
        name="decoder",
    )
    return join(encoder, decoder, name="vanilla")


def stacked(
    input_shape,
    hidden_units,
    code_size,
    *,
    activation="relu",
    code_activation="same",
    output_activation="sigmoid",
    tied=False,
    kernel_regularizer=None,
):
    """Build a deep autoencoder: dense layers to the code, and their mirror image back.

    Args:
        input_shape: (height, width, channels) of one image.
        hidden_units: Units of the encoder's hidden layers from the pixels to the code, one
            or more positive integers. The decoder has the same in reverse.
        code_size: Number of units in the code, at most those of the last hidden layer.
        activation: Activation of the hidden layers; anything that `keras.layers.Dense`
            takes.
        code_activation: Activation of the code. By default that of the hidden layers;
            `"linear"` or `None` gives a linear code, which usually restores images best.
        output_activation: Activation of the pixels. `"sigmoid"` keeps them in (0, 1).
        tied: If True, the decoder uses the encoder's kernels, transposed: half the
            parameters. The decoder then exists only together with its encoder: it cannot
            be saved, cloned or frozen apart from it.
        kernel_regularizer: Penalty on the encoder's kernels, as in `keras.layers.Dense`.

    Returns:
        An uncompiled `keras.Model` from images (n, height, width, channels) to images of
        the same shape, with sub-models `encoder` (images to codes (n, code_size)) and
        `decoder` (codes to images). Layers: `hidden_1`, `hidden_2`, …, `code` in the
        encoder; in the decoder each has the name of what it restores, down to `pixels`.

    Raises:
        ValueError: if `input_shape` is not three positive integers, `hidden_units` is
            empty or not positive integers, or `code_size` is not a positive integer or
            larger than the last of them.

    Source: lecture 17 (784-400-256-400-784); Hinton and Salakhutdinov 2006.
    """
    hidden_units = _sizes.positive_integers("hidden_units", hidden_units)
    code_size = _arguments.positive_integer("code_size", code_size)
    if not hidden_units:
        raise ValueError(
            "Expected `hidden_units` to name at least one hidden layer (for none, use "
            "builders.vanilla). Received: hidden_units=[]"
        )
    if code_size > hidden_units[-1]:
        raise ValueError(
            "Expected `code_size` to be at most the size of the layer before, "
            f"{hidden_units[-1]}. Received: code_size={code_size}"
        )
    return dense_stack(
        input_shape,
        hidden_units,
        code_size,
        name="stacked",
        activation=activation,
        code_activation=code_activation,
        output_activation=output_activation,
        tied=tied,
        kernel_regularizer=kernel_regularizer,
    )


def sparse(
    input_shape,
    code_size,
    penalty,
    *,
    activation="sigmoid",
    output_activation="sigmoid",
    tied=False,
    kernel_regularizer=None,
):
    """Build an autoencoder with one dense layer whose code is kept sparse.

    Args:
        input_shape: (height, width, channels) of one image.
        code_size: Number of units in the code, a positive integer; more than pixels is
            fine.
        penalty: What makes the code sparse: an activity regularizer such as
            `regularizers.KLSparsity(0.05, 0.1)`, `regularizers.L1Activity(1e-4)` or any of
            Keras; or a layer that follows the code, such as `layers.KSparse(25)`; or None
            for none.
        activation: Activation of the code. `KLSparsity` needs one in (0, 1); `KSparse`
            goes with `"linear"` or `"relu"`.
        output_activation: Activation of the pixels. `"sigmoid"` keeps them in (0, 1).
        tied: If True, the decoder uses the encoder's kernel: see `stacked`.
        kernel_regularizer: Penalty on the encoder's kernel, which is another thing: it
            makes weights small, not codes sparse.

    Returns:
        An uncompiled `keras.Model` from images (n, height, width, channels) to images of
        the same shape, with sub-models `encoder` (images to codes (n, code_size)) and
        `decoder` (codes to images). The penalty is part of `loss` in `fit` and
        `evaluate`; a metric such as `"mse"` is free of it.

    Raises:
        ValueError: if `input_shape` is not three positive integers, `code_size` is not a
            positive integer, `penalty` is none of the above, or it is a `KLSparsity` and
            `activation` can leave (0, 1).

    Source: lecture 19 (784-400-784 with an L1 penalty); Ng 2011; Makhzani and Frey 2013.
    """
    if not isinstance(penalty, keras.Layer):
        penalty = _activity_regularizer(penalty)
    if isinstance(penalty, KLSparsity):
        _check_unit_interval(activation)
    return dense_stack(
        input_shape,
        [],
        code_size,
        name="sparse",
        code_activation=activation,
        output_activation=output_activation,
        tied=tied,
        kernel_regularizer=kernel_regularizer,
        penalty=penalty,
    )


def _activity_regularizer(penalty):
    try:
        return keras.regularizers.get(penalty)
    except (TypeError, ValueError):
        raise ValueError(
            "Expected `penalty` to be an activity regularizer, a layer or None. "
            f"Received: penalty={penalty!r}"
        ) from None


def _check_unit_interval(activation):
    """Refuse an activation that gives values outside [0, 1] somewhere in [-100, 100]."""
    inputs = np.linspace(-100, 100, 2001, dtype="float32")[None, :]
    outputs = keras.ops.convert_to_numpy(keras.activations.get(activation)(inputs))
    if not (outputs.min() >= 0 and outputs.max() <= 1):
        raise ValueError(
            "Expected `activation` to stay in (0, 1), because KLSparsity compares mean "
            'activities with probabilities: use "sigmoid". '
            f"Received: activation={activation!r}, with values from {outputs.min():.4g} "
            f"to {outputs.max():.4g}"
        )
