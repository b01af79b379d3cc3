"""A code of which only the largest activities are kept."""

import keras
from keras import ops

from keras_autoencoders import argument_checks
from keras_autoencoders._registration import registered


@registered
class KSparse(keras.layers.Layer):
    """Keep the k largest activities of each code and set the others to zero.

    Gradients reach only what is kept. Activities equal to the k-th largest are all kept.

    Args:
        k: How many units to keep, at most the number of units.
        inference_factor: Keep round(k · inference_factor) units outside training, at most
            all of them; 1 or more.

    Raises:
        ValueError: if `k` is not a positive integer or larger than the code, or
            `inference_factor` is less than 1.

    Source: Makhzani and Frey 2013 (their α is `inference_factor`; codes linear).
    """

    def __init__(self, k, inference_factor=1.0, **kwargs):
        super().__init__(**kwargs)
        self.k = argument_checks.positive_integer("k", k)
        if not isinstance(inference_factor, (int, float)) or not inference_factor >= 1:
            raise ValueError(
                "Expected `inference_factor` to be 1 or more. "
                f"Received: inference_factor={inference_factor!r}"
            )
        self.inference_factor = float(inference_factor)

    def build(self, input_shape):
        """Check that the code is large enough."""
        if self.k > input_shape[-1]:
            raise ValueError(
                f"Expected `k` to be at most the number of units, {input_shape[-1]}. "
                f"Received: k={self.k}"
            )

    def call(self, codes, training=False):
        """Return the sparse codes, of the same shape."""
        kept = self.k if training else round(self.k * self.inference_factor)
        largest, _ = ops.top_k(codes, min(kept, codes.shape[-1]))
        return ops.where(codes >= largest[..., -1:], codes, 0.0)

    def compute_output_shape(self, input_shape):
        """Return the shape of the inputs."""
        return input_shape

    def get_config(self):
        """Return the arguments."""
        return {**super().get_config(), "k": self.k, "inference_factor": self.inference_factor}
