import math

import keras
import numpy as np
import pytest

from keras_autoencoders.layers import EntropyBottleneck

CODES = np.array([[0.2, 1.4], [-2.6, 0.4]], "float32")


def values(tensor):
    return keras.ops.convert_to_numpy(tensor)


def built(channels=2, **options):
    layer = EntropyBottleneck(**options)
    layer.build((None, channels))
    return layer


def sigmoid(number):
    return 1 / (1 + math.exp(-number))


@pytest.mark.backends
def test_codes_are_rounded_at_inference():
    np.testing.assert_array_equal(values(built()(CODES)), [[0, 1], [-3, 0]])


@pytest.mark.backends
def test_training_adds_uniform_noise_of_half_a_step_that_is_new_at_each_call():
    layer, zeros = built(seed=0), np.zeros((5_000, 2), "float32")
    first, second = (values(layer(zeros, training=True)) for _ in range(2))
    assert not np.array_equal(first, second)
    assert np.abs(first).max() <= 0.5
    assert first.std() == pytest.approx(1 / math.sqrt(12), rel=0.02)
    assert first.mean() == pytest.approx(0, abs=0.02)


@pytest.mark.backends
def test_a_whole_number_costs_what_its_step_under_the_logistic_curve_says():
    layer = built(components=1, scale=2.0)
    # P(0) = S(0.5 / 2) - S(-0.5 / 2), P(3) = S(3.5 / 2) - S(2.5 / 2)
    of_0, of_3 = sigmoid(0.25) - sigmoid(-0.25), sigmoid(1.75) - sigmoid(1.25)
    expected = -math.log2(of_0) - math.log2(of_3)
    bits = values(layer.bits(np.array([[0.0, 3.0]], "float32")))
    np.testing.assert_allclose(bits, [expected], rtol=1e-5)


@pytest.mark.backends
def test_a_mixture_weighs_its_components():
    layer = built(channels=1, components=2, scale=1.0)
    layer.logits.assign([[math.log(3), 0.0]])  # ¾ and ¼
    layer.means.assign([[0.0, 1.0]])
    layer.log_scales.assign([[0.0, 0.0]])
    expected = 0.75 * (sigmoid(0.5) - sigmoid(-0.5)) + 0.25 * (sigmoid(-0.5) - sigmoid(-1.5))
    found = values(layer.log_probability(np.zeros((1, 1), "float32")))
    assert found[0, 0] == pytest.approx(math.log(expected), rel=1e-5)


@pytest.mark.backends
def test_probabilities_of_all_whole_numbers_sum_to_1():
    layer = built(channels=3, components=3, scale=0.3)
    numbers = np.repeat(np.arange(-300, 301, dtype="float32")[:, None], 3, axis=1)
    sums = np.exp(values(layer.log_probability(numbers))).sum(axis=0)
    np.testing.assert_allclose(sums, 1, rtol=1e-4)


@pytest.mark.backends
def test_numbers_far_out_cost_many_bits_but_not_infinitely_many():
    layer = built(channels=1, components=1, scale=0.1)
    # Far out P falls by exp(-1 / scale) from one number to the next: 10 nats.
    costs = -values(layer.log_probability(np.array([[999.0], [1000.0]], "float32")))[:, 0]
    assert np.isfinite(costs).all()
    assert costs[1] - costs[0] == pytest.approx(10, rel=1e-3)


@pytest.mark.backends
@pytest.mark.parametrize("weight", [1.0, 0.25, 0])
def test_the_loss_is_bits_summed_over_the_code_and_averaged_over_images(weight):
    layer = built(weight=weight)
    layer(CODES)
    expected = weight * values(layer.bits(np.round(CODES))).mean()
    assert float(values(layer.losses[0])) == pytest.approx(expected, rel=1e-6)


@pytest.mark.backends
def test_straight_through_hands_on_rounded_codes_and_counts_noisy_ones():
    layer = built(straight_through=True, seed=0)
    np.testing.assert_array_equal(values(layer(CODES, training=True)), [[0, 1], [-3, 0]])
    counted = float(values(layer.losses[0]))
    assert counted != pytest.approx(values(layer.bits(np.round(CODES))).mean())


