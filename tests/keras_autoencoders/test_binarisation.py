"""Black and white images drawn from grey ones: once, or at every training step."""

import keras
import numpy as np
import pytest
from precision import kept, precision_of

from keras_autoencoders import corruption
from keras_autoencoders.layers import DynamicBinarisation, copy_layer

LEVELS = np.array([0, 0.2, 0.7, 1], "float32")
GREY = np.broadcast_to(LEVELS[None, :, None, None], (2500, 4, 1, 1))


def draw(layer, images=GREY, training=True):
    return keras.ops.convert_to_numpy(layer(images, training=training))


def assert_drawn(binary):
    assert set(np.unique(binary)) == {0, 1}
    assert binary.shape == GREY.shape
    means = binary.mean(axis=(0, 2, 3))
    assert means[[0, 3]].tolist() == [0, 1]
    np.testing.assert_allclose(means, LEVELS, atol=0.04)  # four standard errors


@pytest.mark.backends
def test_a_value_is_the_probability_of_white():
    assert_drawn(draw(DynamicBinarisation(seed=0)))
    assert_drawn(corruption.binarise(GREY, seed=0))


@pytest.mark.backends
def test_every_training_call_draws_anew_and_a_seed_repeats_the_sequence():
    first, second = DynamicBinarisation(seed=3), DynamicBinarisation(seed=3)
    runs = [[draw(layer) for _ in range(2)] for layer in (first, second)]
    np.testing.assert_array_equal(runs[0], runs[1])
    assert not np.array_equal(runs[0][0], runs[0][1])


@pytest.mark.backends
def test_outside_training_it_does_nothing():
    np.testing.assert_array_equal(draw(DynamicBinarisation(), training=False), GREY)


@pytest.mark.backends
@pytest.mark.parametrize("policy", ["float64", "mixed_float16", "mixed_bfloat16"])
def test_every_precision_draws_the_same(policy):
    layer = DynamicBinarisation(seed=5, dtype=policy)
    drawn = layer(GREY, training=True)
    assert precision_of(drawn) == kept(layer.compute_dtype)
    expected = draw(DynamicBinarisation(seed=5))
    np.testing.assert_array_equal(keras.ops.cast(drawn, "float32"), expected)


def test_a_set_is_drawn_once_and_left_as_it_is():
    first = corruption.binarise(GREY, seed=1)
    assert first.dtype == "float32"
    np.testing.assert_array_equal(first, corruption.binarise(GREY, seed=1))
    assert not np.array_equal(first, corruption.binarise(GREY, seed=2))
    np.testing.assert_array_equal(corruption.binarise(first, seed=2), first)


def test_it_survives_its_config():
    assert copy_layer(DynamicBinarisation(seed=3)).seed == 3


def test_bad_arguments_are_refused_by_name():
    with pytest.raises(ValueError, match=r"`images` with values in \[0, 1\].*by 255"):
        corruption.binarise(255 * GREY, seed=0)
    with pytest.raises(ValueError, match="`seed` to be a non-negative integer"):
        corruption.binarise(GREY, seed=-1)
