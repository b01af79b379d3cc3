"""Every corruption trains in single, double and half precision."""

import keras
import numpy as np
import pytest

from keras_autoencoders import builders, corruption, layers

IMAGES = np.random.default_rng(0).random((8, 8, 8, 1), "float32")
POLICIES = ("float32", "float64", "mixed_float16", "mixed_bfloat16")


@pytest.fixture(params=POLICIES)
def policy(request):
    keras.config.set_dtype_policy(request.param)
    yield request.param
    keras.config.set_dtype_policy("float32")


@pytest.mark.backends
@pytest.mark.parametrize("amount", [0.25, (0.1, 0.4)], ids=["number", "pair"])
@pytest.mark.parametrize("kind", corruption.KINDS)
def test_corruption_keeps_the_type_and_the_range_of_its_inputs(kind, amount, policy):
    layer = layers.Corruption(kind, amount, seed=0)
    noisy = layer(IMAGES, training=True)
    assert keras.backend.standardize_dtype(noisy.dtype) == layer.compute_dtype
    values = keras.ops.convert_to_numpy(keras.ops.cast(noisy, "float32"))
    assert values.min() >= 0
    assert values.max() <= 1
    assert not np.array_equal(values, IMAGES)


@pytest.mark.backends
@pytest.mark.parametrize("kind", corruption.KINDS)
def test_a_denoising_autoencoder_trains(kind, policy):
    keras.utils.set_random_seed(0)
    model = builders.denoising((8, 8, 1), [], 6, layers.Corruption(kind, 0.25))
    model.compile("sgd", "mse")
    history = model.fit(IMAGES, IMAGES, epochs=1, verbose=0)
    assert np.isfinite(history.history["loss"]).all()


def test_double_floatx_trains_too():
    keras.config.set_floatx("float64")
    try:
        for kind in corruption.KINDS:
            model = builders.denoising((8, 8, 1), [], 6, layers.Corruption(kind, (0.1, 0.2)))
            model.compile("sgd", "mse")
            model.fit(IMAGES, IMAGES, epochs=1, verbose=0)
    finally:
        keras.config.set_floatx("float32")
