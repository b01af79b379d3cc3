"""Measurements, and the baselines that a measurement stands beside."""

from autoencoder_course.metrics._bernoulli_mixture import (
    BernoulliMixture,
    fit_bernoulli_mixture,
    independent_pixels_log_likelihood,
)
from autoencoder_course.metrics._bootstrap import BootstrapInterval, bootstrap_mean
from autoencoder_course.metrics._classes import (
    accuracy,
    confusion,
    per_class_accuracy,
    per_class_specificity,
)
from autoencoder_course.metrics._errors import (
    distance_to_nearest,
    fit_pca,
    mean_image_baseline,
    mean_squared_error,
    pca_baseline,
    restore_with_largest,
    restore_with_pca,
)
from autoencoder_course.metrics._image_quality import psnr, ssim
from autoencoder_course.metrics._importance_weighted_bound import importance_weighted_bound
from autoencoder_course.metrics._intervals import (
    Estimate,
    PairedDifference,
    mean_and_interval,
    paired_difference,
)
from autoencoder_course.metrics._iterative_quantisation import (
    IterativeQuantisation,
    fit_iterative_quantisation,
)
from autoencoder_course.metrics._latents import best_f1, largest_cosines
from autoencoder_course.metrics._linear_baselines import (
    LinearMap,
    fill_in_as_gaussian,
    fit_linear_map,
)
from autoencoder_course.metrics._linear_probe import LinearProbe, linear_probe
from autoencoder_course.metrics._probabilistic_pca import probabilistic_pca_log_likelihood
from autoencoder_course.metrics._retrieval import precision_at
from autoencoder_course.metrics._sparsity import (
    dead_units,
    fraction_near_zero,
    lifetime_sparsity,
    population_sparsity,
)
from autoencoder_course.metrics._tiles import gabor_fit, largest_patch

__all__ = [
    "BernoulliMixture",
    "BootstrapInterval",
    "Estimate",
    "IterativeQuantisation",
    "LinearMap",
    "LinearProbe",
    "PairedDifference",
    "accuracy",
    "best_f1",
    "bootstrap_mean",
    "confusion",
    "dead_units",
    "distance_to_nearest",
    "fill_in_as_gaussian",
    "fit_bernoulli_mixture",
    "fit_iterative_quantisation",
    "fit_linear_map",
    "fit_pca",
    "fraction_near_zero",
    "gabor_fit",
    "importance_weighted_bound",
    "independent_pixels_log_likelihood",
    "largest_cosines",
    "largest_patch",
    "lifetime_sparsity",
    "linear_probe",
    "mean_and_interval",
    "mean_image_baseline",
    "mean_squared_error",
    "paired_difference",
    "pca_baseline",
    "per_class_accuracy",
    "per_class_specificity",
    "population_sparsity",
    "precision_at",
    "probabilistic_pca_log_likelihood",
    "psnr",
    "restore_with_largest",
    "restore_with_pca",
    "ssim",
]
