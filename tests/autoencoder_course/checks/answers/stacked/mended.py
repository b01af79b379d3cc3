"""Answers to `stacked.mended`; a wrong one's docstring is part of the message it gets."""

import keras
from keras import layers

from keras_autoencoders import builders


def _train(images, target, epochs, optimizer="adam", loss="mse", last="sigmoid"):
    model = builders.stacked(images.shape[1:], [64], 16, output_activation=last)
    model.compile(optimizer, loss)
    model.optimizer.build(model.trainable_variables)  # else TensorFlow traces the training twice
    model.fit(images, target, batch_size=64, epochs=epochs, verbose=0)
    return model


def _train_a_little(images, sizes=((64,), 16), optimizer="sgd", loss="mse", last="sigmoid"):
    # Eagerly: to trace a model takes longer than a few steps.
    images = images[:640]
    model = builders.stacked(images.shape[1:], *sizes, output_activation=last)
    model.compile(optimizer, loss, run_eagerly=True)
    model.fit(images, images, batch_size=64, epochs=1, verbose=0)
    return model


def _sum():
    return keras.losses.MeanSquaredError(reduction="sum")


def right_adam_with_its_defaults(pixels, epochs):
    images = pixels / 255
    return _train(images, images, epochs)


def right_layers_of_its_own_and_momentum(pixels, epochs):
    images = pixels / 255.0
    shape = images.shape[1:]
    encoder = keras.Sequential(
        [keras.Input(shape), layers.Flatten(), layers.Dense(64, "tanh"), layers.Dense(16, "tanh")],
        name="encoder",
    )
    decoder = keras.Sequential(
        [
            keras.Input((16,)),
            layers.Dense(64, "tanh"),
            layers.Dense(144, "sigmoid"),
            layers.Reshape(shape),
        ],
        name="decoder",
    )
    inputs = keras.Input(shape)
    model = keras.Model(inputs, decoder(encoder(inputs)))
    model.compile(keras.optimizers.SGD(2.0, momentum=0.9), "mse")
    model.fit(images, images, batch_size=64, epochs=epochs, verbose=0)
    return model


def wrong_sum_hidden_by_adam(pixels, epochs):
    """take the mean, loss='mse'"""
    images = pixels / 255
    return _train(images, images, epochs, keras.optimizers.Adam(2e-3), _sum())


def wrong_pixels_of_the_file_with_a_linear_output(pixels, epochs):
    """Expected pixels in [0, 1] whatever the code is"""
    return _train(pixels, pixels, epochs, last=None)


def wrong_nothing_mended(pixels, epochs):
    """NaN"""
    optimizer = keras.optimizers.SGD(0.98)
    return _train_a_little(pixels, optimizer=optimizer, loss=_sum(), last="relu")


def wrong_only_scaled(pixels, epochs):
    """(NaN)"""
    optimizer = keras.optimizers.SGD(0.98)
    return _train_a_little(pixels / 255, optimizer=optimizer, loss=_sum(), last="relu")


def wrong_scaled_and_sigmoid_but_the_step_kept(pixels, epochs):
    """its units are saturated or dead"""
    return _train_a_little(pixels / 255, optimizer=keras.optimizers.SGD(0.98), loss=_sum())


def wrong_only_adam(pixels, epochs):
    """are black in every reconstruction"""
    return _train(pixels, pixels, epochs, loss=_sum(), last="relu")


def wrong_sigmoid_for_pixels_of_the_file(pixels, epochs):
    """Are input and target both in [0, 1]"""
    return _train(pixels, pixels, epochs)


def wrong_target_not_scaled(pixels, epochs):
    """the target is on another scale than the input"""
    return _train(pixels / 255, pixels, 1, last="relu")


def wrong_input_not_scaled(pixels, epochs):
    """Are input and target both in [0, 1]"""
    return _train(pixels, pixels / 255, epochs)


def wrong_relu_kept(pixels, epochs):
    """which output activation passes no gradient below 0"""
    images = pixels / 255
    return _train(images, images, epochs, last="relu")


def wrong_step_too_small(pixels, epochs):
    """it hardly learns"""
    images = pixels / 255
    return _train(images, images, epochs, keras.optimizers.SGD(1e-3))


def wrong_wider_code(pixels, epochs):
    """Expected codes of shape"""
    return _train_a_little(pixels / 255, sizes=((64,), 64))


def wrong_another_hidden_layer(pixels, epochs):
    """Expected the layer sizes of the broken stack"""
    return _train_a_little(pixels / 255, sizes=((128,), 16))


def wrong_history_returned(pixels, epochs):
    """Expected a keras.Model"""
    return _train_a_little(pixels / 255).history
