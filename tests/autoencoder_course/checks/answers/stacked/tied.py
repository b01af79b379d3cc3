"""Answers to `stacked.tied`; a wrong one's docstring is part of the message it gets."""

import itertools

import keras
from keras import layers, ops

from keras_autoencoders.layers import TiedDense


class _Back(layers.Layer):
    """The dense layer `other` backwards, with mistakes to choose from."""

    def __init__(self, other, activation, *, bias=True, how=ops.transpose):
        super().__init__()
        self.other, self.activation, self.how = other, activation, how
        width = other.kernel.shape[0]
        self.offset = self.add_weight(shape=(width,), initializer="zeros") if bias else 0.0

    def call(self, codes):
        outputs = codes @ self.how(self.other.kernel) + self.offset
        return keras.activations.get(self.activation)(outputs)


def _down(units, hidden="selu", code=None):
    return [*[layers.Dense(width, hidden) for width in units[:-1]], layers.Dense(units[-1], code)]


def _stack(image_shape, units, back, hidden="selu", last="sigmoid", code=None):
    images = keras.Input(image_shape)
    values = layers.Flatten()(images)
    dense = _down(units, hidden, code)
    for layer in dense:
        values = layer(values)
    for layer in dense[::-1]:
        values = back(layer, last if layer is dense[0] else hidden)(values)
    return keras.Model(images, layers.Reshape(image_shape)(values))


def right_tied_dense_in_a_sequential(image_shape, units):
    dense = _down(units)
    model = keras.Sequential([keras.Input(image_shape), layers.Flatten(), *dense])
    for layer in reversed(dense):
        activation = "sigmoid" if layer is dense[0] else "selu"
        model.add(TiedDense(layer.kernel.shape[0], layer, activation=activation))
    model.add(layers.Reshape(image_shape))
    return model


def right_layer_of_its_own(image_shape, units):
    return _stack(image_shape, units, _Back)


class _Whole(keras.Model):
    def __init__(self, image_shape, units):
        super().__init__()
        self.shape = image_shape
        widths = [image_shape[0] * image_shape[1] * image_shape[2], *units]
        # Kernels are kept as the decoder uses them, (units, inputs).
        self.kernels = [
            self.add_weight(shape=(b, a), initializer="glorot_uniform")
            for a, b in itertools.pairwise(widths)
        ]
        self.up = [self.add_weight(shape=(a,), initializer="zeros") for a in widths[:-1]]
        self.down = [self.add_weight(shape=(b,), initializer="zeros") for b in widths[1:]]

    def call(self, images):
        values = ops.reshape(images, (ops.shape(images)[0], -1))
        for level, (kernel, bias) in enumerate(zip(self.kernels, self.down, strict=True), 1):
            values = values @ ops.transpose(kernel) + bias
            values = ops.selu(values) if level < len(self.kernels) else values
        for level in reversed(range(len(self.kernels))):
            values = values @ self.kernels[level] + self.up[level]
            values = ops.selu(values) if level else ops.sigmoid(values)
        return ops.reshape(values, (-1, *self.shape))


def right_model_with_weights_of_its_own(image_shape, units):
    return _Whole(image_shape, units)


def wrong_two_dense_layers(image_shape, units):
    """Expected one trainable kernel between"""

    def back(dense, activation):
        return layers.Dense(dense.kernel.shape[0], activation)

    return _stack(image_shape, units, back)


def wrong_dense_that_starts_transposed(image_shape, units):
    """Expected one trainable kernel between"""

    def back(dense, activation):
        twin = layers.Dense(dense.kernel.shape[0], activation)
        twin.build((None, dense.units))
        twin.kernel.assign(ops.transpose(dense.kernel))
        return twin

    return _stack(image_shape, units, back)


def wrong_kernel_copied_as_numbers(image_shape, units):
    """has to compute with the encoder's kernel as it is then"""

    def back(dense, activation):
        numbers = ops.convert_to_numpy(dense.kernel).T
        return _Back(dense, activation, how=lambda kernel: numbers)

    return _stack(image_shape, units, back)


def wrong_reshaped_in_place_of_transposed(image_shape, units):
    """as it is then, transposed"""

    def back(dense, activation):
        return _Back(dense, activation, how=lambda k: ops.reshape(k, (k.shape[1], k.shape[0])))

    return _stack(image_shape, units, back)


def wrong_no_bias(image_shape, units):
    """each direction has its own"""
    return _stack(image_shape, units, lambda *args: _Back(*args, bias=False))


def wrong_gradient_stopped(image_shape, units):
    """both uses of the kernel have to pass their gradient on"""

    def back(dense, activation):
        return _Back(dense, activation, how=lambda k: ops.stop_gradient(ops.transpose(k)))

    return _stack(image_shape, units, back)


def wrong_pixels_without_sigmoid(image_shape, units):
    """the activations are others"""
    return _stack(image_shape, units, _Back, last="linear")


def wrong_no_selu_in_the_decoder(image_shape, units):
    """SELU in hidden layers, those of the decoder included"""

    def back(dense, activation):
        return _Back(dense, "sigmoid" if activation == "sigmoid" else None)

    return _stack(image_shape, units, back)


def wrong_relu_for_selu(image_shape, units):
    """the activations are others"""
    return _stack(image_shape, units, _Back, hidden="relu")


def wrong_tied_to_a_name(image_shape, units):
    """give it the layer itself"""

    def back(dense, activation):
        return TiedDense(dense.kernel.shape[0], dense.name, activation=activation)

    return _stack(image_shape, units, back)


def wrong_sigmoid_everywhere(image_shape, units):
    """differs from the formula"""
    return _stack(image_shape, units, _Back, hidden="sigmoid", code="sigmoid")


def wrong_selu_at_the_pixels(image_shape, units):
    """the activations are others"""
    return _stack(image_shape, units, _Back, last="selu")


def wrong_selu_at_the_code(image_shape, units):
    """none at the code"""
    return _stack(image_shape, units, _Back, code="selu")


def wrong_tanh_for_selu(image_shape, units):
    """SELU in hidden layers"""
    return _stack(image_shape, units, _Back, hidden="tanh")


def wrong_hidden_layers_without_activation(image_shape, units):
    """the activations are others"""
    return _stack(image_shape, units, _Back, hidden="linear")


def wrong_only_the_first_layer(image_shape, units):
    """Expected one trainable kernel between"""
    return _stack(image_shape, units[:1], _Back)


def wrong_encoder_frozen(image_shape, units):
    """Expected one trainable kernel between"""
    model = _stack(image_shape, units, _Back)
    for layer in model.layers:
        layer.trainable = not isinstance(layer, layers.Dense)
    return model


def wrong_image_stays_flat(image_shape, units):
    """Expected images of shape"""
    model = _stack(image_shape, units, _Back)
    return keras.Sequential([model, layers.Flatten()])


def wrong_encoder_only(image_shape, units):
    """Expected images of shape"""
    return keras.Sequential([keras.Input(image_shape), layers.Flatten(), *_down(units)])
