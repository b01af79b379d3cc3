"""Checks of the exercise on what autoencoders are used for: one function a blank."""

from autoencoder_course.checks.applications._area import area
from autoencoder_course.checks.applications._beat_pca import beat_pca
from autoencoder_course.checks.applications._bits_per_pixel import bits_per_pixel
from autoencoder_course.checks.applications._entropy import entropy
from autoencoder_course.checks.applications._leaks import leaks
from autoencoder_course.checks.applications._quantise import quantise
from autoencoder_course.checks.applications._threshold import threshold

__all__ = [
    "area",
    "beat_pca",
    "bits_per_pixel",
    "entropy",
    "leaks",
    "quantise",
    "threshold",
]
