"""The few layers that Keras lacks, each serialisable.

A process that loads a model with one of them needs this package: `import
keras_autoencoders.builders` before `keras.saving.load_model`. Keras's error names that import.
All other models that the builders make consist of Keras's own layers and need nothing.
"""

from keras_autoencoders.layers._contractive_dense import ContractiveDense
from keras_autoencoders.layers._copy_layer import copy_layer
from keras_autoencoders.layers._corruption import Corruption
from keras_autoencoders.layers._dead_codes import AuxiliaryLoss, DeadCodes
from keras_autoencoders.layers._decoder_of_logits import DecoderOfLogits
from keras_autoencoders.layers._dynamic_binarisation import DynamicBinarisation
from keras_autoencoders.layers._enlarged_conv2d import EnlargedConv2D
from keras_autoencoders.layers._entropy_bottleneck import EntropyBottleneck
from keras_autoencoders.layers._jacobian_penalty import JacobianPenalty, NearbyImages
from keras_autoencoders.layers._k_sparse import KSparse
from keras_autoencoders.layers._likelihoods import BernoulliLikelihood, GaussianLikelihood
from keras_autoencoders.layers._sampling import Sampling
from keras_autoencoders.layers._tied_dense import TiedDense

__all__ = [
    "AuxiliaryLoss",
    "BernoulliLikelihood",
    "ContractiveDense",
    "Corruption",
    "DeadCodes",
    "DecoderOfLogits",
    "DynamicBinarisation",
    "EnlargedConv2D",
    "EntropyBottleneck",
    "GaussianLikelihood",
    "JacobianPenalty",
    "KSparse",
    "NearbyImages",
    "Sampling",
    "TiedDense",
    "copy_layer",
]
