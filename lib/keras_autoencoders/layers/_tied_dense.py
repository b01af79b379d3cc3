"""A decoder layer that shares its kernel with the encoder."""

import keras
from keras import ops

from keras_autoencoders import argument_checks
from keras_autoencoders._registration import registered


@registered
class TiedDense(keras.layers.Layer):
    """Dense layer that uses another one's kernel, transposed, and a bias of its own.

    The kernel stays part of the other layer, is saved with it and frozen with it. After a
    model is loaded or cloned, its layers have to be tied again: what the builders make
    with `tied=True` does so by itself. An untied layer refuses to compute.

    Args:
        units: Number of outputs, which is the number of inputs of the other layer.
        tied_to: The other `keras.layers.Dense`, built; or its name, to `tie` it later.
        activation: Anything that `keras.layers.Dense` takes.

    Raises:
        ValueError: if `units` is not a positive integer, or the other layer is not built
            or has another number of inputs.

    Source: Vincent et al. 2010.
    """

    def __init__(self, units, tied_to, activation=None, **kwargs):
        super().__init__(**kwargs)
        self.units = argument_checks.positive_integer("units", units)
        self.activation = keras.activations.get(activation)
        self.tied_to = getattr(tied_to, "name", tied_to)
        self._other = None
        if tied_to is not self.tied_to:
            self.tie(tied_to)

    def tie(self, dense):
        """Use the kernel of `dense`, a built `keras.layers.Dense` with `units` inputs."""
        shape = tuple(dense.kernel.shape) if dense.built else None
        if shape is None or shape[0] != self.units:
            raise ValueError(
                f"Expected a built layer with a kernel of shape ({self.units}, inputs). "
                f"Received: {dense.name!r} with kernel shape {shape}"
            )
        self.input_spec = keras.layers.InputSpec(axes={-1: shape[1]})
        # Within a function, so that Keras does not take that layer for a part of this one.
        self._other = lambda: dense

    @property
    def kernel(self):
        """The other layer's kernel, (units, inputs)."""
        if self._other is None:
            raise ValueError(
                f"Expected the layer {self.name!r} to be tied before it computes: call its "
                f"method `tie` with the layer {self.tied_to!r}"
            )
        return self._other().kernel

    def build(self, input_shape):
        """Create the bias."""
        self.bias = self.add_weight(shape=(self.units,), initializer="zeros", name="bias")

    def call(self, inputs):
        """Return activation(inputs · kernelᵀ + bias), (n, units)."""
        # The other layer may have another precision, as one with a penalty does.
        kernel = ops.cast(self.kernel, self.compute_dtype)
        outputs = ops.matmul(inputs, ops.transpose(kernel)) + self.bias
        return self.activation(outputs)

    def compute_output_shape(self, input_shape):
        """Return the shape of the outputs, without computing them."""
        return (*input_shape[:-1], self.units)

    # The kernel is listed here too (Keras counts it once), or JAX would compile its value
    # as a constant into a decoder that is used on its own.
    @property
    def weights(self):
        """The bias and, once tied, the kernel."""
        return super().weights + ([] if self._other is None else [self.kernel])

    @property
    def variables(self):
        """The bias and, once tied, the kernel."""
        return super().variables + ([] if self._other is None else [self.kernel])

    def get_config(self):
        """Return the arguments, with `tied_to` as a name."""
        return {
            **super().get_config(),
            "units": self.units,
            "tied_to": self.tied_to,
            "activation": keras.activations.serialize(self.activation),
        }
