"""Answers to `stacked.insert_layer`; a wrong one's docstring is part of the message it gets."""

import keras
import numpy as np
from keras import layers


def _copy(model):
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    return copy


def _outer(autoencoder):
    return _copy(autoencoder.get_layer("encoder")), _copy(autoencoder.get_layer("decoder"))


def _join(encoder, down, up, decoder, shape):
    first = keras.Sequential([keras.Input(shape), encoder, down], name="encoder")
    second = keras.Sequential([keras.Input((down.units,)), up, decoder], name="decoder")
    images = keras.Input(shape)
    return keras.Model(images, second(first(images)))


def _greedy(codes, units, activation="relu"):
    down, up = layers.Dense(units, activation), layers.Dense(codes.shape[1])
    model = keras.Sequential([down, up])
    model.compile(keras.optimizers.Adam(5e-3), "mse")
    model.fit(codes, codes, batch_size=64, epochs=10, verbose=0)
    return down, up


def _principal(codes, units, *, centred=True):
    mean = codes.mean(axis=0) if centred else np.zeros(codes.shape[1])
    basis = np.linalg.svd(codes - codes.mean(axis=0), full_matrices=False)[2][:units]
    down, up = layers.Dense(units), layers.Dense(codes.shape[1])
    down.build((None, codes.shape[1]))
    up.build((None, units))
    down.set_weights([basis.T, -basis @ mean])
    up.set_weights([basis, mean])
    return down, up


def right_greedy_pair(autoencoder, units, images):
    encoder, decoder = _outer(autoencoder)
    pair = _greedy(np.asarray(encoder(images)), units)
    return _join(encoder, *pair, decoder, images.shape[1:])


def right_greedy_pair_with_a_tanh(autoencoder, units, images):
    encoder, decoder = _outer(autoencoder)
    pair = _greedy(np.asarray(encoder(images)), units, "tanh")
    return _join(encoder, *pair, decoder, images.shape[1:])


def right_singular_vectors_in_one_flat_encoder(autoencoder, units, images):
    encoder, decoder = _outer(autoencoder)
    down, up = _principal(np.asarray(encoder(images)), units)
    shape = images.shape[1:]
    first = keras.Sequential([keras.Input(shape), *encoder.layers, down], name="encoder")
    second = keras.Sequential([keras.Input((units,)), up, *decoder.layers], name="decoder")
    return keras.Sequential([keras.Input(shape), first, second])


def wrong_random_pair_as_in_the_lecture(autoencoder, units, images):
    """Start the new pair from what it has to restore"""
    encoder, decoder = _outer(autoencoder)
    pair = layers.Dense(units, "tanh"), layers.Dense(encoder.output_shape[1])
    return _join(encoder, *pair, decoder, images.shape[1:])


def wrong_mean_forgotten(autoencoder, units, images):
    """the codes, mean included"""
    encoder, decoder = _outer(autoencoder)
    codes = np.asarray(encoder(images))
    mean = codes.mean(axis=0)
    down, up = _principal(codes, units)
    up.set_weights([up.get_weights()[0], -mean])
    return _join(encoder, down, up, decoder, images.shape[1:])


def _scaled_back(autoencoder, units, images, factor):
    encoder, decoder = _outer(autoencoder)
    down, up = _principal(np.asarray(encoder(images)), units)
    kernel, mean = up.get_weights()
    up.set_weights([factor * kernel, mean])
    return _join(encoder, down, up, decoder, images.shape[1:])


def wrong_pair_a_third_of_the_way_as_after_too_few_epochs(autoencoder, units, images):
    """train it on them for more epochs"""
    return _scaled_back(autoencoder, units, images, 1 / 3)


def wrong_pair_worse_than_the_mean_code(autoencoder, units, images):
    """If you trained it on them, give it more epochs"""
    return _scaled_back(autoencoder, units, images, -1)


def wrong_relu_after_pca(autoencoder, units, images):
    """has the first new layer a ReLU"""
    encoder, decoder = _outer(autoencoder)
    down, up = _principal(np.asarray(encoder(images)), units)
    down.activation = keras.activations.relu
    return _join(encoder, down, up, decoder, images.shape[1:])


def wrong_identity_that_drops_codes(autoencoder, units, images):
    """still loses"""
    encoder, decoder = _outer(autoencoder)
    size = encoder.output_shape[1]
    down = layers.Dense(units, kernel_initializer="identity")
    up = layers.Dense(size, kernel_initializer="identity")
    return _join(encoder, down, up, decoder, images.shape[1:])


def wrong_parts_shared(autoencoder, units, images):
    """use copies of its parts"""
    encoder, decoder = autoencoder.get_layer("encoder"), autoencoder.get_layer("decoder")
    pair = _principal(np.asarray(encoder(images)), units)
    return _join(encoder, *pair, decoder, images.shape[1:])


def wrong_clones_without_weights(autoencoder, units, images):
    """have not kept their weights"""
    encoder, decoder = map(keras.models.clone_model, _outer(autoencoder))
    pair = _principal(np.asarray(encoder(images)), units)
    return _join(encoder, *pair, decoder, images.shape[1:])


def wrong_all_trained_again(autoencoder, units, images):
    """have not kept their weights"""
    model = wrong_random_pair_as_in_the_lecture(autoencoder, units, images)
    model.compile("adam", "mse")
    model.fit(images, images, epochs=2, verbose=0)
    return model


def wrong_pair_behind_the_pixels(autoencoder, units, images):
    """Expected codes of shape"""
    encoder, decoder = _outer(autoencoder)
    shape = images.shape[1:]
    pixels = layers.Dense(int(np.prod(shape)), "sigmoid")
    middle = [layers.Flatten(), layers.Dense(units), pixels, layers.Reshape(shape)]
    after = keras.Sequential([decoder, *middle], name="decoder")
    return keras.Sequential([keras.Input(shape), encoder, after])


def wrong_only_one_layer(autoencoder, units, images):
    """stopped with ValueError"""
    encoder, decoder = _outer(autoencoder)
    first = keras.Sequential([encoder, layers.Dense(units)], name="encoder")
    return keras.Sequential([keras.Input(images.shape[1:]), first, decoder])


def wrong_units_ignored(autoencoder, units, images):
    """Expected codes of shape"""
    encoder, decoder = _outer(autoencoder)
    size = encoder.output_shape[1]
    identity = [layers.Dense(size, kernel_initializer="identity") for _ in range(2)]
    return _join(encoder, *identity, decoder, images.shape[1:])


def wrong_one_layer_too_many(autoencoder, units, images):
    """parameters: the old ones and two Dense layers"""
    encoder, decoder = _outer(autoencoder)
    down, up = _principal(np.asarray(encoder(images)), units)
    again = layers.Dense(units, kernel_initializer="identity")
    return _join(keras.Sequential([encoder, down]), again, up, decoder, images.shape[1:])


def wrong_no_biases(autoencoder, units, images):
    """with biases"""
    encoder, decoder = _outer(autoencoder)
    size = encoder.output_shape[1]
    pair = layers.Dense(units, use_bias=False), layers.Dense(size, use_bias=False)
    return _join(encoder, *pair, decoder, images.shape[1:])


def wrong_unchanged(autoencoder, units, images):
    """Expected codes of shape"""
    return autoencoder
