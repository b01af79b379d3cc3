"""Checks of the exercise on sparse autoencoders: one function a question."""

from autoencoder_course.checks.sparse._autoencoder import autoencoder
from autoencoder_course.checks.sparse._auxiliary_loss import auxiliary_loss
from autoencoder_course.checks.sparse._batch_free import batch_free
from autoencoder_course.checks.sparse._choose_weight import choose_weight
from autoencoder_course.checks.sparse._find_dead import find_dead
from autoencoder_course.checks.sparse._keep_largest import keep_largest
from autoencoder_course.checks.sparse._kl_regularizer import kl_regularizer
from autoencoder_course.checks.sparse._sparsities import sparsities
from autoencoder_course.checks.sparse._tell_penalty import tell_penalty

__all__ = [
    "autoencoder",
    "auxiliary_loss",
    "batch_free",
    "choose_weight",
    "find_dead",
    "keep_largest",
    "kl_regularizer",
    "sparsities",
    "tell_penalty",
]
