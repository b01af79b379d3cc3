"""Checks of the exercise on vanilla autoencoders: one or two functions a question."""

from autoencoder_course.checks.vanilla._autoencoder import autoencoder
from autoencoder_course.checks.vanilla._baselines import baselines
from autoencoder_course.checks.vanilla._choose_code_size import choose_code_size
from autoencoder_course.checks.vanilla._crossing import crossing
from autoencoder_course.checks.vanilla._decoded_grid import decoded_grid
from autoencoder_course.checks.vanilla._experiment import experiment
from autoencoder_course.checks.vanilla._sweep import sweep
from autoencoder_course.checks.vanilla._train import train

__all__ = [
    "autoencoder",
    "baselines",
    "choose_code_size",
    "crossing",
    "decoded_grid",
    "experiment",
    "sweep",
    "train",
]
