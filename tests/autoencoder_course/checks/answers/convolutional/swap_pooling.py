"""Answers to `convolutional.swap_pooling`; a wrong one's docstring is part of its message."""

import keras
from keras import layers


def _strided(encoder, strides=None, weights=True, kind=layers.Conv2D, **changes):
    """Rebuild an encoder: each convolution with `strides(position, pooled)`."""
    rebuilt = keras.Sequential([keras.Input(encoder.input_shape[1:])])
    following = [*encoder.layers[1:], None]
    for position, (layer, after) in enumerate(zip(encoder.layers, following, strict=True)):
        if isinstance(layer, layers.Conv2D):
            pooled = isinstance(after, layers.MaxPooling2D)
            stride = strides(position, pooled) if strides else 1 + pooled
            rebuilt.add(kind.from_config({**layer.get_config(), "strides": stride, **changes}))
    if weights:
        rebuilt.set_weights(encoder.get_weights())
    return rebuilt


def right_copies_with_a_stride(encoder):
    return _strided(encoder)


def right_functional(encoder):
    images = values = keras.Input(encoder.input_shape[1:])
    old = list(encoder.layers)
    for position, layer in enumerate(old):
        if not isinstance(layer, layers.Conv2D):
            continue
        pooled = position + 1 < len(old) and not isinstance(old[position + 1], layers.Conv2D)
        new = layers.Conv2D(
            layer.filters,
            layer.kernel_size,
            strides=(2, 2) if pooled else (1, 1),
            padding="same",
            activation=layer.activation,
        )
        values = new(values)
        new.set_weights(layer.get_weights())
    return keras.Model(images, values)


def right_zeros_on_both_sides(encoder):
    rebuilt = keras.Sequential([keras.Input(encoder.input_shape[1:])])
    for layer, after in zip(encoder.layers, [*encoder.layers[1:], None], strict=True):
        if isinstance(layer, layers.Conv2D):
            settings = layer.get_config()
            if isinstance(after, layers.MaxPooling2D):
                rebuilt.add(layers.ZeroPadding2D(layer.kernel_size[0] // 2))
                settings |= {"strides": 2, "padding": "valid"}
            rebuilt.add(layers.Conv2D.from_config(settings))
    rebuilt.set_weights(encoder.get_weights())
    return rebuilt


def wrong_pooling_left_out(encoder):
    """Which convolutions had pooling behind them?"""
    return _strided(encoder, lambda position, pooled: 1)


def wrong_stride_everywhere(encoder):
    """Which convolutions had pooling behind them?"""
    return _strided(encoder, lambda position, pooled: 2)


def wrong_stride_in_the_next_convolution(encoder):
    """Which convolutions had pooling behind them?"""
    rebuilt, pooled = keras.Sequential([keras.Input(encoder.input_shape[1:])]), False
    for layer in encoder.layers:
        if isinstance(layer, layers.Conv2D):
            settings = {**layer.get_config(), "strides": 1 + pooled}
            rebuilt.add(layers.Conv2D.from_config(settings))
        pooled = isinstance(layer, layers.MaxPooling2D)
    rebuilt.set_weights(encoder.get_weights())
    return rebuilt


def wrong_strides_and_pooling(encoder):
    """There is still pooling"""
    rebuilt = keras.Sequential([keras.Input(encoder.input_shape[1:])])
    for layer in encoder.layers:
        settings = layer.get_config()
        if isinstance(layer, layers.Conv2D):
            settings["strides"] = 2
        else:
            settings["padding"] = "same"
        rebuilt.add(type(layer).from_config(settings))
    return rebuilt


def wrong_average_pooling(encoder):
    """There is still pooling"""
    return keras.models.clone_model(
        encoder,
        clone_function=lambda layer: (
            layers.AveragePooling2D(2)
            if isinstance(layer, layers.MaxPooling2D)
            else type(layer).from_config(layer.get_config())
        ),
    )


def wrong_unchanged(encoder):
    """There is still pooling"""
    return encoder


def wrong_new_weights(encoder):
    """does not start with the old one's weights"""
    return _strided(encoder, weights=False)


def wrong_valid_padding(encoder):
    """Expected codes of the same shape as before"""
    return _strided(encoder, padding="valid")


def wrong_activations_forgotten(encoder):
    """do activations, padding"""
    return _strided(encoder, activation="linear")


def wrong_every_activation_a_relu(encoder):
    """do activations, padding"""
    return _strided(encoder, activation="relu")


def wrong_kernels_of_two(encoder):
    """Expected as many parameters as before"""
    return _strided(encoder, weights=False, kernel_size=2)


def wrong_biases_forgotten(encoder):
    """Expected as many parameters as before"""
    rebuilt = _strided(encoder, weights=False, use_bias=False)
    rebuilt.set_weights([weight for weight in encoder.get_weights() if weight.ndim > 1])
    return rebuilt


def wrong_biases_not_copied(encoder):
    """does not start with the old one's weights"""
    rebuilt = _strided(encoder)
    rebuilt.set_weights([w if w.ndim > 1 else 0 * w for w in encoder.get_weights()])
    return rebuilt


def wrong_one_more_convolution_for_each_pooling(encoder):
    """Expected as many parameters as before"""
    rebuilt = keras.Sequential([keras.Input(encoder.input_shape[1:])])
    for layer in encoder.layers:
        if isinstance(layer, layers.Conv2D):
            width = layer.filters
            rebuilt.add(layers.Conv2D.from_config(layer.get_config()))
        else:
            rebuilt.add(layers.Conv2D(width, 3, strides=2, padding="same"))
    return rebuilt


def wrong_every_second_place_thrown_away(encoder):
    """still computes all places"""
    images = values = keras.Input(encoder.input_shape[1:])
    for layer in encoder.layers:
        if isinstance(layer, layers.Conv2D):
            values = layers.Conv2D.from_config(layer.get_config())(values)
        else:
            values = values[:, ::2, ::2]
    rebuilt = keras.Model(images, values)
    rebuilt.set_weights(encoder.get_weights())
    return rebuilt


def wrong_layers_of_the_old_encoder_changed(encoder):
    """`encoder` itself has changed"""
    old = list(encoder.layers)
    rebuilt = keras.Sequential([keras.Input(encoder.input_shape[1:])])
    for layer, after in zip(old, [*old[1:], None], strict=True):
        if isinstance(layer, layers.Conv2D):
            layer.strides = (2, 2) if isinstance(after, layers.MaxPooling2D) else (1, 1)
            rebuilt.add(layer)
    return rebuilt


def wrong_only_the_layers(encoder):
    """Expected a keras.Model"""
    return _strided(encoder).layers
