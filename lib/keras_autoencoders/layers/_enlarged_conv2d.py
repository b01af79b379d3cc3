"""Enlarging a map and convolving it, in one layer that works on the small map."""

import keras
import numpy as np
from keras import ops

from keras_autoencoders import argument_checks
from keras_autoencoders._registration import registered

INTERPOLATIONS = ("nearest", "bilinear")


@registered
class EnlargedConv2D(keras.layers.Layer):
    """Double a map's sides, then convolve it: `UpSampling2D(2)` and `Conv2D` in one.

    Both are linear, so their order may change. First, at each pixel of the small map, the
    channels are multiplied by the kernel, one product per place of the kernel. Then each
    output gathers the products that it sees, with the weights of the interpolation: along
    the columns, then along the rows. The large map with all its channels is never made.

    With m the side of the kernels and c the channels, that is less work where
    m·c + 2·m·width + 4·height < 4·m·c (multiplications per small pixel, kernel row and
    filter), and takes less memory where m²·filters < 4·c (numbers kept per small pixel).

    Args:
        filters: Channels of the outputs, a positive integer.
        kernel_size: Side of the kernels in pixels of the large map, a positive integer.
            There are zeros around the large map, as with `padding="same"`.
        interpolation: `"nearest"` or `"bilinear"`.
        activation: Anything that `keras.layers.Conv2D` takes.
        kernel_initializer: Likewise. The kernel has `Conv2D`'s shape, and its place among
            the weights, before the bias.

    Raises:
        ValueError: if an argument is none of the above, or the inputs are not maps of one
            fixed size (n, height, width, channels).

    Source: Kharagpur recipe 32, whose decoder ends with this pair.
    """

    def __init__(
        self,
        filters,
        kernel_size,
        interpolation="nearest",
        activation=None,
        kernel_initializer="glorot_uniform",
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.filters = argument_checks.positive_integer("filters", filters)
        self.kernel_size = argument_checks.positive_integer("kernel_size", kernel_size)
        self.interpolation = argument_checks.one_of("interpolation", interpolation, INTERPOLATIONS)
        self.activation = keras.activations.get(activation)
        self.kernel_initializer = keras.initializers.get(kernel_initializer)

    def build(self, input_shape):
        """Create the kernel and the bias, and what each output sees of each row and column."""
        if len(input_shape) != 4 or None in input_shape[1:]:
            raise ValueError(
                "Expected inputs of a fixed size, (n, height, width, channels). "
                f"Received: shape {tuple(input_shape)}"
            )
        _, height, width, channels = input_shape
        self.input_spec = keras.layers.InputSpec(shape=(None, height, width, channels))
        window = (self.kernel_size, self.kernel_size)
        self.kernel = self.add_weight(
            shape=(*window, channels, self.filters),
            initializer=self.kernel_initializer,
            name="kernel",
        )
        self.bias = self.add_weight(shape=(self.filters,), initializer="zeros", name="bias")
        self._rows = _seen(height, self.kernel_size, self.interpolation)
        self._columns = _seen(width, self.kernel_size, self.interpolation)

    def call(self, inputs):
        """Return activation(kernel * enlarged inputs + bias), (n, 2 height, 2 width, filters)."""
        _, height, width, channels = inputs.shape
        side, filters = self.kernel_size, self.filters
        # One product per kernel row u, kernel column v and filter, in the order v, u, filter.
        kernel = ops.reshape(ops.transpose(self.kernel, (2, 1, 0, 3)), (channels, -1))
        products = ops.matmul(ops.reshape(inputs, (-1, channels)), kernel)
        maps = ops.reshape(products, (-1, width * side, side * filters))
        maps = ops.matmul(self._constant(self._columns), maps)  # of each image row
        maps = ops.reshape(maps, (-1, height, 2 * width, side, filters))
        maps = ops.transpose(maps, (0, 1, 3, 2, 4))
        maps = ops.reshape(maps, (-1, height * side, 2 * width * filters))
        maps = ops.matmul(self._constant(self._rows), maps)  # of each image
        maps = ops.reshape(maps, (-1, 2 * height, 2 * width, filters))
        return self.activation(maps + self.bias)

    def _constant(self, matrix):
        return ops.convert_to_tensor(matrix[None], self.compute_dtype)

    def compute_output_shape(self, input_shape):
        """Return the shape of the outputs, without computing them."""
        count, height, width, _ = input_shape
        return (count, 2 * height, 2 * width, self.filters)

    def get_config(self):
        """Return the arguments."""
        return {
            **super().get_config(),
            "filters": self.filters,
            "kernel_size": self.kernel_size,
            "interpolation": self.interpolation,
            "activation": keras.activations.serialize(self.activation),
            "kernel_initializer": keras.initializers.serialize(self.kernel_initializer),
        }


def _seen(size: int, kernel_size: int, interpolation: str) -> np.ndarray:
    """Return (2 size, size · kernel_size): what an output sees of an input through a tap."""
    enlarged = _enlarged(size, interpolation)
    # As many zeros around the large map as `padding="same"` puts there.
    before = (kernel_size - 1) // 2
    padded = np.pad(enlarged, ((before, kernel_size - 1 - before), (0, 0)))
    taps = np.stack([padded[tap : tap + 2 * size] for tap in range(kernel_size)], axis=2)
    return taps.reshape(2 * size, -1).astype("float32")


def _enlarged(size: int, interpolation: str) -> np.ndarray:
    """Return (2 size, size): the weight of each input in each pixel of the large map."""
    if interpolation == "nearest":
        return np.repeat(np.eye(size), 2, axis=0)
    # Pixels are areas: the large map's centres lie a quarter to either side of the small one's.
    centres = (np.arange(2 * size) + 0.5) / 2 - 0.5
    distances = np.abs(np.clip(centres, 0, size - 1)[:, None] - np.arange(size))
    return np.maximum(0, 1 - distances)
