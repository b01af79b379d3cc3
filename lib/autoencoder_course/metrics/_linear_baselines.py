"""The best that a linear map can do, in closed form: from noisy to clean, from seen to hidden."""

from typing import NamedTuple

import numpy as np

from keras_autoencoders import argument_checks

_CHUNK = 5_000  # images at a time, which bounds the memory needed
_TINY_VARIANCE = 1e-3  # added to every pixel's: without it no matrix has an inverse


class LinearMap(NamedTuple):
    """A linear map from images to images: call it with images."""

    weights: np.ndarray  # (pixels, pixels)
    shift: np.ndarray  # (pixels,)

    def __call__(self, images, *, clip: bool = True) -> np.ndarray:
        """Return what the map makes of images.

        Args:
            images: Images or vectors (n, …), of the size that it was fitted to.
            clip: If True, pixels below 0 or above 1 are set to 0 or 1.

        Returns:
            float32 array of the shape of `images`.

        Raises:
            ValueError: if `images` have another size, or values are not finite or no pixels.
        """
        flat = _vectors("images", images)
        if flat.shape[1] != len(self.weights):
            raise ValueError(
                f"Expected `images` of {len(self.weights)} values each, as in the fit. "
                f"Received: shape {np.shape(images)}"
            )
        mapped = (flat @ self.weights + self.shift).reshape(np.shape(images))
        return np.clip(mapped, 0, 1) if clip else mapped


def fit_linear_map(inputs, targets) -> LinearMap:
    """Fit the linear map with the smallest squared error from images to images, exactly.

    It is the strongest simple baseline of a denoiser: a network without a hidden layer, trained
    to the end. Every pixel of the answer is a weighted sum of all pixels of the input, plus a
    shift.

    Args:
        inputs: Images (n, height, width, channels), such as noisy ones, pixels in [0, 1]; or
            vectors (n, features).
        targets: What they should become, such as clean images, of the same shape.

    Returns:
        A `LinearMap`; called with images it returns images, clipped to [0, 1].

    Raises:
        ValueError: if the shapes differ, or values are not finite or no pixels.

    Source: least squares; for images of one mean and covariance, the Wiener filter.

    Example:
        `restored = metrics.fit_linear_map(noisy_train, train)(noisy_test)`
    """
    argument_checks.same_shape("inputs", inputs, "targets", targets)
    inputs, targets = _vectors("inputs", inputs), _vectors("targets", targets)
    mean, target_mean = (values.mean(axis=0, dtype="float64") for values in (inputs, targets))
    squares = _covariance(inputs, mean, inputs, mean)
    # Pixels that never vary have no weight of their own; a tiny ridge gives them 0.
    squares[np.diag_indices_from(squares)] += 1e-6
    weights = np.linalg.solve(squares, _covariance(inputs, mean, targets, target_mean))
    shift = target_mean - mean @ weights
    return LinearMap(weights.astype("float32"), shift.astype("float32"))


def fill_in_as_gaussian(train, images, hidden) -> np.ndarray:
    """Fill hidden pixels in with the mean that a Gaussian gives them, given the others.

    The Gaussian has the mean and the covariance of the training images. Its conditional mean
    is the best *linear* guess of hidden pixels from the visible ones, for each hole anew.

    Args:
        train: Training images (m, height, width, channels), pixels in [0, 1].
        images: Images (n, height, width, channels) to fill in; what stands in hidden pixels
            is not looked at.
        hidden: Boolean array of the shape of `images`: True where a pixel is hidden.

    Returns:
        float32 array of the shape of `images`: visible pixels as they are, hidden ones filled
        in and clipped to [0, 1].

    Raises:
        ValueError: if the shapes do not fit, `hidden` is not boolean, or values are no pixels.

    Source: the conditional distribution of a multivariate normal; a variance of 0.001 is
        added to every pixel's, as border pixels have none.

    Example:
        `metrics.fill_in_as_gaussian(mnist.train.images, masked, masked_pixels)`
    """
    from scipy.linalg import solve

    argument_checks.same_shape("images", images, "hidden", hidden)
    pixels, filled = _vectors("train", train), _vectors("images", images).copy()
    hidden = np.asarray(hidden)
    if hidden.dtype != bool:
        raise ValueError(f"Expected `hidden` to be boolean. Received: dtype {hidden.dtype}")
    if np.shape(train)[1:] != np.shape(images)[1:]:
        raise ValueError(
            "Expected `train` and `images` to hold images of one shape. "
            f"Received: {np.shape(train)[1:]} and {np.shape(images)[1:]}"
        )
    mean = pixels.mean(axis=0, dtype="float64")
    covariance = _covariance(pixels, mean, pixels, mean)
    covariance[np.diag_indices_from(covariance)] += _TINY_VARIANCE
    for image, hole in zip(filled, hidden.reshape(len(hidden), -1), strict=True):
        seen = ~hole
        among_seen = covariance[np.ix_(seen, seen)]
        weights = solve(among_seen, image[seen] - mean[seen], assume_a="pos")
        guess = mean[hole] + covariance[np.ix_(hole, seen)] @ weights
        image[hole] = np.clip(guess, 0, 1)
    return filled.reshape(np.shape(images))


def _covariance(values, mean, others, other_mean):
    """Return how each column of some vectors varies with each of others, a chunk at a time."""
    products = np.zeros((values.shape[1], others.shape[1]))
    for start in range(0, len(values), _CHUNK):
        chunk = slice(start, start + _CHUNK)
        centred = values[chunk] - mean.astype("float32")
        products += centred.T @ (others[chunk] - other_mean.astype("float32"))
    return products / len(values)


def _vectors(name, images):
    """Return images as float32 vectors, (n, values)."""
    images = argument_checks.pixels(name, images)
    if images.ndim < 2 or not images.size:
        raise ValueError(
            f"Expected `{name}` to hold at least one image or vector, (n, …). "
            f"Received: shape {images.shape}"
        )
    return images.reshape(len(images), -1).astype("float32")
