"""Checks of the exercise on denoising autoencoders: one function a question."""

from autoencoder_course.checks.denoising._questions import (
    beat_median,
    convolutional,
    fit_target,
    gain_over_median,
    noise_level,
    salt_and_pepper,
    validation,
)

__all__ = [
    "beat_median",
    "convolutional",
    "fit_target",
    "gain_over_median",
    "noise_level",
    "salt_and_pepper",
    "validation",
]
