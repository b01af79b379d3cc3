"""What `fit` alone does not do."""

from keras_autoencoders.training._beta_warm_up import BetaWarmUp
from keras_autoencoders.training._fixed_order import fixed_order
from keras_autoencoders.training._pretraining import pretrain_layerwise
from keras_autoencoders.training._schedules import warmup_cosine
from keras_autoencoders.training._start_at_mean import start_at_mean
from keras_autoencoders.training._start_at_pca import start_at_pca
from keras_autoencoders.training._steps import steps, steps_per_execution

__all__ = [
    "BetaWarmUp",
    "fixed_order",
    "pretrain_layerwise",
    "start_at_mean",
    "start_at_pca",
    "steps",
    "steps_per_execution",
    "warmup_cosine",
]
