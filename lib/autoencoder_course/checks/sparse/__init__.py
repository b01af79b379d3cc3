"""Checks of the exercise on sparse autoencoders: one function a question."""

from autoencoder_course.checks.sparse._batch_free import batch_free
from autoencoder_course.checks.sparse._choose_weight import choose_weight
from autoencoder_course.checks.sparse._find_dead import find_dead
from autoencoder_course.checks.sparse._keep_largest import keep_largest
from autoencoder_course.checks.sparse._kl_penalty import kl_penalty
from autoencoder_course.checks.sparse._sparsities import sparsities
from autoencoder_course.checks.sparse._tell_penalty import tell_penalty

__all__ = [
    "batch_free",
    "choose_weight",
    "find_dead",
    "keep_largest",
    "kl_penalty",
    "sparsities",
    "tell_penalty",
]
