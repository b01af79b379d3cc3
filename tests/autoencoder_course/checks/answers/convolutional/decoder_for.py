"""Answers to `convolutional.decoder_for`; a wrong one's docstring is part of its message."""

import math

import keras
from keras import layers


def _crop(values, height, width):
    surplus = values.shape[1] - height, values.shape[2] - width
    if not any(surplus):
        return values
    return layers.Cropping2D(((0, surplus[0]), (0, surplus[1])))(values)


def _transposed(values, layer, channels, activation, **options):
    up = layers.Conv2DTranspose(
        channels,
        layer.kernel_size,
        **{"strides": layer.strides, "padding": "same", "activation": activation, **options},
    )
    return up(values)


def _enlarged(values, layer, channels, activation):
    values = layers.UpSampling2D(layer.strides)(values)
    return layers.Conv2D(channels, layer.kernel_size, padding="same", activation=activation)(values)


def _decoder(
    encoder, up=_transposed, crop=_crop, hidden="relu", output="sigmoid", start="relu", order=None
):
    """Build the mirror image, with one part of it exchanged."""
    convolutions = [layer for layer in encoder.layers if isinstance(layer, layers.Conv2D)]
    codes = values = keras.Input(encoder.output_shape[1:])
    if len(codes.shape) == 2:
        shape = convolutions[-1].output.shape[1:]
        values = layers.Dense(math.prod(shape), activation=start)(values)
        values = layers.Reshape(shape)(values)
    for layer in (order or reversed)(convolutions):
        height, width, channels = layer.input.shape[1:]
        last = layer is convolutions[0]
        values = up(values, layer, channels, output if last else hidden)
        values = crop(values, height, width)
    return keras.Model(codes, values)


def right_transposed(encoder):
    return _decoder(encoder)


def right_enlargements_named_and_sequential(encoder):
    decoder = keras.Sequential(name="decoder")
    decoder.add(keras.Input(encoder.output_shape[1:]))
    convolutions = [layer for layer in encoder.layers if isinstance(layer, layers.Conv2D)]
    if len(encoder.output_shape) == 2:
        shape = convolutions[-1].output.shape[1:]
        decoder.add(layers.Dense(math.prod(shape), activation="relu"))
        decoder.add(layers.Reshape(shape))
    for layer in convolutions[::-1]:
        height, width, channels = layer.input.shape[1:]
        decoder.add(layers.UpSampling2D(layer.strides, interpolation="bilinear"))
        now = decoder.output_shape
        decoder.add(layers.Cropping2D(((now[1] - height, 0), (now[2] - width, 0))))
        activation = "sigmoid" if layer is convolutions[0] else "relu"
        decoder.add(
            layers.Conv2D(channels, layer.kernel_size, padding="same", activation=activation)
        )
    return decoder


def right_cropped_by_slicing(encoder):
    return _decoder(encoder, crop=lambda values, height, width: values[:, :height, :width])


def wrong_odd_sizes_forgotten(encoder):
    """Expected images of shape (14, 12, 3) from the decoder. Received: (16, 12, 3)"""
    return _decoder(encoder, crop=lambda values, height, width: values)


def wrong_cropped_at_the_end(encoder):
    """never has 7 × 6"""
    decoder = wrong_odd_sizes_forgotten(encoder)
    _, height, width, _ = encoder.input_shape
    return keras.Model(decoder.input, _crop(decoder.output, height, width))


def wrong_strides_forgotten(encoder):
    """Expected images of shape"""

    def up(values, layer, channels, activation):
        return _transposed(values, layer, channels, activation, strides=1)

    return _decoder(encoder, up=up, crop=lambda values, height, width: values)


def wrong_stride_everywhere(encoder):
    """Expected images of shape"""

    def up(values, layer, channels, activation):
        return _transposed(values, layer, channels, activation, strides=2)

    return _decoder(encoder, up=up, crop=lambda values, height, width: values)


def wrong_not_mirrored(encoder):
    """Expected images of shape"""
    return _decoder(encoder, order=list, crop=lambda values, height, width: values)


