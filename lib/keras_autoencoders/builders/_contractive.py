"""Autoencoders whose code is made to change little with the image."""

import keras

from keras_autoencoders import argument_checks, layers
from keras_autoencoders.builders._dense_autoencoder import dense_autoencoder
from keras_autoencoders.builders._shared import CHANNELS_LAST, activation_of_code


def contractive(
    input_shape,
    code_size,
    weight,
    *,
    hidden_units=(),
    activation="sigmoid",
    code_activation="same",
    output_activation="sigmoid",
    tied=True,
    directions=None,
    seed=None,
):
    """Build an autoencoder with a penalty on the Jacobian of its code by the pixels.

    To the loss comes weight · ‖∂h/∂x‖²_F, the sum of the squares of all derivatives of the
    code h by the pixels x, averaged over the images of a batch. Mind that `"mse"` and
    `"binary_crossentropy"` are averages over pixels: a weight published for a sum over 784
    pixels has to be divided by 784.

    For one sigmoid layer the penalty is exact. For other activations and for hidden layers it
    is estimated along random directions, with differences of the codes of close images.

    Args:
        input_shape: (height, width, channels) of one image.
        code_size: Number of units in the code, a positive integer; more than pixels is fine.
        weight: Factor of the penalty, a number of 0 or more.
        hidden_units: Units of the encoder's hidden layers from the pixels to the code, positive
            integers. The decoder has the same in reverse.
        activation: Activation of the hidden layers, and of the code.
        code_activation: Activation of the code where it is another one.
        output_activation: Activation of the pixels. `"sigmoid"` keeps them in (0, 1).
        tied: If True, the decoder uses the encoder's kernels: see `stacked`. If False, a small
            encoder and a large decoder can make the penalty small and change nothing else.
        directions: Random directions for each image, a positive integer; None for the exact
            penalty. One is enough in training, where the next batch brings others.
        seed: Integer that fixes the sequence of directions.

    Returns:
        An uncompiled `keras.Model` from images (n, height, width, channels) to images of the
        same shape, with sub-models `encoder` (images to codes (n, code_size)) and `decoder`
        (codes to images). The penalty is part of `loss` in `fit` and `evaluate`; a metric such
        as `"mse"` is free of it. With `directions` the model also encodes 2 · directions
        neighbours of each image. `builders.classifier` copies an encoder with an exact penalty
        as it is: the penalty is then part of the classifier's loss, too.

    Raises:
        ValueError: if `input_shape` is not three positive integers, a number of units is not a
            positive integer, `weight` is negative or not finite, `directions` is neither None
            nor a positive integer, or it is None and the encoder is not one sigmoid layer.

    Source: Rifai, Vincent, Muller, Glorot and Bengio 2011; Hutchinson 1990 for the estimate.

    Example:
        `builders.contractive((28, 28, 1), 200, 1e-3)`
    """
    hidden_units = argument_checks.positive_integers("hidden_units", hidden_units)
    options = {
        "activation": activation,
        "code_activation": code_activation,
        "output_activation": output_activation,
        "tied": tied,
    }
    if directions is None and hidden_units:
        raise ValueError(
            "Expected no `hidden_units` for the exact penalty, which is known for one sigmoid "
            "layer. Estimate it: directions=1. "
            f"Received: hidden_units={hidden_units!r}, directions=None"
        )
    plain = dense_autoencoder(input_shape, hidden_units, code_size, name="plain", **options)
    if directions is None:
        return _exact(plain, weight, activation_of_code(code_activation, activation))
    return _estimated(plain, weight, directions, seed)


def _exact(plain, weight, activation):
    """Replace an autoencoder's encoder by one whose code has a penalty."""
    code_size = plain.get_layer("encoder").output_shape[-1]
    code = layers.ContractiveDense(code_size, weight, activation=activation, name="code")
    pixels = keras.Input(plain.input_shape[1:])
    flatten = keras.layers.Flatten(**CHANNELS_LAST)
    encoder = keras.Sequential([pixels, flatten, code], name="encoder")
    images = keras.Input(plain.input_shape[1:], name="images")
    return type(plain)(images, plain.get_layer("decoder")(encoder(images)), name="contractive")


def _estimated(plain, weight, directions, seed):
    """Put a penalty between the encoder and the decoder of an autoencoder."""
    encoder, decoder = plain.get_layer("encoder"), plain.get_layer("decoder")
    nearby = layers.NearbyImages(directions, seed=seed, name="nearby_images")
    penalty = layers.JacobianPenalty(weight, nearby.step, name="jacobian_penalty")
    images = keras.Input(plain.input_shape[1:], name="images")
    codes = penalty([encoder(images), encoder(nearby(images))])
    return type(plain)(images, decoder(codes), name="contractive")
