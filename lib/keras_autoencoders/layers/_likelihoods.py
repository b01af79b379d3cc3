"""What a decoder's answer costs: the negative log-likelihood of the image, with its constant."""

import math

import keras
from keras import ops

from keras_autoencoders import argument_checks, likelihoods
from keras_autoencoders._registration import registered


class _Likelihood(keras.layers.Layer):
    """Add the mean of -log p(image | decoded) to the loss; return the expected images.

    Subclasses say what `log_likelihood` and `expected_images` are.
    """

    def __init__(self, **kwargs):
        super().__init__(autocast=False, **kwargs)  # images keep the precision that they have

    def build(self, input_shape):
        """Check that there are images and what was decoded, of one shape."""
        is_pair = len(input_shape) == 2 and not isinstance(input_shape[0], (int, type(None)))
        if not is_pair or tuple(input_shape[0][1:]) != tuple(input_shape[1][1:]):
            raise ValueError(
                "Expected a list of two inputs of one shape, [images, decoded]. "
                f"Received: shapes {input_shape}"
            )

    def call(self, inputs):
        """Return the expected images, of the shape of both inputs."""
        images, decoded = inputs
        loss = -ops.mean(self.log_likelihood(images, decoded))
        # Keras adds losses as they are, and those of `compile` have this precision.
        self.add_loss(ops.cast(loss, keras.config.floatx()))
        return ops.cast(self.expected_images(decoded), self.compute_dtype)

    def compute_output_shape(self, input_shape):
        """Return the shape of the images."""
        return input_shape[0]


@registered
class BernoulliLikelihood(_Likelihood):
    """Add the negative log-likelihood of binary images, given logits, to the loss.

    Summed over pixels and averaged over images, in nats. The loss is NaN if a pixel is neither
    0 nor 1: grey images have no likelihood under this model, though the formula (binary
    cross-entropy) gives a number. Draw binary ones: `corruption.binarise` for a whole data set,
    `DynamicBinarisation` for new ones at every step.

    Source: Kingma and Welling 2014.

    Example:
        `probabilities = BernoulliLikelihood()([images, logits])`
    """

    def log_likelihood(self, images, decoded):
        """Return log p of each image, (n,) nats: see `likelihoods.bernoulli_log_likelihood`."""
        return likelihoods.bernoulli_log_likelihood(images, decoded)

    def expected_images(self, decoded):
        """Return the probability of each pixel to be 1."""
        return ops.sigmoid(decoded)


@registered
class GaussianLikelihood(_Likelihood):
    """Add the negative log-likelihood of images under normal pixels, given means, to the loss.

    Summed over pixels and averaged over images, in nats, with its constant. All pixels share
    one standard deviation, fixed or learned. It decides how much a squared error weighs beside
    the KL divergence: fixed at 1, pixels in [0, 1] hardly count. Learned, it becomes the root
    of the mean squared error per pixel.

    Args:
        stddev: Standard deviation of a pixel around its mean, a positive number; where it is
            learned, the value that it starts from.
        learn_stddev: If True, its logarithm is a weight of the layer.

    Raises:
        ValueError: if `stddev` is not a positive number or `learn_stddev` not a Boolean.

    Source: Kingma and Welling 2014; Lucas et al. 2019 for one learned standard deviation.

    Example:
        `means = GaussianLikelihood(0.1)([images, means])`
    """

    def __init__(self, stddev=1.0, *, learn_stddev=False, **kwargs):
        super().__init__(**kwargs)
        self.initial_stddev = argument_checks.positive_number("stddev", stddev)
        self.learn_stddev = argument_checks.boolean("learn_stddev", learn_stddev)
        log_stddev = math.log(self.initial_stddev)
        self.log_stddev = log_stddev
        if learn_stddev:
            self.log_stddev = self.add_weight(
                shape=(),
                initializer=keras.initializers.Constant(log_stddev),
                autocast=False,
                name="log_stddev",
            )

    @property
    def stddev(self):
        """The present standard deviation, a float."""
        return math.exp(float(ops.convert_to_numpy(self.log_stddev)))

    def log_likelihood(self, images, decoded):
        """Return log p of each image, (n,) nats: see `likelihoods.gaussian_log_likelihood`."""
        return likelihoods.gaussian_log_likelihood(images, decoded, self.log_stddev)

    def expected_images(self, decoded):
        """Return the means themselves."""
        return decoded

    def get_config(self):
        """Return the arguments."""
        return {
            **super().get_config(),
            "stddev": self.initial_stddev,
            "learn_stddev": self.learn_stddev,
        }
