"""A code that is drawn from a normal distribution, and costs what it tells."""

import keras
from keras import ops

from keras_autoencoders import argument_checks, likelihoods
from keras_autoencoders._registration import registered


@registered
class Sampling(keras.layers.Layer):
    """Draw codes from normal distributions, and add β times their KL divergence to the loss.

    A code is mean + exp(½ log-variance) · noise, so gradients reach both. The divergence from
    the standard normal is summed over the code and averaged over images: together with a
    likelihood that is summed over pixels, the loss is the negative ELBO in nats per image if
    β is 1.

    In training the noise is new at each call. Otherwise the code is the mean, so that
    `predict` always gives the same. The loss of `evaluate` is then that of the mean, which is no
    bound on anything: a code without noise restores an image better than its draws do. For the
    ELBO say `sample_at_inference=True`, or use `metrics.importance_weighted_bound`.

    Args:
        beta: Factor of the divergence, a number of 0 or more. It becomes the layer's variable
            `beta`, which is not trained; `layer.beta.assign(0.5)` changes it without a new
            `compile`, and `training.BetaWarmUp` does so during `fit`.
        sample_at_inference: If True, codes are drawn in `evaluate` and `predict`, too.
        seed: Integer that fixes the whole sequence of noise on one backend. By default it
            comes from `keras.utils.set_random_seed`.

    Raises:
        ValueError: if `beta` is negative or not finite, `sample_at_inference` is not a Boolean,
            or the mean and the log-variance differ in shape.

    Source: Kingma and Welling 2014; Higgins et al. 2017 for β.

    Example:
        `codes = Sampling()([mean, log_variance])`, or `Sampling()(mean, log_variance)`
    """

    def __init__(self, beta=1.0, *, sample_at_inference=False, seed=None, **kwargs):
        super().__init__(autocast=False, **kwargs)
        self.initial_beta = argument_checks.number_of_0_or_more("beta", beta)
        self.sample_at_inference = argument_checks.boolean(
            "sample_at_inference", sample_at_inference
        )
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)
        self.beta = self.add_weight(
            shape=(),
            initializer=keras.initializers.Constant(self.initial_beta),
            dtype=keras.config.floatx(),
            trainable=False,
            autocast=False,
            name="beta",
        )

    def call(self, mean, log_variance=None, training=False):
        """Return codes of the shape of `mean`, and add the divergence to the loss.

        Args:
            mean: Tensor (n, …); or a list of it and the log-variance.
            log_variance: Tensor of the same shape, unless `mean` is a list.
            training: Whether to draw.

        Returns:
            Tensor of the same shape.
        """
        if log_variance is None:
            mean, log_variance = _pair(mean)
        if tuple(mean.shape) != tuple(log_variance.shape):
            raise ValueError(
                "Expected `mean` and `log_variance` to have the same shape. "
                f"Received: {tuple(mean.shape)} and {tuple(log_variance.shape)}"
            )
        mean, log_variance = likelihoods.at_least_single(mean, log_variance)
        divergence = ops.mean(likelihoods.kl_to_standard_normal(mean, log_variance))
        # Keras adds losses as they are, and those of `compile` have this precision.
        self.add_loss(self.beta * ops.cast(divergence, self.beta.dtype))
        codes = mean
        if training or self.sample_at_inference:
            noise = keras.random.normal(
                ops.shape(mean),
                dtype=keras.backend.standardize_dtype(mean.dtype),
                seed=self.seed_generator,
            )
            codes = mean + ops.exp(0.5 * log_variance) * noise
        return ops.cast(codes, self.compute_dtype)

    def compute_output_shape(self, mean_shape, log_variance_shape=None):
        """Return the shape of the mean."""
        return mean_shape if log_variance_shape is not None else mean_shape[0]

    def get_config(self):
        """Return the arguments."""
        return {
            **super().get_config(),
            "beta": self.initial_beta,
            "sample_at_inference": self.sample_at_inference,
            "seed": self.seed,
        }


def _pair(inputs):
    """Return the two tensors of a list, or raise a ValueError."""
    if not isinstance(inputs, (list, tuple)) or len(inputs) != 2:
        raise ValueError(
            "Expected two tensors, the mean and the log-variance. "
            f"Received: {type(inputs).__name__}"
            + (f" of {len(inputs)}" if isinstance(inputs, (list, tuple)) else "")
        )
    return inputs
