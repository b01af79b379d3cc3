"""A decoder that shows probabilities and computes with logits."""

import keras
from keras import ops

from keras_autoencoders._registration import registered


@registered
class DecoderOfLogits(keras.Model):
    """A functional decoder that returns probabilities, and logits to those who ask for them.

    The last layer of its graph gives logits, of which a loss is computed without rounding; but
    who decodes a code wants to see an image.

    Source: none; a `keras.Model` with a sigmoid after it, which a loss can go around.

    Example:
        `decoder = DecoderOfLogits(codes, logits)`; then `decoder.predict(codes)` lies in [0, 1],
        and `BernoulliLikelihood()([images, decoder(codes, return_logits=True)])` is the loss.
    """

    # The graph is the model's own: with its inputs and outputs, Keras knows how to make it anew.
    def call(self, inputs, training=None, mask=None, return_logits=False):
        """Return probabilities, or logits of the same shape."""
        logits = super().call(inputs, training=training, mask=mask)
        return logits if return_logits else ops.sigmoid(logits)

    def compute_output_spec(self, inputs, training=None, mask=None, return_logits=False):
        """Return shape and dtype of the outputs, the same for both."""
        return super().compute_output_spec(inputs, training=training, mask=mask)
