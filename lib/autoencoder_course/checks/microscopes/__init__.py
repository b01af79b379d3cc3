"""Checks of the exercise on sparse autoencoders as microscopes: one function a question."""

from autoencoder_course.checks.microscopes._ablate import ablate
from autoencoder_course.checks.microscopes._best_f1 import best_f1
from autoencoder_course.checks.microscopes._encode import encode
from autoencoder_course.checks.microscopes._find_shortcut import find_shortcut
from autoencoder_course.checks.microscopes._found import found
from autoencoder_course.checks.microscopes._unit_length import unit_length

__all__ = ["ablate", "best_f1", "encode", "find_shortcut", "found", "unit_length"]
