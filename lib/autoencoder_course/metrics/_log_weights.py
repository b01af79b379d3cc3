"""Importance weights of codes, computed by any backend a part at a time."""

import keras
import numpy as np

from keras_autoencoders import layers
from keras_autoencoders.importance_weights import LogWeights

# From so many codes on, a compiled graph saves more than compiling takes.
_WORTH_COMPILING = 100_000


class LogWeightsInParts:
    """Finds log p(x, z) - log q(z | x) for images and drawn codes.

    Args:
        model: From `builders.variational`, or with its parts.
        codes: How many codes will be drawn in all.
    """

    def __init__(self, model, codes):
        log_weights = LogWeights(model)
        self.code_shape = log_weights.code_shape
        self.needs_binary_images = isinstance(log_weights.likelihood, layers.BernoulliLikelihood)
        self._model = _Model(log_weights)
        self._model.compile(run_eagerly=codes < _WORTH_COMPILING)

    def of_samples(self, images, generators, samples, batch_size):
        """Return log-weights (n, samples) of images, a part of the samples at a time.

        Args:
            images: Images (n, height, width, channels).
            generators: The source of noise of each image, a NumPy generator.
            samples: How many codes are drawn for each image.
            batch_size: The largest part.
        """
        found = np.empty((len(images), samples))
        for start in range(0, samples, batch_size):
            part = slice(start, min(start + batch_size, samples))
            shape = (part.stop - start, *self.code_shape)
            noise = [generator.standard_normal(shape, "float32") for generator in generators]
            found[:, part] = self._model.predict_on_batch([images, np.stack(noise)])
        return found


class _Model(keras.Model):
    """A model of one layer: each backend compiles it in its way."""

    def __init__(self, layer):
        super().__init__(name=layer.name)
        self.layer = layer

    def call(self, inputs):
        return self.layer(inputs)
