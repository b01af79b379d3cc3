import math

import keras
import numpy as np
import pytest

from keras_autoencoders.layers import Sampling, copy_layer

MEAN = np.array([[3.0, 1.0], [0.0, 0.0]], "float32")
LOG_VARIANCE = np.log(np.array([[1.0, 4.0], [1.0, 1.0]], "float32"))
# ½ (9 + 1 - 1 - 0) and ½ (1 + 4 - 1 - log 4) of the first image, 0 of the second.
DIVERGENCE = (4.5 + 2 - math.log(2)) / 2


def values(tensor):
    return keras.ops.convert_to_numpy(tensor)


def draw(layer, training=True):
    return values(layer([MEAN, LOG_VARIANCE], training=training))


def loss_of(layer):
    layer([MEAN, LOG_VARIANCE])
    return float(values(layer.losses[0]))


@pytest.mark.backends
@pytest.mark.parametrize("beta", [1.0, 0.25, 0])
def test_the_loss_is_the_divergence_summed_over_the_code_and_averaged_over_images(beta):
    assert loss_of(Sampling(beta)) == pytest.approx(beta * DIVERGENCE, rel=1e-6)


@pytest.mark.backends
def test_beta_is_a_variable_that_is_not_trained():
    layer = Sampling(2.0)
    assert layer.trainable_weights == []
    layer.beta.assign(0.5)
    assert loss_of(layer) == pytest.approx(0.5 * DIVERGENCE, rel=1e-6)


@pytest.mark.backends
def test_every_training_call_draws_anew_and_a_seed_repeats_the_sequence():
    first, second = Sampling(seed=3), Sampling(seed=3)
    runs = [[draw(layer) for _ in range(2)] for layer in (first, second)]
    np.testing.assert_array_equal(runs[0], runs[1])
    assert not np.array_equal(runs[0][0], runs[0][1])
    assert not np.array_equal(draw(Sampling(seed=4)), runs[0][0])


def test_without_a_seed_draws_follow_the_global_seed():
    def first_draw(seed):
        keras.utils.set_random_seed(seed)
        return draw(Sampling())

    np.testing.assert_array_equal(first_draw(1), first_draw(1))
    assert not np.array_equal(first_draw(1), first_draw(2))


@pytest.mark.backends
def test_at_inference_the_code_is_the_mean_unless_asked():
    np.testing.assert_array_equal(draw(Sampling(), training=False), MEAN)
    layer = Sampling(sample_at_inference=True)
    assert not np.array_equal(draw(layer, training=False), MEAN)
    assert not np.array_equal(draw(layer, training=False), draw(layer, training=False))


@pytest.mark.backends
def test_draws_have_the_mean_and_the_variance_that_they_are_given():
    many = [np.repeat(part[:1], 20_000, axis=0) for part in (MEAN, LOG_VARIANCE)]
    codes = values(Sampling(seed=0)(many, training=True))
    # Standard errors: 2 / √20,000 = 0.014 of the mean, 2 / √40,000 = 0.01 of the deviation.
    np.testing.assert_allclose(codes.mean(axis=0), [3, 1], atol=0.06)
    np.testing.assert_allclose(codes.std(axis=0), [1, 2], atol=0.04)
    assert abs(np.corrcoef(codes.T)[0, 1]) < 0.03


@pytest.mark.backends
def test_two_tensors_do_as_well_as_a_list():
    layer = Sampling()
    np.testing.assert_array_equal(values(layer(MEAN, LOG_VARIANCE)), MEAN)
    assert float(values(layer.losses[0])) == pytest.approx(DIVERGENCE, rel=1e-6)
    inputs = keras.Input((2,))
    assert Sampling()(inputs, inputs).shape == Sampling()([inputs, inputs]).shape == (None, 2)


@pytest.mark.backends
def test_training_reaches_both_parameters_through_a_draw():
    """With β = 0 only the decoder's error is left, and with a slope of 1 it wants no noise."""
    inputs = keras.Input((2,))
    mean, log_variance = keras.layers.Dense(1)(inputs), keras.layers.Dense(1)(inputs)
    model = keras.Model(inputs, Sampling(0, seed=0)([mean, log_variance]))
    model.set_weights([np.zeros_like(weight) for weight in model.get_weights()])
    model.compile(keras.optimizers.SGD(0.1), "mse", run_eagerly=True)
    model.fit(np.ones((500, 2)), np.ones((500, 1)), batch_size=500, epochs=10, verbose=0)
    mean_kernel, _, log_variance_kernel = model.get_weights()[:3]
    assert mean_kernel.min() > 0.1
    assert log_variance_kernel.max() < -0.1


def test_it_survives_its_config():
    layer = copy_layer(Sampling(0.5, sample_at_inference=True, seed=3))
    assert (float(layer.beta), layer.sample_at_inference, layer.seed) == (0.5, True, 3)
    np.testing.assert_array_equal(draw(layer), draw(Sampling(seed=3)))


@pytest.mark.parametrize("beta", [-1, math.inf, math.nan, "strong", None, True])
def test_beta_has_to_be_a_number_of_0_or_more(beta):
    with pytest.raises(ValueError, match="Expected `beta` to be 0 or more. Received: beta="):
        Sampling(beta)


def test_inputs_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match=r"`sample_at_inference` to be True or False.*=None"):
        Sampling(sample_at_inference=None)
    with pytest.raises(ValueError, match=r"`mean` and `log_variance` .*same shape.*\(2, 1\)"):
        Sampling()([MEAN, LOG_VARIANCE[:, :1]])
    with pytest.raises(ValueError, match="Expected two tensors, the mean and the log-variance"):
        Sampling()(MEAN)
