"""Checks of the exercise on stacked autoencoders: one function a question."""

from autoencoder_course.checks.stacked._questions import (
    confusion,
    greedy_step,
    insert_layer,
    learning_rate,
    mended,
    stack_pairs,
    tied,
)

__all__ = [
    "confusion",
    "greedy_step",
    "insert_layer",
    "learning_rate",
    "mended",
    "stack_pairs",
    "tied",
]
