"""The few layers that Keras lacks, each serialisable.

Import this package (any builder does) before `keras.saving.load_model` reads a model that
uses them.
"""

from keras_autoencoders.layers._copy_layer import copy_layer
from keras_autoencoders.layers._corruption import Corruption
from keras_autoencoders.layers._enlarged_conv2d import EnlargedConv2D
from keras_autoencoders.layers._k_sparse import KSparse
from keras_autoencoders.layers._tied_dense import TiedDense

__all__ = [
    "Corruption",
    "EnlargedConv2D",
    "KSparse",
    "TiedDense",
    "copy_layer",
]
