"""Checks of the exercise on vanilla autoencoders: one function a question."""

from autoencoder_course.checks.vanilla._anomaly_scores import anomaly_scores
from autoencoder_course.checks.vanilla._autoencoder import autoencoder
from autoencoder_course.checks.vanilla._choose import choose
from autoencoder_course.checks.vanilla._classifier import classifier
from autoencoder_course.checks.vanilla._controls import controls
from autoencoder_course.checks.vanilla._largest_angle import largest_angle
from autoencoder_course.checks.vanilla._train import train

__all__ = [
    "anomaly_scores",
    "autoencoder",
    "choose",
    "classifier",
    "controls",
    "largest_angle",
    "train",
]
