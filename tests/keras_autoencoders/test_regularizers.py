import math

import keras
import numpy as np
import pytest
from keras import ops

from keras_autoencoders.regularizers import KLSparsity, kl_to_target

pytestmark = pytest.mark.backends

# Unit means are 0.2, 0.5 and 0.1.
CODES = np.array([[0.1, 0.5, 0.2], [0.3, 0.5, 0.0]], "float32")


def kl(target, mean):
    return target * math.log(target / mean) + (1 - target) * math.log((1 - target) / (1 - mean))


def penalty_in_a_layer(penalty, codes):
    layer = keras.layers.Activation("linear", activity_regularizer=penalty)
    layer(codes)
    return float(sum(layer.losses))


def test_l1_is_the_sum_of_absolute_activities_per_image():
    # (0.1 + 0.5 + 0.2 + 0.3 + 0.5) / 2 images = 0.8
    assert penalty_in_a_layer(keras.regularizers.L1(0.1), -CODES) == pytest.approx(0.08)


def test_kl_is_zero_on_target_and_equals_the_formula_elsewhere():
    divergence = ops.convert_to_numpy(kl_to_target(CODES, 0.1))
    np.testing.assert_allclose(divergence, [kl(0.1, 0.2), kl(0.1, 0.5), 0.0], atol=1e-6)


def test_kl_penalty_is_the_weighted_sum_over_units():
    expected = 2 * (kl(0.05, 0.2) + kl(0.05, 0.5) + kl(0.05, 0.1))
    penalty = KLSparsity(target=0.05, weight=2)
    assert penalty_in_a_layer(penalty, CODES) == pytest.approx(expected, rel=1e-5)


def test_kl_takes_feature_maps():
    maps = CODES.reshape(1, 2, 1, 3)  # two places of one image
    expected = kl(0.05, 0.2) + kl(0.05, 0.5) + kl(0.05, 0.1)
    assert penalty_in_a_layer(KLSparsity(0.05), maps) == pytest.approx(expected, rel=1e-5)


def test_kl_stays_finite_for_units_that_are_always_off_or_on():
    divergence = ops.convert_to_numpy(kl_to_target(np.array([[0.0, 1.0]]), 0.05))
    assert np.all(np.isfinite(divergence))
    assert np.all(divergence > 0.5)


@pytest.mark.parametrize("penalty", [keras.regularizers.L1(0.1), KLSparsity(0.05, 0.1)])
def test_penalties_do_not_depend_on_the_batch_size(penalty):
    tile = np.random.default_rng(0).random((8, 5), "float32")
    by_hand = penalty_in_a_layer(penalty, tile)
    for batch_size in (32, 1000):
        codes = np.tile(tile, (batch_size // 8, 1))
        assert penalty_in_a_layer(penalty, codes) == pytest.approx(by_hand, rel=1e-5)


def test_evaluate_reports_the_same_penalty_for_any_batch_size():
    layer = keras.layers.Dense(3, "sigmoid", activity_regularizer=KLSparsity(0.05, 1))
    model = keras.Sequential([keras.Input((2,)), layer])
    model.compile(loss="mse", metrics=["mse"])
    inputs = np.tile(np.random.default_rng(0).random((8, 2), "float32"), (8, 1))
    penalties = []
    for batch_size in (16, 64):
        loss, error = model.evaluate(inputs, np.zeros((64, 3)), batch_size=batch_size, verbose=0)
        penalties.append(loss - error)
    assert penalties[0] == pytest.approx(penalties[1], rel=1e-4)
    assert penalties[0] > 0.1


@pytest.mark.parametrize("penalty", [keras.regularizers.L1(0.25), KLSparsity(0.1, 0.5)])
def test_penalties_survive_serialisation(penalty):
    config = keras.regularizers.serialize(penalty)
    reloaded = keras.regularizers.deserialize(config)
    assert type(reloaded) is type(penalty)
    assert float(reloaded(CODES)) == pytest.approx(float(penalty(CODES)))


@pytest.mark.parametrize("target", [0, 1, -0.1, 5, math.nan, "low", None])
def test_kl_refuses_a_target_outside_0_to_1(target):
    with pytest.raises(ValueError, match=r"Expected `target` in \(0, 1\)\. Received: target="):
        KLSparsity(target)


@pytest.mark.parametrize("weight", [-1, math.inf, math.nan, "heavy"])
def test_weights_have_to_be_numbers_of_0_or_more(weight):
    with pytest.raises(ValueError, match=r"Expected `weight` to be 0 or more. Received: weight="):
        KLSparsity(0.05, weight)
