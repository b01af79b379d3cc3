"""Checks of the exercise on denoising autoencoders: one function a question."""

from autoencoder_course.checks.denoising._beat_median import beat_median
from autoencoder_course.checks.denoising._convolutional import convolutional
from autoencoder_course.checks.denoising._fit_target import fit_target
from autoencoder_course.checks.denoising._gain_over_median import gain_over_median
from autoencoder_course.checks.denoising._noise_level import noise_level
from autoencoder_course.checks.denoising._salt_and_pepper import salt_and_pepper
from autoencoder_course.checks.denoising._validation import validation

__all__ = [
    "beat_median",
    "convolutional",
    "fit_target",
    "gain_over_median",
    "noise_level",
    "salt_and_pepper",
    "validation",
]
