"""The formulas of a variational autoencoder, each written once: all in nats, one number per image.

A likelihood says how probable an image is under a decoder's answer. With its constant it can be
compared with any other model's, and a negative loss is a bound on it. The layers of the same
names (`layers.BernoulliLikelihood`, `layers.GaussianLikelihood`, `layers.Sampling`) average
these numbers over images and add them to a model's loss.
"""

import math

import keras
from keras import ops

_LOG_2_PI = math.log(2 * math.pi)


def bernoulli_log_likelihood(images, logits):
    """Return how probable binary images are, log p(x) = Σ x log p + (1 - x) log(1 - p).

    Only black and white pixels, 0 and 1, have a probability. A grey pixel has none: the formula
    gives a number for it, binary cross-entropy, that is the likelihood of nothing. An image with
    a grey pixel gets NaN.

    Args:
        images: Tensor (n, …) of 0 and 1.
        logits: Tensor that broadcasts to their shape, log(p / (1 - p)) of each pixel. From
            probabilities, white pixels that a decoder is sure of would be lost to rounding.

    Returns:
        Tensor (n,), nats, 0 or less; summed over pixels.

    Source: Kingma and Welling 2014, appendix C.1.

    Example:
        `bernoulli_log_likelihood(np.ones((1, 784)), np.zeros((1, 784)))` is 784 log ½.
    """
    images, logits = at_least_single(images, logits)
    is_binary = ops.logical_or(ops.equal(images, 0.0), ops.equal(images, 1.0))
    # log p for a white pixel, log(1 - p) for a black one, and no difference of large numbers.
    of_pixels = ops.log_sigmoid((2.0 * images - 1.0) * logits)
    return _sum(ops.where(is_binary, of_pixels, math.nan))


def gaussian_log_likelihood(values, means, log_stddevs):
    """Return the log-density of independent normal values, with its constant.

    A density is per unit of the values: of pixels in [0, 1] and of pixels from 0 to 255 it
    differs by log 255 a pixel, and it can be positive.

    Args:
        values: Tensor (n, …): images, or codes.
        means: Tensor that broadcasts to their shape.
        log_stddevs: Logarithm of the standard deviations; a tensor that broadcasts, or a number.

    Returns:
        Tensor (n,), nats: Σ -½ ((x - m) / s)² - log s - ½ log 2π, summed over all but the first
        axis.

    Source: Kingma and Welling 2014, appendix C.2.

    Example:
        `gaussian_log_likelihood(np.zeros((1, 784)), 0.0, 0.0)` is -784 · ½ log 2π.
    """
    values, means, log_stddevs = at_least_single(values, means, log_stddevs)
    scaled = (values - means) * ops.exp(-log_stddevs)
    return _sum(-0.5 * ops.square(scaled) - log_stddevs - 0.5 * _LOG_2_PI)


def kl_to_standard_normal(mean, log_variance):
    """Return the Kullback-Leibler divergence of normal codes from the standard normal ones.

    Args:
        mean: Tensor (n, …) of the codes' means.
        log_variance: Tensor of the same shape, logarithms of their variances.

    Returns:
        Tensor (n,), nats, 0 or more: ½ Σ (m² + v - 1 - log v), summed over all but the first
        axis. (Averaged over a code of k, it would be k times too weak beside a sum over pixels.)

    Source: Kingma and Welling 2014, appendix B.

    Example:
        `kl_to_standard_normal(np.ones((1, 2)), np.zeros((1, 2)))` is 1.
    """
    mean, log_variance = at_least_single(mean, log_variance)
    return 0.5 * _sum(ops.square(mean) + ops.exp(log_variance) - 1.0 - log_variance)


def at_least_single(*values):
    """Return tensors of one precision, float32 or float64.

    Half precision has too few numbers for a sum over pixels, and overflows in it.

    Args:
        *values: Tensors, arrays or numbers.

    Returns:
        List of tensors: float64 where one of them is, else float32.
    """
    known = [
        keras.backend.standardize_dtype(value.dtype) for value in values if hasattr(value, "dtype")
    ]
    dtype = keras.backend.result_type(*known, "float32")
    return [
        ops.cast(value, dtype) if hasattr(value, "dtype") else ops.convert_to_tensor(value, dtype)
        for value in values
    ]


def _sum(values):
    return ops.sum(ops.reshape(values, (ops.shape(values)[0], -1)), axis=1)
