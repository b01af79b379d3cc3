"""Penalties on a code, whatever the batch size: activities that are too many, or too sensitive.

Keras divides the value of an `activity_regularizer` by the batch size (from version 3.14 on,
which this package requires). A sum over the batch, such as `keras.regularizers.L1`, thereby
becomes a mean over its images. A penalty that is a mean already, like the Kullback-Leibler
one, has to be multiplied by the batch size first, or it nearly vanishes.
"""

import math

import keras
from keras import ops

from keras_autoencoders._registration import registered


def kl_to_target(codes, target):
    """Measure how far each unit's mean activity is from a target.

    Args:
        codes: Activities in [0, 1], (n, units) or (n, height, width, units).
        target: Mean activity wanted, in (0, 1).

    Returns:
        Tensor (units,) of 0 or more, in nats:
        t · log(t / m) + (1 - t) · log((1 - t) / (1 - m)) for the mean m over all axes but
        the last. Means are kept 1e-7 (`keras.config.epsilon()`) away from 0 and 1.

    Source: Ng, Sparse autoencoder, CS294A lecture notes, 2011.
    """
    codes = ops.convert_to_tensor(codes, dtype=keras.config.floatx())
    mean = ops.mean(codes, axis=tuple(range(len(codes.shape) - 1)))
    mean = ops.clip(mean, keras.config.epsilon(), 1 - keras.config.epsilon())
    active = target * (math.log(target) - ops.log(mean))
    silent = (1 - target) * (math.log(1 - target) - ops.log(1 - mean))
    return active + silent


def sigmoid_jacobian_norm(codes, kernel):
    """Measure how much each code of one sigmoid layer changes with its input.

    Args:
        codes: What the layer puts out, h = sigmoid(x · kernel + bias), (n, units).
        kernel: The layer's kernel, (inputs, units).

    Returns:
        Tensor (n,): the squared Frobenius norm of each Jacobian, the sum over units j of
        (h_j (1 - h_j))² ‖kernel_j‖². Computed in float32 where codes are in half precision.

    Source: Rifai et al. 2011.
    """
    kinds = [keras.backend.standardize_dtype(each.dtype) for each in (codes, kernel)]
    exact = "float64" if "float64" in kinds else "float32"
    codes, kernel = ops.cast(codes, exact), ops.cast(kernel, exact)
    slopes = ops.square(codes * (1 - codes))
    return ops.matmul(slopes, ops.sum(ops.square(kernel), axis=0))


def estimated_jacobian_norm(forwards, backwards, step):
    """Estimate how much codes change with their inputs, one estimate for each pair of codes.

    Args:
        forwards: Codes of x + step · v, (n, units), for directions v with uncorrelated entries
            of variance 1.
        backwards: Codes of x - step · v, (n, units).
        step: The step, a positive number.

    Returns:
        Tensor (n,): ‖Jv‖² up to terms of order step², with the squared Frobenius norm of the
        Jacobian J as its mean over directions.

    Source: Hutchinson 1990.
    """
    return ops.sum(ops.square((forwards - backwards) / (2 * step)), axis=-1)


@registered
class KLSparsity(keras.regularizers.Regularizer):
    """Penalty on mean activities away from a target, for `activity_regularizer`.

    A layer with it adds weight · sum over units of `kl_to_target` to the loss, where the
    means are those of the batch. Called on its own, it returns that times the batch size,
    which Keras then divides by.

    Activities must lie in (0, 1): use a sigmoid. `builders.sparse` refuses others.

    Args:
        target: Mean activity wanted, in (0, 1); 0.05 is usual.
        weight: Factor, a number of 0 or more.

    Raises:
        ValueError: if `target` is not in (0, 1), or `weight` is negative or not finite.

    Source: Kharagpur recipe 19 (described there); Ng, CS294A lecture notes, 2011.
    """

    def __init__(self, target=0.05, weight=1.0):
        if not _is_number(target) or not 0 < target < 1:
            raise ValueError(f"Expected `target` in (0, 1). Received: target={target!r}")
        self.target = float(target)
        self.weight = _checked_weight(weight)

    def __call__(self, codes):
        """Return the penalty times the batch size, a scalar tensor."""
        codes = ops.convert_to_tensor(codes)
        divergence = ops.sum(kl_to_target(codes, self.target))
        return self.weight * divergence * ops.cast(ops.shape(codes)[0], divergence.dtype)

    def get_config(self):
        """Return the arguments."""
        return {"target": self.target, "weight": self.weight}


@keras.saving.register_keras_serializable(package="autoencoders", name="L1Activity")
class _FirstEditionL1(keras.regularizers.L1):
    """Reads models saved by the first edition, which had an L1 penalty of its own."""

    @classmethod
    def from_config(cls, config):
        return keras.regularizers.L1(config["weight"])


def _checked_weight(weight):
    if not _is_number(weight) or not 0 <= weight < math.inf:
        raise ValueError(f"Expected `weight` to be 0 or more. Received: weight={weight!r}")
    return float(weight)


def _is_number(value):
    try:
        return not math.isnan(value)
    except TypeError:
        return False
