"""Log-likelihoods and the divergence of codes, in nats, against arithmetic and scipy."""

import math

import keras
import numpy as np
import pytest
from scipy import stats

from keras_autoencoders import layers, likelihoods

RANDOM = np.random.default_rng(0)
BINARY = (RANDOM.random((5, 4, 3, 1)) < 0.4).astype("float32")
LOGITS = RANDOM.normal(0, 3, BINARY.shape).astype("float32")
GREY = RANDOM.random(BINARY.shape, "float32")


def values(tensor):
    return keras.ops.convert_to_numpy(tensor)


def of_images(log_probabilities):
    return log_probabilities.reshape(len(log_probabilities), -1).sum(axis=1)


def loss_of(layer, images, decoded):
    outputs = layer([images, decoded])
    return float(values(layer.losses[0])), values(outputs)


# Formulas


@pytest.mark.backends
def test_bernoulli_agrees_with_scipy():
    expected = stats.bernoulli.logpmf(BINARY, 1 / (1 + np.exp(-LOGITS.astype("float64"))))
    found = values(likelihoods.bernoulli_log_likelihood(BINARY, LOGITS))
    np.testing.assert_allclose(found, of_images(expected), rtol=1e-5)


@pytest.mark.backends
def test_certain_logits_are_not_lost_to_rounding():
    """A probability of 1 - 1e-18 is 1 in single precision, and the logarithm of the rest -inf."""
    logits = np.array([[40.0, 40.0], [-40.0, -40.0]], "float32")
    found = values(likelihoods.bernoulli_log_likelihood(np.array([[1, 0], [0, 1]]), logits))
    np.testing.assert_allclose(found, [-40, -40], rtol=1e-6)


@pytest.mark.backends
def test_a_grey_pixel_makes_its_image_not_a_number_and_no_other():
    images = BINARY.copy()
    images[1, 0, 0, 0] = 0.5
    images[3, 3, 2, 0] = 255
    found = values(likelihoods.bernoulli_log_likelihood(images, LOGITS))
    assert np.isnan(found).tolist() == [False, True, False, True, False]


@pytest.mark.backends
@pytest.mark.parametrize("stddev", [0.1, 1.0, 3.0])
def test_gaussian_agrees_with_scipy(stddev):
    expected = stats.norm.logpdf(GREY, LOGITS, stddev)
    found = values(likelihoods.gaussian_log_likelihood(GREY, LOGITS, math.log(stddev)))
    np.testing.assert_allclose(found, of_images(expected), rtol=1e-4)


@pytest.mark.backends
def test_a_density_can_be_positive():
    found = values(likelihoods.gaussian_log_likelihood(np.zeros((1, 784)), 0.0, math.log(0.01)))
    assert found[0] == pytest.approx(784 * (math.log(100) - 0.5 * math.log(2 * math.pi)), rel=1e-5)


@pytest.mark.backends
def test_divergence_is_the_one_computed_by_hand():
    mean, log_variance = np.array([[0.0, 0.0], [3.0, 1.0]]), np.log([[1.0, 1.0], [1.0, 4.0]])
    # Of the second: ½ (9 + 1 - 1 - 0) and ½ (1 + 4 - 1 - log 4).
    expected = [0, 4.5 + 2 - math.log(2)]
    found = values(likelihoods.kl_to_standard_normal(mean, log_variance))
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_divergence_is_the_mean_log_ratio_of_samples():
    mean, stddev = np.array([1.0, -0.5, 0.2]), np.array([0.5, 1.5, 1.0])
    codes = mean + stddev * RANDOM.normal(size=(100_000, 3))
    ratios = (stats.norm.logpdf(codes, mean, stddev) - stats.norm.logpdf(codes)).sum(axis=1)
    found = float(
        values(likelihoods.kl_to_standard_normal(mean[None], 2 * np.log(stddev)[None]))[0]
    )
    assert found == pytest.approx(ratios.mean(), abs=4 * ratios.std() / math.sqrt(len(ratios)))


# Layers


@pytest.mark.backends
def test_bernoulli_layer_costs_the_mean_over_images_and_returns_probabilities():
    loss, outputs = loss_of(layers.BernoulliLikelihood(), BINARY, LOGITS)
    expected = values(likelihoods.bernoulli_log_likelihood(BINARY, LOGITS))
    assert loss == pytest.approx(-expected.mean(), rel=1e-6)
    np.testing.assert_allclose(outputs, 1 / (1 + np.exp(-LOGITS)), rtol=1e-5)


@pytest.mark.backends
@pytest.mark.parametrize("learn_stddev", [False, True])
def test_gaussian_layer_costs_the_mean_over_images_and_returns_means(learn_stddev):
    layer = layers.GaussianLikelihood(0.3, learn_stddev=learn_stddev)
    loss, outputs = loss_of(layer, GREY, LOGITS)
    expected = of_images(stats.norm.logpdf(GREY, LOGITS, 0.3))
    assert loss == pytest.approx(-expected.mean(), rel=1e-5)
    np.testing.assert_array_equal(outputs, LOGITS)
    assert layer.stddev == pytest.approx(0.3)
    assert len(layer.trainable_weights) == learn_stddev


@pytest.mark.backends
def test_a_learned_standard_deviation_becomes_the_root_of_the_mean_squared_error():
    decoded = GREY + 0.2 * np.sign(LOGITS)
    images, means = keras.Input(GREY.shape[1:]), keras.Input(GREY.shape[1:])
    layer = layers.GaussianLikelihood(0.5, learn_stddev=True)
    model = keras.Model([images, means], layer([images, means]))
    model.compile(keras.optimizers.SGD(0.03), run_eagerly=True)
    model.fit([GREY, decoded], epochs=10, verbose=0)
    assert layer.stddev == pytest.approx(0.2, rel=0.01)


@pytest.mark.parametrize(
    "layer",
    [layers.BernoulliLikelihood(), layers.GaussianLikelihood(0.3, learn_stddev=True)],
    ids=["Bernoulli", "Gaussian"],
)
def test_layers_survive_their_config(layer):
    copy = layers.copy_layer(layer)
    assert loss_of(copy, BINARY, LOGITS)[0] == loss_of(layer, BINARY, LOGITS)[0]


@pytest.mark.parametrize("stddev", [0, -1, math.inf, math.nan, "small", True])
def test_standard_deviation_has_to_be_positive(stddev):
    with pytest.raises(ValueError, match="Expected `stddev` to be a positive number"):
        layers.GaussianLikelihood(stddev)


def test_bad_arguments_are_refused_by_name():
    with pytest.raises(ValueError, match=r"`learn_stddev` to be True or False.*learn_stddev=1"):
        layers.GaussianLikelihood(learn_stddev=1)
    for inputs in (BINARY, [BINARY], [BINARY, LOGITS[:, :2]]):
        with pytest.raises(ValueError, match=r"two inputs of one shape, \[images, decoded\]"):
            layers.BernoulliLikelihood()(inputs)


# A decoder of logits


@pytest.mark.backends
def test_a_decoder_of_logits_shows_probabilities():
    codes = keras.Input((2,))
    decoder = layers.DecoderOfLogits(codes, keras.layers.Dense(3)(codes))
    logits = values(decoder(LOGITS[0, :, :2, 0], return_logits=True))
    shown = decoder.predict(LOGITS[0, :, :2, 0], verbose=0)
    assert logits.min() < 0
    np.testing.assert_allclose(shown, 1 / (1 + np.exp(-logits)), rtol=1e-5)
