"""What every dense autoencoder is made of: layers down to the code, and their mirror image."""

import math

import keras
from keras import layers

from keras_autoencoders import argument_checks
from keras_autoencoders._registration import registered
from keras_autoencoders.builders._shared import CHANNELS_LAST, activation_of_code, join
from keras_autoencoders.layers import TiedDense


@registered
class TiedAutoencoder(keras.Model):
    """A functional autoencoder that ties its decoder's layers to its encoder's.

    It does so whenever it is made: by a builder, by `keras.saving.load_model` and by
    `keras.models.clone_model`, which would otherwise untie them.
    """

    # With just these two arguments, Keras knows how to make the model anew from its layers.
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        encoder = self.get_layer("encoder")
        for layer in self.get_layer("decoder").layers:
            if isinstance(layer, TiedDense):
                layer.tie(encoder.get_layer(layer.tied_to))


def dense_autoencoder(
    input_shape,
    hidden_units,
    code_size,
    *,
    name,
    activation="relu",
    code_activation="same",
    output_activation="sigmoid",
    tied=False,
    kernel_regularizer=None,
    penalty=None,
):
    """Build a mirrored dense autoencoder.

    The arguments are those of `builders.stacked` and the `penalty` of `builders.sparse`;
    `hidden_units` may be empty.
    """
    input_shape = argument_checks.image_shape("input_shape", input_shape)
    code_size = argument_checks.positive_integer("code_size", code_size)
    hidden_units = argument_checks.positive_integers("hidden_units", hidden_units)
    widths = [math.prod(input_shape), *hidden_units, code_size]
    hidden_names = [f"hidden_{number}" for number in range(1, len(hidden_units) + 1)]
    down = _down(
        [*hidden_names, "code"],
        widths[1:],
        [*[activation] * len(hidden_units), activation_of_code(code_activation, activation)],
        kernel_regularizer,
        penalty,
    )
    encoder = keras.Sequential(
        [keras.Input(input_shape), layers.Flatten(**CHANNELS_LAST), *down], name="encoder"
    )
    up = _up(
        ["pixels", *hidden_names, "code"],
        widths,
        [output_activation, *[activation] * len(hidden_units)],
        tied,
    )
    decoder = keras.Sequential(
        [keras.Input((code_size,)), *up, layers.Reshape(input_shape)], name="decoder"
    )
    if not tied:
        return join(encoder, decoder, name=name)
    images = keras.Input(input_shape, name="images")
    return TiedAutoencoder(images, decoder(encoder(images)), name=name)


def _down(names, widths, activations, kernel_regularizer, penalty):
    """Return the encoder's layers: dense ones, then a penalty that is a layer."""
    is_layer = isinstance(penalty, keras.Layer)
    dense = []
    for name, width, activation in zip(names, widths, activations, strict=True):
        of_code = None if is_layer or name != "code" else penalty
        dense.append(
            layers.Dense(
                width,
                activation=activation,
                kernel_regularizer=kernel_regularizer,
                activity_regularizer=of_code,
                dtype=_precision(kernel_regularizer, of_code),
                name=name,
            )
        )
    return [*dense, penalty] if is_layer else dense


def _precision(kernel_regularizer, activity_regularizer):
    """Return the dtype of a layer so that Keras can add its penalties to the loss.

    Keras adds them up as they are, and TensorFlow adds one precision only: the loss has that of
    `keras.config.floatx()`, a penalty that of what it is computed from. Activities are in the
    layer's computing precision, whose half overflows in a sum; kernels are in that of variables.
    """
    floatx = keras.config.floatx()
    if activity_regularizer is not None:
        return floatx
    other = keras.config.dtype_policy().variable_dtype != floatx
    return floatx if kernel_regularizer is not None and other else None


def _up(names, widths, activations, tied):
    """Return the decoder's layers, from the code back to the pixels.

    A layer has the name of what it restores, the pixels or a hidden layer; `activations`
    belong to all `names` but the last, the code.
    """
    dense = []
    for level in reversed(range(len(activations))):
        options = {"activation": activations[level], "name": names[level]}
        if tied:
            dense.append(TiedDense(widths[level], tied_to=names[level + 1], **options))
        else:
            dense.append(layers.Dense(widths[level], **options))
    return dense
