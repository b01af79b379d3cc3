"""A sigmoid code that costs what it changes when the image changes."""

import keras
from keras import ops

from keras_autoencoders import argument_checks, regularizers
from keras_autoencoders._registration import registered


@registered
class ContractiveDense(keras.layers.Dense):
    """Dense layer with a sigmoid that adds weight · ‖∂h/∂x‖²_F, averaged over images, to the loss.

    The Jacobian's squared norm is exact, in closed form; gradients reach the kernel through
    both of its factors. It holds for a sigmoid only: each activation has a derivative of its
    own, and the sigmoid's formula behind a ReLU gives numbers that mean nothing.

    Args:
        units: Number of outputs, a positive integer.
        weight: Factor, a number of 0 or more.
        activation: `"sigmoid"`; nothing else is accepted.
        **kwargs: What `keras.layers.Dense` takes.

    Raises:
        ValueError: if `weight` is negative or not finite, `activation` is not the sigmoid, or
            inputs are not of shape (n, size).

    Source: Rifai et al. 2011.

    Example:
        `ContractiveDense(200, 1e-3)(keras.layers.Flatten()(images))`
    """

    def __init__(self, units, weight, activation="sigmoid", **kwargs):
        super().__init__(units, activation=activation, **kwargs)
        if self.activation is not keras.activations.sigmoid:
            raise ValueError(
                "Expected `activation` to be the sigmoid: the closed form of the Jacobian is made "
                "of its derivative, h (1 - h). For others, estimate it: "
                f"builders.contractive(..., directions=1). Received: activation={activation!r}"
            )
        self.weight = argument_checks.number_of_0_or_more("weight", weight)

    def build(self, input_shape):
        """Check that inputs are vectors, and create the weights."""
        if len(input_shape) != 2:
            raise ValueError(
                f"Expected inputs of shape (n, size). Received: shape {tuple(input_shape)}"
            )
        super().build(input_shape)

    def call(self, inputs, training=None):
        """Return the codes, (n, units), and add the penalty to the loss."""
        codes = super().call(inputs)
        norms = regularizers.sigmoid_jacobian_norm(codes, self.kernel)
        # Keras adds losses as they are, and those of `compile` have this precision.
        self.add_loss(ops.cast(self.weight * ops.mean(norms), keras.config.floatx()))
        return codes

    def get_config(self):
        """Return the arguments."""
        return {**super().get_config(), "weight": self.weight}
