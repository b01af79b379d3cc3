"""Importance weights of codes, computed in the graph of any backend."""

import keras
import numpy as np
from keras import ops

from keras_autoencoders import layers, likelihoods


class LogWeights(keras.Model):
    """Maps images and noise to log p(x, z) - log q(z | x), in the graph of any backend."""

    def __init__(self, model):
        super().__init__()
        try:
            encoder, self.decoder, self.likelihood = (
                model.get_layer(name) for name in ("encoder", "decoder", "likelihood")
            )
            heads = [encoder.get_layer(name).output for name in ("mean", "log_variance")]
            self.encoder = keras.Model(encoder.input, heads)
            if not hasattr(self.likelihood, "log_likelihood"):
                raise ValueError("its layer `likelihood` is none")
        except (AttributeError, ValueError) as error:
            raise ValueError(
                "Expected `model` to be a variational autoencoder, as from builders.variational. "
                f"Received: {model!r} ({error})"
            ) from None
        self.code_shape = heads[0].shape[1:]
        # Arrays are large and calls few: what compiling would save is less than it takes.
        self.compile(run_eagerly=True)

    @property
    def needs_binary_images(self):
        """Whether grey images have no likelihood under the model."""
        return isinstance(self.likelihood, layers.BernoulliLikelihood)

    def of_samples(self, images, noise, samples, batch_size):
        """Return log-weights (n, samples) of images, a part of the samples at a time."""
        found = np.empty((len(images), samples))
        for start in range(0, samples, batch_size):
            count = min(batch_size, samples - start)
            drawn = [each.standard_normal((count, *self.code_shape), "float32") for each in noise]
            part = self.predict_on_batch([images, np.stack(drawn)])
            found[:, start : start + count] = part
        return found

    def call(self, inputs):
        """Return log-weights (n, samples) of images (n, …) and noise (n, samples, code size)."""
        images, noise = inputs
        count = ops.shape(noise)[1]
        images, mean, log_variance = (
            ops.repeat(each, count, axis=0) for each in (images, *self.encoder(images))
        )
        mean, log_variance = likelihoods.at_least_single(mean, log_variance)
        log_stddev = 0.5 * log_variance
        noise = ops.reshape(noise, (-1, *self.code_shape))
        codes = mean + ops.exp(log_stddev) * ops.cast(noise, mean.dtype)
        log_weights = (
            self.likelihood.log_likelihood(images, self._decoded(codes))
            + likelihoods.gaussian_log_likelihood(codes, 0.0, 0.0)
            - likelihoods.gaussian_log_likelihood(codes, mean, log_stddev)
        )
        return ops.reshape(log_weights, (-1, count))

    def _decoded(self, codes):
        """Return what the likelihood takes: logits, where the decoder has some to give."""
        has_logits = isinstance(self.decoder, layers.DecoderOfLogits)
        return self.decoder(codes, return_logits=True) if has_logits else self.decoder(codes)
