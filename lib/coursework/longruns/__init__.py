"""Trainings that take more than a notebook's budget, and the records that they leave.

A run is a module here with a `RUN` in it. Its results go to `course/records/NAME.json`;
notebooks read them with `autoencoders.long_runs`.
"""

import importlib

import click

NAMES = (
    "deep_autoencoder",
    "stacked_classifier",
    "pca_start",
    "longer_stack",
    "sparse_classifier",
    "stacked_denoising",
    "convolutional_codes",
    "convolutional_classifier",
)


def find(name: str):
    """Return the `session.LongRun` of that name.

    Args:
        name: One of `NAMES`.

    Raises:
        click.ClickException: if there is no such run; it lists those that there are.
    """
    if name not in NAMES:
        raise click.ClickException(
            f"There is no long run {name!r}. Choose one of: {', '.join(NAMES)}"
        )
    return importlib.import_module(f"coursework.longruns.{name}").RUN
