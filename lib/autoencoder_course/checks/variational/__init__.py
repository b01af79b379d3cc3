"""Checks of the exercise on variational autoencoders: one function a blank."""

from autoencoder_course.checks.variational._bound import bound
from autoencoder_course.checks.variational._draw_samples import draw_samples
from autoencoder_course.checks.variational._hidden_beta import hidden_beta
from autoencoder_course.checks.variational._judge import judge
from autoencoder_course.checks.variational._kl_divergence import kl_divergence
from autoencoder_course.checks.variational._log_mean_exp import log_mean_exp
from autoencoder_course.checks.variational._reparameterise import reparameterise

__all__ = [
    "bound",
    "draw_samples",
    "hidden_beta",
    "judge",
    "kl_divergence",
    "log_mean_exp",
    "reparameterise",
]
