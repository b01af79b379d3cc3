"""What `fit` alone does not do."""

from keras_autoencoders.training._pca_start import start_at_pca
from keras_autoencoders.training._pretraining import pretrain_layerwise
from keras_autoencoders.training._steps import speed_options, steps

__all__ = [
    "pretrain_layerwise",
    "speed_options",
    "start_at_pca",
    "steps",
]
