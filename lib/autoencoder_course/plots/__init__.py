"""The course's figures: arrays in, a matplotlib `Figure` out.

Each function returns a closed figure, so a notebook shows it once, as the value of the
cell's last line.
"""

from autoencoder_course.plots._arrows import arrow_fields
from autoencoder_course.plots._captioned_images import captioned_images
from autoencoder_course.plots._classes import confusion_matrix
from autoencoder_course.plots._codes import activation_histograms
from autoencoder_course.plots._curves import (
    code_size_curves,
    label_budget_curves,
    loss_curves,
    time_curves,
)
from autoencoder_course.plots._images import (
    class_examples,
    error_maps,
    reconstructions,
    weight_tiles,
)
from autoencoder_course.plots._kernels import filter_grid
from autoencoder_course.plots._latent_maps import latent_map, latent_plane
from autoencoder_course.plots._noise_levels import level_curves
from autoencoder_course.plots._ranked import ranked
from autoencoder_course.plots._rates import bound_curves, rate_distortion, unit_bars
from autoencoder_course.plots._scores import class_dots, score_histograms
from autoencoder_course.plots._sensitivity import spectra, weight_curves
from autoencoder_course.plots._sparse_codes import frontier, tile_mosaics

__all__ = [
    "activation_histograms",
    "arrow_fields",
    "bound_curves",
    "captioned_images",
    "class_dots",
    "class_examples",
    "code_size_curves",
    "confusion_matrix",
    "error_maps",
    "filter_grid",
    "frontier",
    "label_budget_curves",
    "latent_map",
    "latent_plane",
    "level_curves",
    "loss_curves",
    "ranked",
    "rate_distortion",
    "reconstructions",
    "score_histograms",
    "spectra",
    "tile_mosaics",
    "time_curves",
    "unit_bars",
    "weight_curves",
    "weight_tiles",
]
