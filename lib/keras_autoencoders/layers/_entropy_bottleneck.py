"""A code of whole numbers, and what it costs to write them down."""

import math

import keras
import numpy as np
from keras import ops

from keras_autoencoders import argument_checks, likelihoods
from keras_autoencoders._registration import registered

_NARROWEST = 0.05


@registered
class EntropyBottleneck(keras.layers.Layer):
    """Round codes to whole numbers, and add the bits that they take to the loss.

    Rounding has no useful derivative, so in training noise from the uniform distribution on
    [-½, ½] is added instead: it moves a number as far as rounding does. Otherwise codes are
    rounded. Every channel, the last axis, has a distribution of its own, a mixture of logistic
    ones whose weights are trained along. They start much better after `adapt(codes)`. A number
    y costs

        -log2 P(y), where P(y) = F(y + ½) - F(y - ½)

    and F is the cumulative distribution: for whole numbers P sums to 1, so a coder can use it as
    its table. The bits are summed over the code and averaged over images.

    Args:
        weight: Factor of the bits per image in the loss, a number of 0 or more.
        straight_through: If True, the decoder gets rounded codes in training as well, whose
            derivatives are taken for those of codes that are not rounded; noise is for the
            bits only. Where most numbers are rounded to 0, noise would spoil them all.
        components: Number of logistic distributions in each mixture, a positive integer.
        scale: Scale of the first component at the start, in steps of 1, a positive number. Each
            further one is four times as wide.
        seed: Integer that fixes the whole sequence of noise on one backend. By default it
            comes from `keras.utils.set_random_seed`.

    Raises:
        ValueError: if an argument is out of range, or the channels are not known.

    Source: Ballé et al. 2017 for noise and rate; their distribution has pieces of lines.
        Minnen and Singh 2020 for rounded codes with the bits of noisy ones.

    Example:
        `code = EntropyBottleneck(0.01)(Dense(32)(features))`
    """

    def __init__(
        self, weight=1.0, *, straight_through=False, components=2, scale=1.0, seed=None, **kwargs
    ):
        super().__init__(autocast=False, **kwargs)
        self.weight = argument_checks.number_of_0_or_more("weight", weight)
        self.straight_through = argument_checks.boolean("straight_through", straight_through)
        self.components = argument_checks.positive_integer("components", components)
        self.scale = argument_checks.positive_number("scale", scale)
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)

    def build(self, input_shape):
        """Make one mixture for each channel."""
        if input_shape[-1] is None:
            raise ValueError(
                "Expected the last axis of `inputs` to be known. "
                f"Received: shape {tuple(input_shape)}"
            )
        shape = (input_shape[-1], self.components)
        widths = [math.log(self.scale * 4**number) for number in range(self.components)]

        def start(shape, dtype=None):
            return ops.broadcast_to(ops.convert_to_tensor(widths, dtype), shape)

        for name, initializer in (("logits", "zeros"), ("means", "zeros"), ("log_scales", start)):
            weight = self.add_weight(
                shape=shape, initializer=initializer, autocast=False, name=name
            )
            setattr(self, name, weight)

    def call(self, inputs, training=False):
        """Return codes of the shape of `inputs`, and add what they cost to the loss.

        Args:
            inputs: Tensor (n, …, channels) of numbers.
            training: Whether to add noise instead of rounding.

        Returns:
            Tensor of the same shape.
        """
        (codes,) = likelihoods.at_least_single(inputs)
        counted = rounded = codes + ops.stop_gradient(ops.round(codes) - codes)
        if training:
            counted = codes + keras.random.uniform(
                ops.shape(codes),
                -0.5,
                0.5,
                dtype=keras.backend.standardize_dtype(codes.dtype),
                seed=self.seed_generator,
            )
        rate = self.weight * ops.mean(self.bits(counted))
        # Keras adds losses as they are, and those of `compile` have this precision.
        self.add_loss(ops.cast(rate, keras.config.floatx()))
        return ops.cast(rounded if self.straight_through else counted, self.compute_dtype)

    def adapt(self, codes):
        """Set the distributions to the means and widths that codes have; then train.

        Args:
            codes: Array (n, …, channels), such as an encoder makes of training images.
        """
        codes = argument_checks.finite("codes", codes)
        if not self.built:
            self.build(codes.shape)
        codes = codes.reshape(-1, codes.shape[-1])
        # The scale of a logistic distribution is √3 / π of its standard deviation. No narrower
        # than a number that is hardly ever rounded to anything but 0.
        scales = np.maximum(codes.std(axis=0) * math.sqrt(3) / math.pi, _NARROWEST)
        widths = np.array([0.5 * 4**number for number in range(self.components)])
        self.means.assign(np.repeat(codes.mean(axis=0)[:, None], self.components, axis=1))
        self.log_scales.assign(np.log(scales[:, None] * widths))

    def bits(self, codes):
        """Return what each code costs, summed over all its numbers.

        Args:
            codes: Tensor (n, …, channels).

        Returns:
            Tensor (n,), bits.
        """
        nats = -self.log_probability(codes)
        return ops.sum(nats, axis=tuple(range(1, len(nats.shape)))) / math.log(2)

    def log_probability(self, codes):
        """Return the natural logarithm of P of every number, of the shape of `codes`.

        For a logistic distribution of mean m and scale s, with S for the sigmoid,
        S(b) - S(a) = S(b) S(-a) (1 - exp(a - b)), where b = (y + ½ - m) / s and a = b - 1/s.
        All three factors have a logarithm that stays exact far out.
        """
        narrowness = ops.exp(-self.log_scales)
        below = (ops.expand_dims(codes, -1) - 0.5 - self.means) * narrowness
        inside = (
            ops.log_sigmoid(below + narrowness)
            + ops.log_sigmoid(-below)
            + ops.log(-ops.expm1(-narrowness))
        )
        return ops.logsumexp(inside + ops.log_softmax(self.logits, axis=-1), axis=-1)

    def compute_output_shape(self, input_shape):
        """Return the shape of the inputs."""
        return input_shape

    def get_config(self):
        """Return the arguments."""
        return {
            **super().get_config(),
            "weight": self.weight,
            "straight_through": self.straight_through,
            "components": self.components,
            "scale": self.scale,
            "seed": self.seed,
        }
