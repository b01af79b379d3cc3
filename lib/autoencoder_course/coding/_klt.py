"""The Karhunen-Loève transform with a uniform quantiser: the linear codec to beat."""

from typing import NamedTuple

import numpy as np

from autoencoder_course.coding._tables import tables_of_symbols
from keras_autoencoders import argument_checks

LARGEST = 255  # the largest whole number that a codec writes
_ENOUGH = 5  # training numbers, for their mean to be used


class Klt(NamedTuple):
    """Principal components of images, in single precision."""

    mean: np.ndarray  # (pixels,)
    basis: np.ndarray  # (pixels, components), columns of length 1, the widest first
    stddevs: np.ndarray  # (components,) of training images' coefficients

    def coefficients(self, images):
        """Return coefficients of images, float32 (n, components)."""
        return (np.reshape(images, (len(images), -1)) - self.mean) @ self.basis

    def images(self, coefficients, shape):
        """Return images of that shape, with pixels clipped to [0, 1]."""
        return (coefficients @ self.basis.T + self.mean).clip(0, 1).reshape(shape)


class KltCodec(NamedTuple):
    """A transform, a step of rounding, and what training images say about its numbers."""

    klt: Klt
    step: float
    tables: np.ndarray  # for `encode_symbols`
    levels: np.ndarray  # (components, numbers): the coefficient that a number stands for

    def symbols(self, images):
        """Return rounded coefficients, whole numbers (n, components)."""
        return _rounded(self.klt.coefficients(images), self.step)

    def restore(self, symbols, shape):
        """Return images of that shape, in [0, 1]."""
        channels = np.arange(len(self.levels))
        return self.klt.images(self.levels[channels, symbols + LARGEST], shape)


def fit_klt(images, components):
    """Return principal components of images; of many images in a quarter of `fit_pca`'s memory.

    Args:
        images: Training images (n, height, width, channels).
        components: How many, from 1 to the number of images less one, or of pixels if fewer.

    Returns:
        A `Klt`, in single precision.

    Raises:
        ValueError: if `components` is out of that range.

    Source: Karhunen 1947 and Loève 1948, after whom it is named; for random functions.
    """
    from scipy.linalg import eigh

    images = argument_checks.pixels("images", images)
    vectors = images.reshape(len(images), -1).astype("float32")
    count, pixels = vectors.shape
    components = argument_checks.positive_integer("components", components)
    most = min(count - 1, pixels)  # around their mean, n images span n - 1 directions
    if components > most:
        raise ValueError(
            f"Expected `components` to be at most {most}. Received: components={components}"
        )
    mean = vectors.mean(axis=0)
    vectors = vectors - mean
    if count < pixels:  # the smaller matrix has the same eigenvalues
        values, small = eigh(vectors @ vectors.T, subset_by_index=(count - components, count - 1))
        basis = vectors.T @ small
        basis /= np.maximum(np.linalg.norm(basis, axis=0), 1e-12)
    else:
        last = pixels - components, pixels - 1
        values, basis = eigh(vectors.T @ vectors, subset_by_index=last)
    stddevs = np.sqrt(values.clip(0) / count)
    return Klt(mean, np.ascontiguousarray(basis[:, ::-1], "float32"), stddevs[::-1])


def klt_codec(klt, step, train):
    """Return a codec that rounds coefficients to multiples of a step.

    A number stands for the mean of the training coefficients that are rounded to it: that costs
    nothing and is worth about 0.4 dB, as most lie nearer to 0 than the middle of their interval.

    Args:
        klt: What `fit_klt` returned.
        step: The width of an interval, a positive number in units of pixels.
        train: Training images, which tables and means are counted on.

    Returns:
        A `KltCodec`.

    Raises:
        ValueError: if `step` is not positive.

    Source: Goyal 2001 for transform coding; Lloyd 1982 for the means.

    Example:
        `data = encode_symbols(codec.symbols(test), codec.tables)`
    """
    step = argument_checks.positive_number("step", step)
    coefficients = klt.coefficients(train)
    symbols = _rounded(coefficients, step)
    size = 2 * LARGEST + 1
    where = (np.arange(symbols.shape[1]) * size + symbols + LARGEST).ravel()
    shape = (symbols.shape[1], size)
    counts = np.bincount(where, minlength=shape[0] * size).reshape(shape)
    sums = np.bincount(where, coefficients.ravel(), minlength=shape[0] * size).reshape(shape)
    middles = np.arange(-LARGEST, LARGEST + 1) * step
    levels = np.where(counts >= _ENOUGH, sums / np.maximum(counts, 1), middles)
    return KltCodec(klt, step, tables_of_symbols(symbols, LARGEST), levels.astype("float32"))


def _rounded(coefficients, step):
    return np.round(coefficients / step).clip(-LARGEST, LARGEST).astype("int32")
