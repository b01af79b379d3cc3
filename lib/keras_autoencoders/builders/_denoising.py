"""Autoencoders that restore what a corruption layer spoils."""

import keras

from keras_autoencoders.builders._convolutional import convolutional
from keras_autoencoders.builders._dense_autoencoder import dense_autoencoder
from keras_autoencoders.layers._copy_layer import copy_layer


def denoising(
    input_shape, hidden_units=None, code_size=None, corruption=None, *, filters=None, **options
):
    """Build an autoencoder whose inputs are corrupted anew at every training step.

    Ask for a dense one with `hidden_units` or for a convolutional one with `filters`:

        noise = layers.Corruption("gaussian", 0.3, seed=0)
        builders.denoising((28, 28, 1), [], 400, noise)
        builders.denoising((28, 28, 1), corruption=noise, filters=[32, 32])

    In `fit`, pass the clean images as inputs and as targets. `evaluate`, `predict` and
    validation do not corrupt: give them corrupted inputs and clean targets.

    `layers.Corruption` is a layer of this package, which `keras.saving.load_model` needs. The
    trained denoiser does without: save `keras.Sequential([model.get_layer("encoder"),
    model.get_layer("decoder")])` for those who have Keras alone.

    Args:
        input_shape: (height, width, channels) of one image.
        hidden_units: Units of the hidden layers from the pixels to the code, positive
            integers; may be empty.
        code_size: Units of the code; None for a convolutional code.
        corruption: A layer such as `layers.Corruption("gaussian", 0.3, seed=0)` or
            `keras.layers.GaussianNoise(0.3)`. The model gets a copy of it, so another
            model with the same layer sees the same noise.
        filters: Channels after each stage of a convolutional encoder, positive integers.
        **options: For a dense one, `activation`, `code_activation`, `output_activation`,
            `tied` and `kernel_regularizer` of `builders.stacked`; for a convolutional one,
            the keyword arguments of `builders.convolutional`.

    Returns:
        An uncompiled `keras.Model` from images (n, height, width, channels) to images of
        the same shape, with the layer `corruption` and the sub-models `encoder` (images to
        codes) and `decoder` (codes to images), which are free of corruption.

    Raises:
        ValueError: if `corruption` is not a layer, neither or both of `hidden_units` and
            `filters` are given, or an argument is refused by `builders.stacked` (which,
            unlike this one, asks for hidden layers and a code that is not larger) or
            `builders.convolutional`.

    Source: Kharagpur recipe 20 (784-400-784 with tanh codes); Vincent et al. 2010.
    """
    if not isinstance(corruption, keras.Layer):
        raise ValueError(
            'Expected `corruption` to be a layer, such as layers.Corruption("gaussian", 0.3). '
            f"Received: corruption={corruption!r}"
        )
    if (hidden_units is None) == (filters is None):
        raise ValueError(
            "Expected either `hidden_units` (dense) or `filters` (convolutional). "
            f"Received: hidden_units={hidden_units!r}, filters={filters!r}"
        )
    if filters is None:
        clean = dense_autoencoder(input_shape, hidden_units, code_size, name="clean", **options)
    else:
        clean = convolutional(input_shape, filters, code_size, **options)
    images = keras.Input(clean.input_shape[1:], name="images")
    corrupted = copy_layer(corruption, name="corruption")(images)
    restored = clean.get_layer("decoder")(clean.get_layer("encoder")(corrupted))
    return type(clean)(images, restored, name="denoising")
