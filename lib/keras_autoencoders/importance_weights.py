"""How much each drawn code counts for an image's likelihood under a variational autoencoder.

The mean of k importance weights p(x | z) p(z) / q(z | x) is an estimate of p(x), and its logarithm
a lower bound on log p(x) in expectation. `builders.importance_weighted` trains with it,
`metrics.importance_weighted_bound` measures it.
"""

import math

import keras
from keras import ops

from keras_autoencoders import argument_checks, layers, likelihoods


class LogWeights(keras.layers.Layer):
    """Map images and noise to log p(x | z) + log p(z) - log q(z | x), in nats.

    The encoder looks at every image once, however many codes are drawn of it. The layer shares
    the weights of the autoencoder that it is made of, and has none of its own.

    Args:
        model: From `builders.variational`; or any `keras.Model` with the sub-models
            `encoder`, of which the layers `mean` and `log_variance` are called so, and `decoder`,
            and a layer `likelihood` of `keras_autoencoders.layers` that takes what the decoder
            returns.

    Raises:
        ValueError: if `model` has other parts.

    Source: Burda, Grosse and Salakhutdinov 2016.

    Example:
        `log_weights = LogWeights(model)([images, noise])`
    """

    def __init__(self, model, **kwargs):
        super().__init__(autocast=False, **kwargs)  # images keep the precision that they have
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
        self.code_shape = tuple(heads[0].shape[1:])

    def call(self, inputs):
        """Return log-weights.

        Args:
            inputs: Images (n, height, width, channels), and draws of a standard normal
                distribution (n, k, code size).

        Returns:
            Tensor (n, k), float32 or float64.
        """
        images, noise = inputs
        count = ops.shape(noise)[1]
        mean, log_variance, noise = likelihoods.at_least_single(*self.encoder(images), noise)
        mean, log_variance = (ops.expand_dims(each, 1) for each in (mean, log_variance))
        codes = mean + ops.exp(0.5 * log_variance) * noise
        log_likelihood = self.likelihood.log_likelihood(
            ops.repeat(images, count, axis=0), self._decoded(codes)
        )
        # Of log p(z) - log q(z | x) the constants cancel, and (z - mean) / stddev is the noise.
        of_prior = 0.5 * ops.sum(ops.square(noise) + log_variance - ops.square(codes), axis=-1)
        return ops.reshape(log_likelihood, (-1, count)) + of_prior

    def _decoded(self, codes):
        """Return what the likelihood takes: logits, where the decoder has some to give."""
        codes = ops.reshape(codes, (-1, *self.code_shape))
        has_logits = isinstance(self.decoder, layers.DecoderOfLogits)
        return self.decoder(codes, return_logits=True) if has_logits else self.decoder(codes)


class ImportanceWeightedBound(LogWeights):
    """Map images to log 1/k Σ p(x | z) p(z) / q(z | x) over k drawn codes; add it to the loss.

    The loss is its mean over images with a minus, in nats. For k = 1 the expectation is the
    negative ELBO. The codes are drawn anew at each call, outside training too: their mean
    instead would give no bound.

    Args:
        model: As for `LogWeights`.
        samples: How many codes are drawn for each image, k, a positive integer.
        seed: Integer that fixes the whole sequence of noise on one backend. By default it
            comes from `keras.utils.set_random_seed`.

    Raises:
        ValueError: if `model` has other parts or `samples` is not a positive integer.

    Source: Burda, Grosse and Salakhutdinov 2016, whose gradient is just that of this loss.

    Example:
        `bound = ImportanceWeightedBound(model, 5)(images)`
    """

    def __init__(self, model, samples, *, seed=None, **kwargs):
        super().__init__(model, **kwargs)
        self.samples = argument_checks.positive_integer("samples", samples)
        self.seed_generator = keras.random.SeedGenerator(seed)

    def call(self, images):
        """Return one bound for each image, (n,) nats."""
        shape = (ops.shape(images)[0], self.samples, *self.code_shape)
        noise = keras.random.normal(shape, dtype="float32", seed=self.seed_generator)
        log_weights = super().call([images, noise])
        bounds = ops.logsumexp(log_weights, axis=1) - math.log(self.samples)
        # Keras adds losses as they are, and those of `compile` have this precision.
        self.add_loss(ops.cast(-ops.mean(bounds), keras.config.floatx()))
        return bounds
