"""What the environment says about a run: how much to compute, and on which data."""

import os

QUICK_IMAGES = 1_000  # images in each split under the quick profile
QUICK_EPOCHS = 5  # epochs of any training under the quick profile
QUICK_SEEDS = 2  # repetitions of any comparison under the quick profile
# What a results table's data carry in a notebook. It stands here, and not in `results`,
# so that the instructor's tools can read stored results without importing Keras.
MIME_TYPE = "application/vnd.autoencoder-course.results+json"

_PROFILES = ("full", "quick")
_SOURCES = ("auto", "tfds", "sample")


def profile() -> str:
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


def _choice(variable: str, allowed: tuple[str, ...]) -> str:
    value = os.environ.get(variable, "") or allowed[0]
    if value not in allowed:
        raise ValueError(
            f"Expected {variable} to be one of {allowed}. Received: {variable}={value!r}"
        )
    return value
