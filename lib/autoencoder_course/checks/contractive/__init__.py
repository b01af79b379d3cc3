"""Checks of the exercise on contractive autoencoders: one function a question."""

from autoencoder_course.checks.contractive._cheat import cheat
from autoencoder_course.checks.contractive._closed_form import closed_form
from autoencoder_course.checks.contractive._finite_differences import finite_differences
from autoencoder_course.checks.contractive._hutchinson import hutchinson
from autoencoder_course.checks.contractive._least_sensitive import least_sensitive
from autoencoder_course.checks.contractive._mended import mended
from autoencoder_course.checks.contractive._sigmoid_jacobian import sigmoid_jacobian

__all__ = [
    "cheat",
    "closed_form",
    "finite_differences",
    "hutchinson",
    "least_sensitive",
    "mended",
    "sigmoid_jacobian",
]
