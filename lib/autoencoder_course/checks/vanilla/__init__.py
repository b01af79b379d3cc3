"""Checks of the exercise on vanilla autoencoders: one function a question."""

from autoencoder_course.checks.vanilla._questions import (
    anomaly_scores,
    autoencoder,
    choose,
    classifier,
    controls,
    largest_angle,
    train,
)

__all__ = [
    "anomaly_scores",
    "autoencoder",
    "choose",
    "classifier",
    "controls",
    "largest_angle",
    "train",
]
