"""The few layers that Keras lacks, each serialisable.

Import this module (any builder does) before `keras.saving.load_model` reads a model that
uses them.
"""

import keras
from keras import ops

from autoencoders import _arguments, corruption
from autoencoders.enlarged_convolution import EnlargedConv2D  # noqa: F401


def copy_layer(layer, **changes):
    """Return a new, unbuilt layer with the arguments of `layer`, apart from `changes`."""
    return type(layer).from_config({**layer.get_config(), **changes})


@keras.saving.register_keras_serializable(package="autoencoders")
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
        self.units = _arguments.positive_integer("units", units)
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
        outputs = ops.matmul(inputs, ops.transpose(self.kernel)) + self.bias
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


@keras.saving.register_keras_serializable(package="autoencoders")
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
        self.k = _arguments.positive_integer("k", k)
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


@keras.saving.register_keras_serializable(package="autoencoders")
class Corruption(keras.layers.Layer):
    """Corrupt images with new noise at every training step; do nothing otherwise.

    `evaluate`, `predict` and validation see clean inputs: corrupt those explicitly, with
    the functions of `corruption` and a fixed seed.

    Args:
        kind: `"gaussian"`, `"speckle"`, `"salt_and_pepper"`, `"mask_pixels"` or
            `"mask_patch"`: what the functions of `corruption` do.
        amount: Their second argument (standard deviation, probability or fraction), a
            number; or a pair (low, high) to draw it from, uniformly, for each image.
        seed: Integer that fixes the whole sequence of noise on one backend. By default it
            comes from `keras.utils.set_random_seed`.

    Raises:
        ValueError: if `kind` is unknown, `amount` is out of its range, or images for
            `"mask_patch"` have not the shape (n, height, width, channels).

    Source: Vincent et al. 2010; lecture 20.
    """

    def __init__(self, kind, amount, *, seed=None, **kwargs):
        super().__init__(**kwargs)
        if kind not in corruption.KINDS:
            raise ValueError(
                f"Expected `kind` to be one of {tuple(corruption.KINDS)}. Received: kind={kind!r}"
            )
        self.kind = kind
        self.amount = corruption.check_amount(kind, amount, name="amount")
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)

    @property
    def needs_unit_interval(self):
        """Whether it is meant for inputs in [0, 1] only; masking is for any."""
        return corruption.KINDS[self.kind].needs_unit_interval

    def build(self, input_shape):
        """Check that the inputs are images where they have to be."""
        corruption.check_rank(self.kind, input_shape)

    def call(self, images, training=False):
        """Return images of the same shape."""
        if not training:
            return images
        draws = corruption.LayerDraws(self.seed_generator)
        return corruption.apply(self.kind, images, self.amount, draws)

    def compute_output_shape(self, input_shape):
        """Return the shape of the inputs."""
        return input_shape

    def get_config(self):
        """Return the arguments."""
        return {
            **super().get_config(),
            "kind": self.kind,
            "amount": self.amount,
            "seed": self.seed,
        }
