"""One function per autoencoder; each returns an uncompiled functional `keras.Model`.

Every model maps images (n, height, width, channels) to images of the same shape and
holds two sub-models: `model.get_layer("encoder")` turns images into codes,
`model.get_layer("decoder")` turns codes into images.
"""

from autoencoders.builders.classifier import classifier
from autoencoders.builders.convolutional import convolutional
from autoencoders.builders.denoising import denoising
from autoencoders.builders.dense import sparse, stacked, vanilla

__all__ = ["classifier", "convolutional", "denoising", "sparse", "stacked", "vanilla"]
