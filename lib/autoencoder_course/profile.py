"""What the environment says about a run: how much to compute, and on which data."""

import logging
import os

from keras_autoencoders import argument_checks

# A lecture trains dozens of models, and TensorFlow warns that it traces each of them.
logging.getLogger("tensorflow").addFilter(lambda record: "retracing" not in record.getMessage())

QUICK_IMAGES = 1_000  # images in each split under the quick profile
QUICK_EPOCHS = 5  # epochs of any training under the quick profile
QUICK_SEEDS = 2  # repetitions of any comparison under the quick profile

_PROFILES = ("full", "quick")
_SOURCES = ("auto", "tfds", "sample")


def name() -> str:
    """Say whether this run is the real thing or a first look.

    Returns:
        `"full"` (the default: the real recipe) or `"quick"` (small splits, few epochs),
        from the environment variable `COURSE_PROFILE`.

    Raises:
        ValueError: if `COURSE_PROFILE` holds anything else.
    """
    return _choice("COURSE_PROFILE", _PROFILES)


def data_source() -> str:
    """Say where `datasets.load` looks when it is not told.

    Returns:
        `"auto"` (the default), `"tfds"` or `"sample"`, from the environment variable
        `COURSE_DATA`.

    Raises:
        ValueError: if `COURSE_DATA` holds anything else.
    """
    return _choice("COURSE_DATA", _SOURCES)


def seed_offset() -> int:
    """Say how far all seeds of a run are shifted, to repeat it with other random numbers.

    Returns:
        The integer in the environment variable `COURSE_SEED`, 0 by default.

    Raises:
        ValueError: if `COURSE_SEED` is not an integer of 0 or more.
    """
    value = os.environ.get("COURSE_SEED", "") or "0"
    if not value.isdecimal():
        raise ValueError(
            f"Expected COURSE_SEED to be an integer of 0 or more. Received: COURSE_SEED={value!r}"
        )
    return int(value)


def epochs(count: int) -> int:
    """Return how many epochs to train: `count`, or fewer under the quick profile.

    Args:
        count: Epochs of the full recipe, a positive integer.

    Returns:
        `count` under the full profile, at most `QUICK_EPOCHS` under the quick one.

    Raises:
        ValueError: if `count` is not a positive integer.
    """
    count = argument_checks.positive_integer("count", count)
    return count if name() == "full" else min(count, QUICK_EPOCHS)


def seeds(count: int) -> list[int]:
    """Return the seeds of a comparison: `count` of them, or fewer under the quick profile.

    Args:
        count: Repetitions of the full recipe, an integer of at least 2.

    Returns:
        Distinct integers, the first ones from 0 on; `COURSE_SEED` shifts them. Give each
        to `set_seed` before building a model, and to whatever else draws at random.

    Raises:
        ValueError: if `count` is not an integer of at least 2: one run has no interval.
    """
    if argument_checks.positive_integer("count", count) < 2:
        raise ValueError(f"Expected `count` to be at least 2. Received: count={count}")
    if name() == "quick":
        count = min(count, QUICK_SEEDS)
    return [_shifted(seed) for seed in range(count)]


def by_profile(full, quick):
    """Return one of two values, such as a long and a short list of settings to try.

    Args:
        full: The value of the real recipe.
        quick: The value for a first look.

    Returns:
        `full` under the full profile, `quick` under the quick one.
    """
    return full if name() == "full" else quick


def set_seed(seed: int | None = None) -> None:
    """Make what follows reproducible; call it before building a model, not after.

    Args:
        seed: One of `seeds`; None for the seed of everything that is trained once. With
            another `COURSE_SEED` both are others, to see how much a result depends on it.
    """
    import keras  # here, so that reading a profile's name costs nothing

    keras.utils.set_random_seed(_shifted(0) if seed is None else seed)


def _shifted(seed: int) -> int:
    return seed + 1000 * seed_offset()


def _choice(variable: str, allowed: tuple[str, ...]) -> str:
    value = os.environ.get(variable, "") or allowed[0]
    if value not in allowed:
        raise ValueError(
            f"Expected {variable} to be one of {allowed}. Received: {variable}={value!r}"
        )
    return value
