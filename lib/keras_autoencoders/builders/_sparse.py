"""Autoencoders whose code is kept sparse."""

import keras
import numpy as np

from keras_autoencoders.builders._dense_autoencoder import dense_autoencoder
from keras_autoencoders.regularizers import KLSparsity


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
            `regularizers.KLSparsity(0.05, 0.1)`, `keras.regularizers.L1(1e-4)` or any other
            of Keras; or a layer that follows the code, such as `layers.KSparse(25)`; or None
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

    Source: Kharagpur recipe 19 (784-400-784 with an L1 penalty); Ng 2011; Makhzani and Frey 2013.
    """
    if not isinstance(penalty, keras.Layer):
        penalty = _activity_regularizer(penalty)
    if isinstance(penalty, KLSparsity):
        _check_unit_interval(activation)
    return dense_autoencoder(
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
