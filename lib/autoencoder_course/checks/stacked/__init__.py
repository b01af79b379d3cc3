"""Checks of the exercise on stacked autoencoders: one function a question."""

from autoencoder_course.checks.stacked._confusion import confusion
from autoencoder_course.checks.stacked._greedy_step import greedy_step
from autoencoder_course.checks.stacked._insert_layer import insert_layer
from autoencoder_course.checks.stacked._learning_rate import learning_rate
from autoencoder_course.checks.stacked._mended import mended
from autoencoder_course.checks.stacked._stack_pairs import stack_pairs
from autoencoder_course.checks.stacked._tied import tied

__all__ = [
    "confusion",
    "greedy_step",
    "insert_layer",
    "learning_rate",
    "mended",
    "stack_pairs",
    "tied",
]
