"""Checks of the exercise on stacked autoencoders: one function a question."""

from autoencoder_course.checks.stacked._greedy_step import greedy_step
from autoencoder_course.checks.stacked._insert_layer import insert_layer
from autoencoder_course.checks.stacked._intervals import intervals
from autoencoder_course.checks.stacked._mended import mended
from autoencoder_course.checks.stacked._own_rates import own_rates
from autoencoder_course.checks.stacked._stack_pairs import stack_pairs
from autoencoder_course.checks.stacked._start_as_pca import start_as_pca
from autoencoder_course.checks.stacked._tied import tied

__all__ = [
    "greedy_step",
    "insert_layer",
    "intervals",
    "mended",
    "own_rates",
    "stack_pairs",
    "start_as_pca",
    "tied",
]
