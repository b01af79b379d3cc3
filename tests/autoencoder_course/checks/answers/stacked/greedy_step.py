"""Answers to `stacked.greedy_step`; a wrong one's docstring is part of the message it gets."""

import keras
import numpy as np
from keras import layers


def _pair(inputs, units, activation="elu", back=None):
    return layers.Dense(units, activation), layers.Dense(inputs.shape[1], back)


def _train(pair, inputs, target, epochs, rate=2e-3, batch_size=64):
    model = keras.Sequential(pair)
    model.compile(keras.optimizers.Adam(rate), "mse")
    model.fit(inputs, target, batch_size=batch_size, epochs=epochs, verbose=0)


def _train_a_little(pair, inputs, target, rate=2e-3):
    # Eagerly: to trace a model takes longer than a few steps.
    model = keras.Sequential(pair)
    model.compile(keras.optimizers.Adam(rate), "mse", run_eagerly=True)
    model.fit(inputs, target, batch_size=1000, epochs=1, verbose=0)


def right_functional_model(inputs, units, epochs):
    values = keras.Input((inputs.shape[1],))
    down, up = layers.Dense(units, keras.activations.elu), layers.Dense(inputs.shape[1])
    codes = down(values)
    model = keras.Model(values, up(codes))
    model.compile(keras.optimizers.Adam(5e-3), "mean_squared_error")
    model.fit(inputs, inputs, batch_size=100, epochs=epochs, verbose=0)
    return down, up, keras.Model(values, codes).predict(inputs, verbose=0)


def right_large_batches(inputs, units, epochs):
    pair = _pair(inputs, units)
    _train(pair, inputs, inputs, epochs, 4e-3, 256)
    return [*pair, pair[0](inputs)]


def right_numpy_codes(inputs, units, epochs):
    down, up = _pair(inputs, units)
    _train((down, up), inputs, inputs, epochs, 1e-2)
    kernel, bias = down.get_weights()
    values = inputs @ kernel + bias
    return down, up, np.where(values > 0, values, np.exp(np.minimum(values, 0)) - 1)


def wrong_sigmoid_in_the_layer(inputs, units, epochs):
    """another activation than ELU"""
    pair = _pair(inputs, units, "sigmoid")
    _train_a_little(pair, inputs, inputs)
    return *pair, pair[0](inputs)


def wrong_relu_in_the_layer(inputs, units, epochs):
    """activation="elu\""""
    pair = _pair(inputs, units, "relu")
    _train_a_little(pair, inputs, inputs)
    return *pair, pair[0](inputs)


def wrong_sigmoid_as_for_pixels(inputs, units, epochs):
    """leave its activation away"""
    pair = _pair(inputs, units, back="sigmoid")
    _train_a_little(pair, inputs, inputs)
    return *pair, pair[0](inputs)


def wrong_relu_back(inputs, units, epochs):
    """leave its activation away"""
    pair = _pair(inputs, units, back="relu")
    _train_a_little(pair, inputs, inputs)
    return *pair, pair[0](inputs)


def wrong_no_activation(inputs, units, epochs):
    """give the layer an activation"""
    pair = _pair(inputs, units, None)
    _train_a_little(pair, inputs, inputs)
    return *pair, pair[0](inputs)


def wrong_codes_before_training(inputs, units, epochs):
    """The codes are not what the returned layer makes of `inputs`"""
    pair = _pair(inputs, units)
    codes = pair[0](inputs)
    _train_a_little(pair, inputs, inputs)
    return *pair, codes


def wrong_reconstruction_for_codes(inputs, units, epochs):
    """Expected codes of shape"""
    pair = _pair(inputs, units)
    _train_a_little(pair, inputs, inputs)
    return *pair, pair[1](pair[0](inputs))


def wrong_inputs_scaled_to_one(inputs, units, epochs):
    """compute them after training, from the inputs as they were given"""
    scaled = (inputs - inputs.min()) / np.ptp(inputs)
    pair = _pair(inputs, units)
    _train_a_little(pair, scaled, scaled)
    return *pair, pair[0](scaled)


def wrong_target_scaled_to_one(inputs, units, epochs):
    """Are `inputs`, unchanged, the target too"""
    pair = _pair(inputs, units)
    _train(pair, inputs, (inputs - inputs.min()) / 50 - 0.1, epochs)
    return *pair, pair[0](inputs)


def wrong_target_in_another_order(inputs, units, epochs):
    """Are `inputs`, unchanged, the target too"""
    pair = _pair(inputs, units)
    _train(pair, inputs, np.random.default_rng(0).permutation(inputs), epochs)
    return *pair, pair[0](inputs)


def wrong_target_is_the_code(inputs, units, epochs):
    """stopped with"""
    pair = _pair(inputs, units)
    _train_a_little(pair, inputs, np.asarray(pair[0](inputs)))
    return *pair, pair[0](inputs)


def wrong_not_trained(inputs, units, epochs):
    """Are `inputs`, unchanged, the target too"""
    pair = _pair(inputs, units)
    keras.Sequential(pair).build((None, inputs.shape[1]))
    return *pair, pair[0](inputs)


def wrong_one_epoch(inputs, units, epochs):
    """does the training use all `epochs`"""
    pair = _pair(inputs, units)
    _train_a_little(pair, inputs, inputs, 1e-3)
    return *pair, pair[0](inputs)


def wrong_fresh_layers_returned(inputs, units, epochs):
    """to be a trained keras.layers.Dense"""
    pair = _pair(inputs, units)
    _train_a_little(pair, inputs, inputs)
    return *_pair(inputs, units), pair[0](inputs)


def wrong_fixed_number_of_units(inputs, units, epochs):
    """to be a trained keras.layers.Dense with 6 units"""
    return wrong_not_trained(inputs, 64, epochs)


def wrong_model_returned(inputs, units, epochs):
    """Expected three things"""
    return keras.Sequential(_pair(inputs, units))


def wrong_partner_forgotten(inputs, units, epochs):
    """Expected three things"""
    pair = _pair(inputs, units)
    return pair[0], pair[0](inputs)
