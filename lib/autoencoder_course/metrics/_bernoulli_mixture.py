"""Simple models of binary images, in nats: independent pixels, and mixtures of them."""

from typing import NamedTuple

import numpy as np

from autoencoder_course.metrics._linear_baselines import _vectors
from keras_autoencoders import argument_checks

_CHUNK = 5_000  # images at a time, which bounds the memory needed


class BernoulliMixture(NamedTuple):
    """A mixture of prototypes with independent pixels, each the probability of a 1."""

    weights: np.ndarray  # (components,), they sum to 1
    probabilities: np.ndarray  # (components, pixels), above 0 and below 1

    def log_likelihood(self, images) -> np.ndarray:
        """Return how probable binary images are.

        Args:
            images: Images or vectors (n, …) of 0 and 1, of the size that it was fitted to.

        Returns:
            float64 array (n,), nats per image.

        Raises:
            ValueError: if `images` are not binary or of another size.
        """
        flat = _binary_vectors("images", images)
        if flat.shape[1] != self.probabilities.shape[1]:
            raise ValueError(
                f"Expected `images` of {self.probabilities.shape[1]} values each, as in the fit. "
                f"Received: shape {np.shape(images)}"
            )
        return np.concatenate([_normalise(chunk)[1] for chunk in self._joint(flat)])

    def _joint(self, flat):
        """Yield log p(image, component) of a chunk of images after the other."""
        of_one, of_zero = np.log(self.probabilities), np.log1p(-self.probabilities)
        constant = np.log(self.weights) + of_zero.sum(axis=1)
        slopes = (of_one - of_zero).T.astype("float32")
        for start in range(0, len(flat), _CHUNK):
            yield flat[start : start + _CHUNK] @ slopes + constant


def independent_pixels_log_likelihood(train, test, *, smoothing: float = 1.0) -> np.ndarray:
    """Return the log-likelihood of binary test images if every pixel is a coin of its own.

    The simplest model there is: it knows the mean image, and nothing else.

    Args:
        train: Training images (n, height, width, channels) of 0 and 1.
        test: Test images (m, height, width, channels) of 0 and 1.
        smoothing: Images of all 0 and images of all 1 that are counted along with the training
            images, a positive number of each. Without any, a pixel that is always black in
            training would make a test image impossible.

    Returns:
        float64 array (m,), nats per image.

    Raises:
        ValueError: if images are not binary or differ in shape, or `smoothing` is not positive.

    Source: Laplace's rule of succession, for the smoothing.

    Example:
        `independent_pixels_log_likelihood(train, test).mean()`
    """
    if np.shape(train)[1:] != np.shape(test)[1:]:
        raise ValueError(
            "Expected `train` and `test` to hold images of one shape. "
            f"Received: {np.shape(train)[1:]} and {np.shape(test)[1:]}"
        )
    test = argument_checks.binary_pixels("test", test)
    mixture = fit_bernoulli_mixture(train, 1, iterations=1, smoothing=smoothing)
    return mixture.log_likelihood(test)


def fit_bernoulli_mixture(
    train, components: int, *, iterations: int = 50, smoothing: float = 1.0, seed: int = 0
) -> BernoulliMixture:
    """Fit a mixture of Bernoulli prototypes to binary images, by expectation maximisation.

    The strongest model of binary images without a hidden layer that is fitted in a minute: each
    component is a prototype image, and pixels are independent given the prototype.

    Args:
        train: Training images (n, height, width, channels) or vectors (n, pixels), of 0 and 1.
        components: Number of prototypes, from 1 to n.
        iterations: Rounds of the algorithm, a positive integer.
        smoothing: To the images of each component this many of all 0 and this many of all 1 are
            added, a positive number; and one image to each component's weight. The
            log-likelihood and the logarithm of that prior grow together, at every round.
        seed: Integer of 0 or more, which draws the images that the prototypes start from.

    Returns:
        A `BernoulliMixture`; its `log_likelihood(images)` is in nats per image.

    Raises:
        ValueError: if `train` is not binary, or a number is out of range.

    Source: Bishop 2006, section 9.3.3.

    Example:
        `fit_bernoulli_mixture(train, 50).log_likelihood(test).mean()`
    """
    flat = _binary_vectors("train", train)
    components = argument_checks.positive_integer("components", components)
    iterations = argument_checks.positive_integer("iterations", iterations)
    smoothing = argument_checks.positive_number("smoothing", smoothing)
    seed = argument_checks.non_negative_integer("seed", seed)
    if components > len(flat):
        raise ValueError(
            f"Expected `components` to be at most {len(flat)}, the number of images. "
            f"Received: components={components}"
        )
    chosen = np.random.default_rng(seed).choice(len(flat), components, replace=False)
    # Halfway between an image and a coin: sure enough to differ, unsure enough to move.
    start = 0.25 + 0.5 * flat[chosen].astype("float64")
    mixture = BernoulliMixture(np.full(components, 1 / components), start)
    for _ in range(iterations):
        mixture = _improved(mixture, flat, smoothing)
    return mixture


def _improved(mixture, flat, smoothing):
    """Return the mixture after one more round of expectation maximisation."""
    counts, sums = np.zeros(len(mixture.weights)), np.zeros(mixture.probabilities.shape)
    for number, joint in enumerate(mixture._joint(flat)):
        shares = _normalise(joint)[0]
        counts += shares.sum(axis=0)
        sums += shares.astype("float32").T @ flat[number * _CHUNK : (number + 1) * _CHUNK]
    weights = (counts + 1) / (counts + 1).sum()
    return BernoulliMixture(weights, (sums + smoothing) / (counts[:, None] + 2 * smoothing))


def _normalise(joint):
    """Return how much of each image belongs to each component, and log p of the image."""
    from scipy.special import logsumexp

    total = logsumexp(joint, axis=1)
    return np.exp(joint - total[:, None]), total


def _binary_vectors(name, images):
    """Return binary images as float32 vectors, (n, pixels)."""
    return _vectors(name, argument_checks.binary_pixels(name, images))
