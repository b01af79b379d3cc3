"""Checks of the exercise on convolutional autoencoders: one function a question."""

from autoencoder_course.checks.convolutional._questions import (
    checkerboard,
    coverage,
    decoder_for,
    mended,
    receptive_field,
    swap_pooling,
    trace,
)

__all__ = [
    "checkerboard",
    "coverage",
    "decoder_for",
    "mended",
    "receptive_field",
    "swap_pooling",
    "trace",
]
