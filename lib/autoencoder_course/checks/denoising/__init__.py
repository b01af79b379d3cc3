"""Checks of the exercise on denoising autoencoders: one function a question."""

from autoencoder_course.checks.denoising._beat_linear_map import beat_linear_map
from autoencoder_course.checks.denoising._fill_in import fill_in
from autoencoder_course.checks.denoising._independent_targets import independent_targets
from autoencoder_course.checks.denoising._linear_map import linear_map
from autoencoder_course.checks.denoising._noise_level import noise_level
from autoencoder_course.checks.denoising._salt_and_pepper import salt_and_pepper
from autoencoder_course.checks.denoising._sigmoid_gradients import sigmoid_gradients

__all__ = [
    "beat_linear_map",
    "fill_in",
    "independent_targets",
    "linear_map",
    "noise_level",
    "salt_and_pepper",
    "sigmoid_gradients",
]
