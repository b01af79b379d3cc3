"""A sparse autoencoder of vectors, as laboratories read networks with."""

import keras
import numpy as np
from keras import layers

from keras_autoencoders import argument_checks
from keras_autoencoders.layers import AuxiliaryLoss, DeadCodes, KSparse


def dictionary(width, units, *, k=None, l1=None, revive=None, patience=50, mean=None, seed=0):
    """Build an autoencoder that writes a vector as a sum of few directions of length 1.

    A dense ReLU layer gives an activity to each unit. Either the k largest of each vector are
    kept, or their sum is penalised. Row j of the decoder's kernel is the direction of unit j. The
    encoder starts as the decoder's transpose, which leaves fewer units dead.

    Args:
        width: Numbers in a vector, a positive integer.
        units: Units of the code, a positive integer; usually more than `width`.
        k: Activities to keep, a positive integer, at most `units`; or None.
        l1: Weight of the sum of activities, averaged over vectors, a number of 0 or more; or None.
            Keras's `"mse"` averages over `width`, so λ / width weighs λ against a sum of squares.
        revive: How many dead units learn from a vector what the others left over, a positive
            integer (see `layers.DeadCodes`); None for none. With `k` only.
        patience: Batches without an activity after which a unit counts as dead.
        mean: Mean of the training vectors (width,). At the start the biases subtract it before the
            code and add it again behind; None for 0.
        seed: Integer that fixes the first weights.

    Returns:
        An uncompiled, flat `keras.Model` from vectors (n, width) to vectors, to be trained with
        the loss `"mse"`. The output of its layer `codes` is the code (n, units), of 0 or more. Its
        layer `directions` decodes; its kernel is (units, width), with rows of length 1.

    Raises:
        ValueError: if a number is not as above, not exactly one of `k` and `l1` is given,
            `revive` is given without `k`, or `mean` is not finite numbers (width,).

    Source: Bricken et al. 2023 (L1, unit length); Gao et al. 2024 (TopK, transposed start).

    Example:
        `builders.dictionary(64, 256, k=5, revive=32)`
    """
    width = argument_checks.positive_integer("width", width)
    units = argument_checks.positive_integer("units", units)
    choose = _choice(k, l1)
    if revive is not None and k is None:
        raise ValueError(f"Expected `revive` with `k` only. Received: revive={revive!r}, k=None")
    vectors = keras.Input((width,), name="vectors")
    encode = layers.Dense(units, "relu", name="activities")
    # Without a constraint, L1 is evaded: long directions need small activities.
    unit_length = keras.constraints.UnitNorm(axis=1)
    decode = layers.Dense(width, kernel_constraint=unit_length, name="directions")
    activities = encode(vectors)
    codes = choose(activities)
    restored = decode(codes)
    if revive is not None:
        dead = DeadCodes(revive, patience, name="dead_codes")([activities, codes])
        with_dead = decode(layers.Add(name="with_dead")([codes, dead]))
        restored = AuxiliaryLoss(name="auxiliary_loss")([vectors, restored, with_dead])
    _start_transposed(encode, decode, seed)
    if mean is not None:
        _start_at_mean(encode, decode, mean)
    return keras.Model(vectors, restored, name="dictionary")


def _choice(k, l1):
    """Return the layer `codes` that keeps k activities, or has a price on them."""
    if (k is None) == (l1 is None):
        raise ValueError(f"Expected one of `k` and `l1`. Received: k={k!r}, l1={l1!r}")
    if k is not None:
        return KSparse(k, name="codes")
    price = keras.regularizers.L1(argument_checks.number_of_0_or_more("l1", l1))
    return layers.Activation("linear", activity_regularizer=price, name="codes")


def _start_transposed(encode, decode, seed):
    """Set random directions of length 1, and let each unit look for its own."""
    rows = np.random.default_rng(seed).normal(size=decode.kernel.shape)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    decode.kernel.assign(rows)
    encode.kernel.assign(rows.T)


def _start_at_mean(encode, decode, mean):
    """Set biases so that the mean has the activities 0, and these give it back."""
    mean = argument_checks.finite("mean", mean)
    if mean.shape != decode.bias.shape:
        raise ValueError(
            f"Expected `mean` of shape {tuple(decode.bias.shape)}. Received: shape {mean.shape}"
        )
    encode.bias.assign(-mean @ keras.ops.convert_to_numpy(encode.kernel))
    decode.bias.assign(mean)
