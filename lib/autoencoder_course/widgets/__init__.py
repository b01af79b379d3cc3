"""Figures that move where a kernel runs, and stay still where a notebook is only shown."""

from autoencoder_course.widgets._latent_explorer import latent_explorer
from autoencoder_course.widgets._noise_slider import noise_slider

__all__ = ["latent_explorer", "noise_slider"]
