"""Noise: images in [0, 1] and a seed in, new images in [0, 1] out.

The functions corrupt a whole array once, for validation and test sets, with NumPy's random
numbers: the same on every backend. `layers.Corruption` corrupts each batch anew during
training. Both use the formulas in this file.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import keras
import numpy as np
from keras import ops

from keras_autoencoders import argument_checks

_CHUNK = 1000  # images corrupted at a time, which bounds the memory needed
_EDGE = 8.0  # how sharp the edge of a stain is


def add_gaussian_noise(images, stddev, *, seed):
    """Add normal noise to every value, then clip to [0, 1].

    Args:
        images: Array (n, height, width, channels) or (n, features), values in [0, 1].
        stddev: Standard deviation before clipping, 0 or more. A pair (low, high) draws
            one for each image, uniformly.
        seed: Integer of 0 or more that fixes the noise.

    Returns:
        New float32 array of the same shape in [0, 1].

    Raises:
        ValueError: if a value lies outside [0, 1], or `stddev` or `seed` is out of range.

    Source: Kharagpur recipe 20; Vincent et al. 2010.
    """
    return _corrupt("gaussian", images, stddev, seed)


def add_speckle_noise(images, stddev, *, seed):
    """Add normal noise in proportion to every value, x + x · noise, then clip to [0, 1].

    Args:
        images: Array (n, height, width, channels) or (n, features), values in [0, 1].
        stddev: Standard deviation of the noise on a white pixel before clipping, 0 or
            more. A pair (low, high) draws one for each image, uniformly.
        seed: Integer of 0 or more that fixes the noise.

    Returns:
        New float32 array of the same shape in [0, 1].

    Raises:
        ValueError: if a value lies outside [0, 1], or `stddev` or `seed` is out of range.
    """
    return _corrupt("speckle", images, stddev, seed)


def add_uniform_noise(images, width, *, seed):
    """Add a number between 0 and `width` to every value, uniformly drawn, then clip to [0, 1].

    Args:
        images: Array (n, height, width, channels) or (n, features), values in [0, 1].
        width: Largest number that is added, 0 or more. A pair (low, high) draws one for each
            image, uniformly.
        seed: Integer of 0 or more that fixes the noise.

    Returns:
        New float32 array of the same shape in [0, 1].

    Raises:
        ValueError: if a value lies outside [0, 1], or `width` or `seed` is out of range.

    Source: the lab session on autoencoders ("30 percent noise").
    """
    return _corrupt("uniform", images, width, seed)


def add_salt_and_pepper_noise(images, probability, *, seed):
    """Turn pixels white or black, half of them each; all channels of a pixel together.

    Args:
        images: Array (n, height, width, channels) or (n, features), values in [0, 1].
        probability: Probability in [0, 1] that a pixel is replaced. A pair (low, high)
            draws one for each image, uniformly.
        seed: Integer of 0 or more that fixes the noise.

    Returns:
        New float32 array of the same shape in [0, 1].

    Raises:
        ValueError: if a value lies outside [0, 1], or `probability` or `seed` is out of
            range.

    Source: Vincent et al. 2010.
    """
    return _corrupt("salt_and_pepper", images, probability, seed)


def mask_pixels(images, probability, *, seed):
    """Turn pixels black, all channels of a pixel together; the others keep their values.

    Args:
        images: Array (n, height, width, channels) or (n, features), values in [0, 1].
        probability: Probability in [0, 1] that a pixel is masked. A pair (low, high)
            draws one for each image, uniformly.
        seed: Integer of 0 or more that fixes the noise.

    Returns:
        New float32 array of the same shape in [0, 1].

    Raises:
        ValueError: if a value lies outside [0, 1], or `probability` or `seed` is out of
            range.

    Source: Vincent et al. 2010 (masking noise).
    """
    return _corrupt("mask_pixels", images, probability, seed)


def mask_patch(images, fraction, *, seed):
    """Turn one rectangle in every image black, at a random place within the image.

    The rectangle has the image's proportions. Its height and width are rounded to whole
    pixels: a fraction of 0.25 hides 14 × 14 of 28 × 28 pixels.

    Args:
        images: Array (n, height, width, channels), values in [0, 1].
        fraction: Hidden share of the image's area, in [0, 1]. A pair (low, high) draws
            one for each image, uniformly.
        seed: Integer of 0 or more that fixes the places.

    Returns:
        New float32 array of the same shape in [0, 1].

    Raises:
        ValueError: if a value lies outside [0, 1], `images` has not four dimensions, or
            `fraction` or `seed` is out of range.

    Source: Pathak et al. 2016 (context encoders).
    """
    return _corrupt("mask_patch", images, fraction, seed)


def add_stain(images, darkness, *, seed):
    """Darken one round blot with a soft edge in every image, at a random place.

    Its centre lies in the middle half of the image's height and width; its two half-axes are
    0.12 to 0.28 of them. Far inside, a value is multiplied by 1 - `darkness`.

    Args:
        images: Array (n, height, width, channels), values in [0, 1].
        darkness: Share of the light that the blot takes, in [0, 1]. A pair (low, high) draws
            one for each image, uniformly.
        seed: Integer of 0 or more that fixes the places.

    Returns:
        New float32 array of the same shape in [0, 1].

    Raises:
        ValueError: if a value lies outside [0, 1], `images` has not four dimensions, or
            `darkness` or `seed` is out of range.
    """
    return _corrupt("stain", images, darkness, seed)


def binarise(images, *, seed):
    """Draw every value as 0 or 1, with the value itself as the probability of 1.

    For validation and test sets of a model of binary images, and for its baselines.
    `layers.DynamicBinarisation` draws training images anew at every step. (A threshold of ½
    makes other images, which are easier to predict: likelihoods of the two do not compare.)

    Args:
        images: Array (n, height, width, channels) or (n, features), values in [0, 1].
        seed: Integer of 0 or more that fixes the draws.

    Returns:
        New float32 array of the same shape, of 0 and 1.

    Raises:
        ValueError: if a value lies outside [0, 1], or `seed` is out of range.

    Source: Salakhutdinov and Murray 2008 (binary MNIST).

    Example:
        `test = corruption.binarise(mnist.test.images, seed=0)`
    """
    images = argument_checks.unit_interval("images", images)
    draws = _ArrayDraws(argument_checks.non_negative_integer("seed", seed))
    binary = np.empty(images.shape, "float32")
    for start in range(0, len(images), _CHUNK):
        chunk = drawn_pixels(images[start : start + _CHUNK], draws)
        binary[start : start + _CHUNK] = ops.convert_to_numpy(chunk)
    return binary


def drawn_pixels(images, draws):
    """Draw 0 or 1 for each value of a tensor, with given random numbers; on every backend.

    Args:
        images: Tensor of probabilities, values in [0, 1].
        draws: Has `uniform(shape)`, numbers in [0, 1).

    Returns:
        float32 tensor of the same shape. 0 always stays 0, and 1 stays 1.
    """
    probabilities = ops.cast(images, "float32")
    return ops.cast(draws.uniform(ops.shape(probabilities)) < probabilities, "float32")


class _Kind(NamedTuple):
    formula: Callable  # (images, amount, draws) -> corrupted images
    argument: str  # what `amount` is called in the function above
    most: float  # largest `amount`
    needs_unit_interval: bool  # inputs outside [0, 1] are clipped or make no sense


def _gaussian(images, stddev, draws):
    return ops.clip(images + stddev * draws.normal(ops.shape(images)), 0.0, 1.0)


def _speckle(images, stddev, draws):
    return _gaussian(images, stddev * images, draws)


def _uniform(images, width, draws):
    return ops.clip(images + width * draws.uniform(ops.shape(images)), 0.0, 1.0)


def _salt_and_pepper(images, probability, draws):
    place = draws.uniform(_one_channel(images))
    peppered = ops.where(place < probability / 2, 0.0, images)
    return ops.where(place >= 1 - probability / 2, 1.0, peppered)


def _mask_pixels(images, probability, draws):
    return ops.where(draws.uniform(_one_channel(images)) < probability, 0.0, images)


def _mask_patch(images, fraction, draws):
    check_rank("mask_patch", images.shape)
    side_share = ops.sqrt(ops.convert_to_tensor(fraction, images.dtype))
    hidden = True
    for axis in (1, 2):
        size = images.shape[axis]
        side = ops.round(size * side_share)
        start = ops.floor(draws.uniform(_one_value(images)) * (size - side + 1))
        place = ops.reshape(ops.arange(size, dtype=images.dtype), [-1] + [1] * (3 - axis))
        hidden = ops.logical_and(hidden, ops.logical_and(place >= start, place < start + side))
    return ops.where(hidden, 0.0, images)


def _stain(images, darkness, draws):
    check_rank("stain", images.shape)
    distance = 0.0  # squared, from the centre: 1 on the blot's edge
    for axis in (1, 2):
        size = images.shape[axis]
        place = ops.reshape(ops.arange(size, dtype=images.dtype), [-1] + [1] * (3 - axis))
        centre = 0.25 + 0.5 * draws.uniform(_one_value(images))
        half_axis = 0.12 + 0.16 * draws.uniform(_one_value(images))
        distance = distance + ops.square(((place + 0.5) / size - centre) / half_axis)
    return images * (1.0 - darkness * ops.sigmoid(_EDGE * (1.0 - distance)))


KINDS = {
    "gaussian": _Kind(_gaussian, "stddev", math.inf, True),
    "speckle": _Kind(_speckle, "stddev", math.inf, True),
    "uniform": _Kind(_uniform, "width", math.inf, True),
    "salt_and_pepper": _Kind(_salt_and_pepper, "probability", 1, True),
    "mask_pixels": _Kind(_mask_pixels, "probability", 1, False),
    "mask_patch": _Kind(_mask_patch, "fraction", 1, False),
    "stain": _Kind(_stain, "darkness", 1, False),
}


def apply(kind, images, amount, draws):
    """Corrupt a tensor with given random numbers; differentiable, on every backend.

    Args:
        kind: A name in `KINDS`.
        images: Tensor (n, ...).
        amount: A number, or a pair (low, high) to draw from for each image.
        draws: Has `normal(shape)` and `uniform(shape)`, the latter in [0, 1).

    Returns:
        Tensor of the same shape.
    """
    if not np.isscalar(amount):
        low, high = amount
        amount = low + (high - low) * draws.uniform(_one_value(images))
    return KINDS[kind].formula(images, amount, draws)


def check_amount(kind, amount, name=None):
    """Return `amount` as a float or a pair of floats, or raise a ValueError.

    Args:
        kind: A name in `KINDS`.
        amount: A number, or a pair (low, high).
        name: What the error calls it; by default what the function for `kind` does.
    """
    name = name or KINDS[kind].argument
    most = KINDS[kind].most
    try:
        values = np.asarray(amount, "float64")
    except (TypeError, ValueError):
        values = np.array(np.nan)
    in_range = np.all((values >= 0) & (values <= most) & np.isfinite(values))
    if values.shape not in ((), (2,)) or not in_range or np.any(np.diff(values.ravel()) < 0):
        rule = "of 0 or more" if most == math.inf else f"between 0 and {most}"
        raise ValueError(
            f"Expected `{name}` to be a number {rule}, or a pair (low, high) of them. "
            f"Received: {name}={amount!r}"
        )
    return float(values) if values.ndim == 0 else tuple(values.tolist())


def check_rank(kind, shape):
    """Raise a ValueError where `kind` needs images and `shape` is not that of images."""
    if kind in ("mask_patch", "stain") and len(shape) != 4:
        raise ValueError(
            "Expected `images` to have the shape (n, height, width, channels) for "
            f"{'a patch' if kind == 'mask_patch' else 'a stain'}. "
            f"Received: shape {tuple(shape)}"
        )


class LayerDraws(NamedTuple):
    """Random numbers of the current backend, new ones at each call."""

    seed_generator: keras.random.SeedGenerator
    dtype: str

    def normal(self, shape):
        """Draw from the standard normal distribution."""
        return keras.random.normal(shape, dtype=self.dtype, seed=self.seed_generator)

    def uniform(self, shape):
        """Draw from [0, 1)."""
        return keras.random.uniform(shape, dtype=self.dtype, seed=self.seed_generator)


class _ArrayDraws:
    """NumPy's random numbers as tensors, the same on every backend."""

    def __init__(self, seed):
        self._generator = np.random.default_rng(seed)

    def normal(self, shape):
        return ops.convert_to_tensor(self._generator.standard_normal(shape, "float32"))

    def uniform(self, shape):
        return ops.convert_to_tensor(self._generator.random(shape, "float32"))


def _corrupt(kind, images, amount, seed):
    images = np.asarray(images)
    amount = check_amount(kind, amount)
    check_rank(kind, images.shape)
    argument_checks.unit_interval("images", images)
    draws = _ArrayDraws(argument_checks.non_negative_integer("seed", seed))
    corrupted = np.empty(images.shape, "float32")
    for start in range(0, len(images), _CHUNK):
        chunk = ops.convert_to_tensor(images[start : start + _CHUNK], "float32")
        noisy = apply(kind, chunk, amount, draws)
        corrupted[start : start + _CHUNK] = ops.convert_to_numpy(noisy)
    return corrupted


def _one_channel(images):
    """Shape of one value for each pixel (of each feature, where there are no pixels)."""
    shape = tuple(ops.shape(images))
    return (*shape[:-1], 1) if len(shape) > 2 else shape


def _one_value(images):
    """Shape of one value for each image."""
    shape = ops.shape(images)
    return (shape[0],) + (1,) * (len(shape) - 1)
