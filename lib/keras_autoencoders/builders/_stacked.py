"""Deep autoencoders of dense layers."""

from keras_autoencoders import argument_checks
from keras_autoencoders.builders._dense_autoencoder import dense_autoencoder


def stacked(
    input_shape,
    hidden_units,
    code_size,
    *,
    activation="relu",
    code_activation="same",
    output_activation="sigmoid",
    tied=False,
    kernel_regularizer=None,
):
    """Build a deep autoencoder: dense layers to the code, and their mirror image back.

    Args:
        input_shape: (height, width, channels) of one image.
        hidden_units: Units of the encoder's hidden layers from the pixels to the code, one
            or more positive integers. The decoder has the same in reverse.
        code_size: Number of units in the code, at most those of the last hidden layer.
        activation: Activation of the hidden layers; anything that `keras.layers.Dense`
            takes.
        code_activation: Activation of the code. By default that of the hidden layers;
            `"linear"` or `None` gives a linear code, which usually restores images best.
        output_activation: Activation of the pixels. `"sigmoid"` keeps them in (0, 1).
        tied: If True, the decoder uses the encoder's kernels, transposed: half the
            parameters. The decoder then exists only together with its encoder: it cannot
            be saved, cloned or frozen apart from it.
        kernel_regularizer: Penalty on the encoder's kernels, as in `keras.layers.Dense`.

    Returns:
        An uncompiled `keras.Model` from images (n, height, width, channels) to images of
        the same shape, with sub-models `encoder` (images to codes (n, code_size)) and
        `decoder` (codes to images). Layers: `hidden_1`, `hidden_2`, …, `code` in the
        encoder; in the decoder each has the name of what it restores, down to `pixels`.

    Raises:
        ValueError: if `input_shape` is not three positive integers, `hidden_units` is
            empty or not positive integers, or `code_size` is not a positive integer or
            larger than the last of them.

    Source: Kharagpur recipe 17 (784-400-256-400-784); Hinton and Salakhutdinov 2006.
    """
    hidden_units = argument_checks.positive_integers("hidden_units", hidden_units)
    code_size = argument_checks.positive_integer("code_size", code_size)
    if not hidden_units:
        raise ValueError(
            "Expected `hidden_units` to name at least one hidden layer (for none, use "
            "builders.vanilla). Received: hidden_units=[]"
        )
    if code_size > hidden_units[-1]:
        raise ValueError(
            "Expected `code_size` to be at most the size of the layer before, "
            f"{hidden_units[-1]}. Received: code_size={code_size}"
        )
    return dense_autoencoder(
        input_shape,
        hidden_units,
        code_size,
        name="stacked",
        activation=activation,
        code_activation=code_activation,
        output_activation=output_activation,
        tied=tied,
        kernel_regularizer=kernel_regularizer,
    )
