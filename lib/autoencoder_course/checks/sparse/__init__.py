"""Checks of the exercise on sparse autoencoders: one function a question."""

from autoencoder_course.checks.sparse._questions import (
    batch_free,
    choose_weight,
    find_dead,
    keep_largest,
    kl_penalty,
    sparsities,
    tell_penalty,
)

__all__ = [
    "batch_free",
    "choose_weight",
    "find_dead",
    "keep_largest",
    "kl_penalty",
    "sparsities",
    "tell_penalty",
]