def test_straight_through_has_the_derivative_of_no_rounding():
    dense = keras.layers.Dense(1, use_bias=False)
    code = EntropyBottleneck(0, straight_through=True)
    model = keras.Sequential([keras.Input((1,)), dense, code])
    dense.kernel.assign([[3.2]])
    model.compile(keras.optimizers.SGD(0.5), loss="mse")
    model.fit(np.ones((1, 1), "float32"), np.ones((1, 1), "float32"), verbose=0)
    # The code is 3, the derivative of (3 - 1)² is 2 · 2, so the weight falls by 0.5 · 4.
    np.testing.assert_allclose(values(dense.kernel), [[1.2]], rtol=1e-5)


@pytest.mark.backends
def test_adapt_takes_means_and_widths_of_codes():
    layer = EntropyBottleneck(components=2)
    layer.adapt(np.array([[1.0, 0.0], [5.0, 0.0]], "float32"))
    np.testing.assert_allclose(values(layer.means), [[3, 3], [0, 0]])
    scale = 2 * math.sqrt(3) / math.pi  # of a logistic distribution with the deviation 2
    np.testing.assert_allclose(
        np.exp(values(layer.log_scales)), [[0.5 * scale, 2 * scale], [0.025, 0.1]], rtol=1e-5
    )


def test_maps_are_summed_over_their_places():
    layer = built(channels=2)
    maps = np.arange(16, dtype="float32").reshape(2, 2, 2, 2)
    np.testing.assert_allclose(
        values(layer.bits(maps)),
        values(layer.bits(maps.reshape(8, 2))).reshape(2, 4).sum(axis=1),
        rtol=1e-6,
    )


def test_training_learns_the_cheapest_table():
    # Half of the numbers are 0, half are 7, so one bit each is the least there is.
    keras.utils.set_random_seed(0)
    codes = np.repeat([[0.0], [7.0]], 128, axis=0).astype("float32")
    model = keras.Sequential([keras.Input((1,)), EntropyBottleneck(components=2, name="code")])
    layer = model.get_layer("code")
    layer.means.assign([[1.0, 5.0]])
    before = float(values(layer.bits(codes)).mean())
    model.compile(keras.optimizers.Adam(0.1))
    model.fit(codes, batch_size=256, epochs=150, verbose=0)
    after = float(values(layer.bits(codes)).mean())
    assert 1 <= after < 1.1 < before


def test_the_bits_reach_the_layer_before():
    keras.utils.set_random_seed(0)
    dense = keras.layers.Dense(1, use_bias=False)
    model = keras.Sequential([keras.Input((1,)), dense, EntropyBottleneck()])
    dense.kernel.assign([[4.0]])
    model.compile(keras.optimizers.SGD(0.1))
    model.fit(np.ones((64, 1), "float32"), verbose=0, batch_size=64)
    assert values(dense.kernel)[0, 0] < 4  # numbers nearer to 0 cost less


@pytest.mark.backends
def test_it_saves_and_loads_and_costs_the_same(tmp_path):
    model = keras.Sequential([keras.Input((2,)), EntropyBottleneck(0.5, components=3, scale=2.0)])
    model.layers[0].means.assign(np.full((2, 3), 0.25))
    model.save(tmp_path / "code.keras")
    loaded = keras.saving.load_model(tmp_path / "code.keras", safe_mode=True)
    np.testing.assert_array_equal(values(loaded(CODES)), values(model(CODES)))
    np.testing.assert_array_equal(
        values(loaded.layers[0].bits(CODES)), values(model.layers[0].bits(CODES))
    )
    config = loaded.layers[0].get_config()
    assert (config["weight"], config["components"], config["scale"]) == (0.5, 3, 2.0)


def test_half_precision_counts_in_single():
    layer = EntropyBottleneck(dtype="mixed_float16")
    codes = np.full((1, 40_000), 3.0, "float16")
    assert layer(codes).dtype == "float16"
    assert np.isfinite(values(layer.losses[0]))


@pytest.mark.parametrize(
    ("name", "value"),
    [("weight", -1), ("weight", math.nan), ("components", 0), ("scale", 0), ("scale", "wide")],
)
def test_bad_arguments_are_named(name, value):
    with pytest.raises(ValueError, match=f"Received: {name}="):
        EntropyBottleneck(**{name: value})


def test_unknown_channels_are_refused():
    with pytest.raises(ValueError, match="last axis"):
        EntropyBottleneck().build((None, None))