def wrong_channels_of_the_encoder(encoder):
    """Expected images of shape"""

    def up(values, layer, channels, activation):
        return _transposed(values, layer, layer.filters, activation)

    return _decoder(encoder, up=up)


def wrong_one_more_convolution_to_the_pixels(encoder):
    """Expected one convolution in the decoder for each of the encoder's"""

    def up(values, layer, channels, activation):
        values = _transposed(values, layer, layer.filters, "relu")
        if activation == "sigmoid":
            values = layers.Conv2D(channels, 3, padding="same", activation=activation)(values)
        return values

    return _decoder(encoder, up=up)


def wrong_linear_output(encoder):
    """Which activation keeps an output in (0, 1)?"""
    return _decoder(encoder, output="linear")


def wrong_relu_output(encoder):
    """Which activation keeps an output in (0, 1)?"""
    return _decoder(encoder, output="relu")


def wrong_relu_before_the_sigmoid(encoder):
    """a ReLU in front of the sigmoid"""
    decoder = _decoder(encoder, output="relu")
    return keras.Model(decoder.input, layers.Activation("sigmoid")(decoder.output))


def wrong_hidden_layers_without_activation(encoder):
    """linear up to its sigmoid"""
    return _decoder(encoder, hidden="linear", start="linear")


def wrong_dense_layer_to_the_pixels(encoder):
    """Expected one convolution in the decoder for each"""
    shape = encoder.input_shape[1:]
    codes = keras.Input(encoder.output_shape[1:])
    pixels = layers.Dense(math.prod(shape), activation="sigmoid")(layers.Flatten()(codes))
    return keras.Model(codes, layers.Reshape(shape)(pixels))


def wrong_dense_code_forgotten(encoder):
    """stopped with"""
    convolutions = [layer for layer in encoder.layers if isinstance(layer, layers.Conv2D)]
    codes = values = keras.Input(encoder.output_shape[1:])
    for layer in convolutions[::-1]:
        height, width, channels = layer.input.shape[1:]
        last = layer is convolutions[0]
        values = _transposed(values, layer, channels, "sigmoid" if last else "relu")
        values = _crop(values, height, width)
    return keras.Model(codes, values)


def wrong_enlarged_after_the_convolution(encoder):
    """Enlarge first, then convolve"""

    def up(values, layer, channels, activation):
        convolution = layers.Conv2D(
            channels, layer.kernel_size, padding="same", activation=activation
        )
        return layers.UpSampling2D(layer.strides)(convolution(values))

    return _decoder(encoder, up=up)


def wrong_enlarged_all_at_once(encoder):
    """never has 8 × 4"""
    total = math.prod(
        layer.strides[0] for layer in encoder.layers if isinstance(layer, layers.Conv2D)
    )
    first = [True]

    def up(values, layer, channels, activation):
        if first[0]:
            values = layers.UpSampling2D(total)(values)
        first[0] = False
        return layers.Conv2D(channels, layer.kernel_size, padding="same", activation=activation)(
            values
        )

    return _decoder(encoder, up=up, crop=lambda values, height, width: values)


def wrong_kernel_size_as_a_number(encoder):
    """with the same kernel size"""

    def up(values, layer, channels, activation):
        return layers.Conv2DTranspose(
            channels, 3, strides=layer.strides, padding="same", activation=activation
        )(values)

    return _decoder(encoder, up=up)


def wrong_no_biases(encoder):
    """The decoder has no biases"""

    def up(values, layer, channels, activation):
        return _transposed(values, layer, channels, activation, use_bias=False)

    return _decoder(encoder, up=up)


def wrong_frozen(encoder):
    """is a layer frozen?"""
    decoder = _decoder(encoder)
    decoder.layers[1].trainable = False
    return decoder


def wrong_whole_autoencoder(encoder):
    """Expected a decoder of codes"""
    return keras.Sequential([keras.Input(encoder.input_shape[1:]), encoder, _decoder(encoder)])


def wrong_the_encoder_itself(encoder):
    """Expected a decoder of codes"""
    return encoder
