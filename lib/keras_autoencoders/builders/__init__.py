"""One function per autoencoder; each returns an uncompiled functional `keras.Model`.

Every model maps images (n, height, width, channels) to images of the same shape and
holds two sub-models: `model.get_layer("encoder")` turns images into codes,
`model.get_layer("decoder")` turns codes into images. `dictionary` alone is for vectors, and flat.
"""

from keras_autoencoders.builders._classifier import classifier
from keras_autoencoders.builders._contractive import contractive
from keras_autoencoders.builders._convolutional import convolutional
from keras_autoencoders.builders._convolutional_from_pca import add_linear_path, refinement
from keras_autoencoders.builders._denoising import denoising
from keras_autoencoders.builders._dictionary import dictionary
from keras_autoencoders.builders._importance_weighted import importance_weighted
from keras_autoencoders.builders._residual import residual
from keras_autoencoders.builders._sparse import sparse
from keras_autoencoders.builders._stacked import stacked
from keras_autoencoders.builders._vanilla import vanilla
from keras_autoencoders.builders._variational import variational

__all__ = [
    "add_linear_path",
    "classifier",
    "contractive",
    "convolutional",
    "denoising",
    "dictionary",
    "importance_weighted",
    "refinement",
    "residual",
    "sparse",
    "stacked",
    "vanilla",
    "variational",
]
