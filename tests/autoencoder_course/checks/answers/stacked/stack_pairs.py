"""Answers to `stacked.stack_pairs`; a wrong one's docstring is part of the message it gets."""

import math

import keras
from keras import layers

from keras_autoencoders import builders


def _copy(dense, **changes):
    copy = type(dense).from_config({**dense.get_config(), **changes})
    copy.build((None, dense.kernel.shape[0]))
    copy.set_weights(dense.get_weights())
    return copy


def _stack(down, up, image_shape):
    encoder = keras.Sequential([keras.Input(image_shape), layers.Flatten(), *down], name="encoder")
    decoder = keras.Sequential(
        [keras.Input((down[-1].units,)), *up, layers.Reshape(image_shape)], name="decoder"
    )
    return keras.Sequential([keras.Input(image_shape), encoder, decoder])


def _copies(pairs):
    down = [_copy(layer) for layer, _ in pairs]
    return down, [_copy(partner) for _, partner in pairs][::-1]


def right_copies_of_layers(pairs, image_shape):
    return _stack(*_copies(pairs), image_shape)


def right_functional_parts(pairs, image_shape):
    values = images = keras.Input(image_shape)
    values = layers.Reshape((math.prod(image_shape),))(values)
    for layer, _ in pairs:
        values = _copy(layer)(values)
    encoder = keras.Model(images, values, name="encoder")
    values = codes = keras.Input((pairs[-1][0].units,))
    for _, partner in pairs[::-1]:
        values = _copy(partner)(values)
    decoder = keras.Model(codes, layers.Reshape(image_shape)(values), name="decoder")
    return keras.Model(images, decoder(encoder(images)))


def right_new_layers_then_weights(pairs, image_shape):
    fresh = [[type(d).from_config(d.get_config()) for d in pair] for pair in pairs]
    model = _stack([d for d, _ in fresh], [u for _, u in fresh][::-1], image_shape)
    for old, new in zip(pairs, fresh, strict=True):
        for source, target in zip(old, new, strict=True):
            target.set_weights(source.get_weights())
    return model


def wrong_decoder_in_the_order_of_the_encoder(pairs, image_shape):
    """the partner of the LAST layer comes first"""
    down, up = _copies(pairs)
    return _stack(down, up[::-1], image_shape)


def wrong_encoder_reversed(pairs, image_shape):
    """is their order right"""
    down, up = _copies(pairs)
    return _stack(down[::-1], up, image_shape)


def wrong_layers_shared(pairs, image_shape):
    """give the stack copies of them"""
    return _stack([p[0] for p in pairs], [p[1] for p in pairs][::-1], image_shape)


def wrong_clone_without_weights(pairs, image_shape):
    """do they keep their weights"""
    return keras.models.clone_model(right_copies_of_layers(pairs, image_shape))


def wrong_decoder_without_weights(pairs, image_shape):
    """all keep their weights"""
    down, _ = _copies(pairs)
    up = [layers.Dense(partner.units) for _, partner in reversed(pairs)]
    return _stack(down, up, image_shape)


def wrong_activations_forgotten(pairs, image_shape):
    """do the layers keep their activations"""
    _, up = _copies(pairs)
    return _stack([_copy(layer, activation=None) for layer, _ in pairs], up, image_shape)


def wrong_sigmoid_added(pairs, image_shape):
    """partners are linear"""
    down, up = _copies(pairs)
    return _stack(down, [*up, layers.Activation("sigmoid")], image_shape)


def wrong_builder_with_its_relu_in_the_decoder(pairs, image_shape):
    """in the right order, but another activation"""
    *hidden, code_size = [layer.units for layer, _ in pairs]
    model = builders.stacked(image_shape, hidden, code_size, output_activation=None)
    for layer in model.get_layer("encoder").layers:
        if isinstance(layer, layers.Dense):
            layer.activation = keras.activations.tanh
    model.set_weights(right_copies_of_layers(pairs, image_shape).get_weights())
    return model


def wrong_frozen(pairs, image_shape):
    """is any layer frozen"""
    model = right_copies_of_layers(pairs, image_shape)
    model.get_layer("encoder").trainable = False
    return model


def wrong_only_the_first_pair(pairs, image_shape):
    """is their order right"""
    return right_copies_of_layers(pairs[:1], image_shape)


def wrong_image_stays_flat(pairs, image_shape):
    """Expected images of shape"""
    down, up = _copies(pairs)
    encoder = keras.Sequential([keras.Input(image_shape), layers.Flatten(), *down], name="encoder")
    decoder = keras.Sequential([keras.Input((down[-1].units,)), *up], name="decoder")
    return keras.Sequential([keras.Input(image_shape), encoder, decoder])


def wrong_parts_without_names(pairs, image_shape):
    """named "encoder\""""
    model = right_copies_of_layers(pairs, image_shape)
    return keras.Sequential([*model.layers[0].layers, *model.layers[1].layers])


def wrong_pairs_returned(pairs, image_shape):
    """Expected a keras.Model"""
    return pairs
