"""Greedy pretraining: one layer at a time, from the pixels to the code."""

from typing import NamedTuple

import keras

from keras_autoencoders import argument_checks
from keras_autoencoders.layers import Corruption, TiedDense
from keras_autoencoders.layers._copy_layer import copy_layer
from keras_autoencoders.training._steps import steps_per_execution


def pretrain_layerwise(
    autoencoder,
    images,
    *,
    epochs,
    batch_size=256,
    optimizer="adam",
    loss="mean_squared_error",
    seed=0,
    corruption=None,
    callbacks=None,
):
    """Train each layer of a stack as an autoencoder with one layer, then stack them.

    The first layer and its partner in the decoder learn to restore the images, the second
    pair learns to restore the codes that the first computes, and so on. Each starts from
    fresh random weights; what was learnt replaces the autoencoder's weights, whatever they
    were. Nothing but `images` is looked at: given training images, it cannot see others.

    All random seeds are set (`keras.utils.set_random_seed`), also for what comes after.

    Args:
        autoencoder: A dense `keras.Model` from `builders.stacked`, `sparse`, `vanilla` or
            `denoising`, compiled or not, tied or not.
        images: Training images (n, height, width, channels), pixels in [0, 1].
        epochs: Epochs for each layer, a positive integer.
        batch_size: Examples in a batch, a positive integer.
        optimizer: Name or `keras.optimizers.Optimizer`; each layer gets a new copy.
        loss: Loss for each layer, as in `compile`. `"binary_crossentropy"` needs layers
            with values in [0, 1].
        seed: Integer that fixes the initial weights, the order of examples and the noise.
        corruption: A layer such as `layers.Corruption("mask_pixels", 0.25)` that spoils
            each layer's input during its training, while the target stays clean. A copy
            of it is used. Without one, nothing is spoilt.
        callbacks: Callbacks for each layer's `fit`.

    Returns:
        A list of `keras.callbacks.History`, one per layer, the first layer's first.

    Raises:
        ValueError: if `autoencoder` is not a stack of dense layers with a mirrored
            decoder, `images` does not fit it, is not finite or holds values far above 1 (or
            whole numbers above 1), a number is not a positive integer, or
            `corruption` is not a layer or is for [0, 1] only where inputs go beyond.

    Source: Kharagpur recipe 17 ("ladder-wise"); Bengio et al. 2007; Vincent et al. 2010.
    """
    epochs = argument_checks.positive_integer("epochs", epochs)
    batch_size = argument_checks.positive_integer("batch_size", batch_size)
    pairs = _pairs(autoencoder)
    inputs = argument_checks.images_of_shape("images", images, autoencoder.input_shape[1:])
    if corruption is not None and not isinstance(corruption, keras.Layer):
        raise ValueError(
            f"Expected `corruption` to be a layer or None. Received: corruption={corruption!r}"
        )
    keras.utils.set_random_seed(seed)
    shapes = [inputs.shape[1:], *[(layer.units,) for layer, _ in pairs[:-1]]]
    steps = [
        _one_layer(*pair, shape, corruption) for pair, shape in zip(pairs, shapes, strict=True)
    ]
    histories = []
    for number, step in enumerate(steps):
        _check_range(corruption, inputs)
        per_call = steps_per_execution(inputs, batch_size)
        step.model.compile(_new_optimizer(optimizer), loss, steps_per_execution=per_call)
        # Else TensorFlow traces a step twice.
        step.model.optimizer.build(step.model.trainable_variables)
        target = inputs.reshape(len(inputs), -1)
        options = {"batch_size": batch_size, "callbacks": callbacks, "verbose": 0}
        histories.append(step.model.fit(inputs, target, epochs=epochs, **options))
        if number + 1 < len(steps):
            inputs = step.encoder.predict(inputs, batch_size=batch_size, verbose=0)
    for (layer, partner), step in zip(pairs, steps, strict=True):
        layer.set_weights(step.layer.get_weights())
        partner.set_weights(step.partner.get_weights())
    return histories


class _Step(NamedTuple):
    model: keras.Model  # restores its inputs, flattened; corrupts them in training
    encoder: keras.Model
    layer: keras.Layer
    partner: keras.Layer


def _one_layer(layer, partner, input_shape, corruption):
    """Make a new autoencoder of one layer, like a pair in the stack."""
    layer, partner = copy_layer(layer), copy_layer(partner)
    inputs = keras.Input(input_shape)
    visible = inputs if corruption is None else copy_layer(corruption)(inputs)
    codes = layer(keras.layers.Flatten(data_format="channels_last")(visible))
    if isinstance(partner, TiedDense):
        partner.tie(layer)
    return _Step(keras.Model(inputs, partner(codes)), keras.Model(inputs, codes), layer, partner)


def _pairs(autoencoder):
    """Return each layer of the encoder with its partner in the decoder, pixels first."""
    try:
        down = _dense_layers(autoencoder.get_layer("encoder"), keras.layers.Dense)
        up = _dense_layers(autoencoder.get_layer("decoder"), (keras.layers.Dense, TiedDense))
        pairs = list(zip(down, reversed(up), strict=True))
        if not pairs or any(layer.kernel.shape[0] != partner.units for layer, partner in pairs):
            raise ValueError("the decoder does not mirror the encoder")
    except (AttributeError, ValueError) as error:
        raise ValueError(
            "Expected `autoencoder` to be dense layers and their mirror image, as from "
            f"builders.stacked. Received: {autoencoder!r} ({error})"
        ) from None
    return pairs


def _dense_layers(model, allowed):
    shaping = (keras.layers.InputLayer, keras.layers.Flatten, keras.layers.Reshape)
    dense = [layer for layer in model.layers if not isinstance(layer, shaping)]
    for layer in dense:
        if not isinstance(layer, allowed):
            raise ValueError(f"it has the layer {layer.name!r}, a {type(layer).__name__}")
    return dense


def _check_range(corruption, inputs):
    is_limited = isinstance(corruption, Corruption) and corruption.needs_unit_interval
    if is_limited and (inputs.min() < 0 or inputs.max() > 1):
        raise ValueError(
            f"Expected `corruption` to suit inputs from {inputs.min():.4g} to {inputs.max():.4g}, "
            f'but {corruption.kind!r} is for [0, 1] only: use "mask_pixels" or '
            f"keras.layers.GaussianNoise. Received: corruption={corruption!r}"
        )


def _new_optimizer(optimizer):
    optimizer = keras.optimizers.get(optimizer)
    return type(optimizer).from_config(optimizer.get_config())
