"""Vectors of which every ingredient is known: more sparse features than dimensions."""

from typing import NamedTuple

import numpy as np

from keras_autoencoders import argument_checks


class Superposition(NamedTuple):
    """Vectors (n, width), activities (n, features) and directions (features, width)."""

    vectors: np.ndarray
    activities: np.ndarray
    directions: np.ndarray


def superposition(count, features, width, active, *, seed, directions=None):
    """Make vectors that are sums of a few of many directions.

    For each vector `active` features are on, all choices being equally likely. Their activities
    are uniform in [0.5, 1.5]. The vector is the sum of activity times direction.

    Args:
        count: How many vectors, a positive integer.
        features: How many directions, a positive integer; more than `width` is the point.
        width: Numbers in a vector, a positive integer.
        active: Features that are on for each vector, a positive integer, at most `features`.
        seed: A non-negative integer; it fixes everything.
        directions: Array (features, width) to use again, such as for test vectors. By default,
            they are drawn at random, all of length 1.

    Returns:
        A `Superposition` of three float32 arrays.

    Raises:
        ValueError: if a number is not as above, or `directions` is not of that shape.

    Source: Elhage et al. 2022, in spirit; Sharkey et al. 2022.

    Example:
        `superposition(10_000, 256, 64, 5, seed=0)`
    """
    count = argument_checks.positive_integer("count", count)
    features = argument_checks.positive_integer("features", features)
    width = argument_checks.positive_integer("width", width)
    if argument_checks.positive_integer("active", active) > features:
        raise ValueError(
            f"Expected `active` to be at most `features`, {features}. Received: active={active}"
        )
    generator = np.random.default_rng(argument_checks.non_negative_integer("seed", seed))
    if directions is None:
        directions = generator.standard_normal((features, width), "float32")
        directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    elif np.shape(directions) != (features, width):
        raise ValueError(
            f"Expected `directions` of shape {(features, width)}. "
            f"Received: shape {np.shape(directions)}"
        )
    # The `active` smallest of random numbers are a fair choice, for all vectors at once.
    draws = generator.random((count, features), "float32")
    on = np.argpartition(draws, active - 1, axis=1)[:, :active]
    activities = np.zeros((count, features), "float32")
    sizes = generator.uniform(0.5, 1.5, (count, active)).astype("float32")
    np.put_along_axis(activities, on, sizes, axis=1)
    return Superposition(activities @ directions, activities, np.asarray(directions, "float32"))
