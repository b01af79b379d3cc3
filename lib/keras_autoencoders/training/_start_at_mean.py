"""Biases with which a code says what is special about an image."""

import keras
import numpy as np

from keras_autoencoders import argument_checks

_NOT_YET_BLACK = 0.02  # a sigmoid needs infinite biases for pixels of 0 and 1


def start_at_mean(autoencoder, mean_image) -> None:
    """Set biases so that the mean image has the code 0, and the code 0 gives it back.

    Without that, what all images share (in digits the ink in the middle) decides at random
    weights which units are the largest: the same few for every image, and a code of which only
    the largest are kept trains no others.

    Args:
        autoencoder: A `keras.Model` with one dense layer each way, from `builders.vanilla` or
            `builders.sparse`, whose output is `"sigmoid"` or linear. Kernels stay as they are.
            The code 0 is meant before the code's activation, which leaves it 0 unless it is a
            sigmoid.
        mean_image: Mean of the training images (height, width, channels), pixels in [0, 1]. For
            a sigmoid its pixels are kept 0.02 away from both ends.

    Raises:
        ValueError: if `autoencoder` is not such a model, or `mean_image` does not fit it.

    Source: PCA, which subtracts the mean image first.

    Example:
        `training.start_at_mean(autoencoder, train.mean(axis=0))`
    """
    code, pixels = _checked_layers(autoencoder)
    (mean,) = argument_checks.images_of_shape(
        "mean_image", np.asarray(mean_image)[None], autoencoder.input_shape[1:]
    )
    mean = argument_checks.unit_interval("mean_image", mean).ravel()
    code.bias.assign(-mean @ keras.ops.convert_to_numpy(code.kernel))
    if pixels.activation is keras.activations.sigmoid:
        mean = np.clip(mean, _NOT_YET_BLACK, 1 - _NOT_YET_BLACK)
        mean = np.log(mean / (1 - mean))
    pixels.bias.assign(mean)


def _checked_layers(autoencoder):
    """Return the layer of the code and that of the pixels."""
    try:
        encoder, decoder = (autoencoder.get_layer(name) for name in ("encoder", "decoder"))
        code, pixels = encoder.get_layer("code"), decoder.get_layer("pixels")
        if sum(hasattr(layer, "kernel") for layer in encoder.layers) > 1:
            raise ValueError("it has hidden layers")
        if pixels.activation not in (keras.activations.sigmoid, keras.activations.linear):
            raise ValueError("the output is neither sigmoid nor linear")
    except (AttributeError, ValueError) as error:
        raise ValueError(
            "Expected `autoencoder` to have one dense layer each way, as from builders.sparse. "
            f"Received: {autoencoder!r} ({error})"
        ) from None
    return code, pixels
