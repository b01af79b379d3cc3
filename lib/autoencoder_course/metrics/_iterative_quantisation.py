"""Binary codes: the signs of rotated principal components."""

from typing import NamedTuple

import numpy as np

from keras_autoencoders import argument_checks


class IterativeQuantisation(NamedTuple):
    """A way from features to bits; `fit_iterative_quantisation` makes it."""

    mean: np.ndarray  # (features,)
    projection: np.ndarray  # (features, bits): principal components, rotated

    def encode(self, features) -> np.ndarray:
        """Return the bits of features (n, ...), which are flattened, as uint8 (n, bits)."""
        features = argument_checks.finite("features", features)
        features = features.reshape(len(features), -1)
        if features.shape[1] != len(self.mean):
            raise ValueError(
                f"Expected `features` of size {len(self.mean)}. Received: {features.shape[1]}"
            )
        return ((features - self.mean) @ self.projection > 0).astype("uint8")


def fit_iterative_quantisation(
    features, bits: int, *, iterations: int = 50, seed: int = 0
) -> IterativeQuantisation:
    """Find a rotation of the principal components after which their signs tell most.

    The first components vary far more than the last, so a sign of each is a bad use of bits.
    From a random rotation on, two steps alternate: take the signs, then the rotation that brings
    the components nearest to them. With `iterations=0` the rotation stays random.

    Args:
        features: Array (n, ...), which is flattened to (n, size).
        bits: Number of bits, from 1 to the smaller of n and size.
        iterations: How often the two steps are done, an integer of 0 or more.
        seed: Integer of 0 or more that fixes the first rotation.

    Returns:
        An `IterativeQuantisation`; its `encode` turns features into bits, uint8 (n, bits).

    Raises:
        ValueError: if `features` are not finite, or a number is out of its range.

    Source: Gong and Lazebnik 2011, "Iterative quantization (ITQ)".

    Example:
        `bits = metrics.fit_iterative_quantisation(codes, 64).encode(test_codes)`
    """
    features = argument_checks.finite("features", features)
    features = features.reshape(len(features), -1).astype("float64")
    bits = argument_checks.positive_integer("bits", bits)
    if bits > min(features.shape):
        raise ValueError(
            f"Expected `bits` to be at most {min(features.shape)}, the smaller of the numbers of "
            f"examples and features. Received: bits={bits}"
        )
    iterations = argument_checks.non_negative_integer("iterations", iterations)
    random = np.random.default_rng(argument_checks.non_negative_integer("seed", seed))
    mean = features.mean(axis=0)
    centred = features - mean
    # eigh sorts by size, the smallest first.
    components = np.linalg.eigh(centred.T @ centred)[1][:, : -bits - 1 : -1]
    projected = centred @ components
    rotation = np.linalg.qr(random.normal(size=(bits, bits)))[0]
    for _ in range(iterations):
        signs = np.where(projected @ rotation > 0, 1.0, -1.0)
        left, _, right = np.linalg.svd(projected.T @ signs)
        rotation = left @ right
    return IterativeQuantisation(mean, components @ rotation)
