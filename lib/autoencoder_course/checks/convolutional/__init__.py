"""Checks of the exercise on convolutional autoencoders: one function a question."""

from autoencoder_course.checks.convolutional._checkerboard import checkerboard
from autoencoder_course.checks.convolutional._coverage import coverage
from autoencoder_course.checks.convolutional._decoder_for import decoder_for
from autoencoder_course.checks.convolutional._mended import mended
from autoencoder_course.checks.convolutional._receptive_field import receptive_field
from autoencoder_course.checks.convolutional._swap_pooling import swap_pooling
from autoencoder_course.checks.convolutional._trace import trace

__all__ = [
    "checkerboard",
    "coverage",
    "decoder_for",
    "mended",
    "receptive_field",
    "swap_pooling",
    "trace",
]
