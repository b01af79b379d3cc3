import keras
import numpy as np
import pytest
from precision import kept, precisions_of_losses
from scipy import special, stats

from keras_autoencoders import builders, layers, training
from keras_autoencoders.importance_weights import LogWeights

SHAPE = (4, 3, 1)
RANDOM = np.random.default_rng(0)
GREY = RANDOM.random((32, *SHAPE), "float32")
BINARY = (GREY < 0.4).astype("float32")


def values(tensor):
    return keras.ops.convert_to_numpy(tensor)


def build(hidden_units=(8,), code_size=2, **options):
    keras.utils.set_random_seed(1)
    return builders.variational(SHAPE, hidden_units, code_size, **options)


def one_pixel(mean=0.7, stddev=0.8, slope=1.5, noise_stddev=0.5):
    """A code of one unit for one pixel: q(z | x) = N(mean · x, stddev²), p(x | z) likewise."""
    likelihood = layers.GaussianLikelihood(noise_stddev)
    model = builders.variational((1, 1, 1), [], 1, likelihood=likelihood)
    encoder, decoder = model.get_layer("encoder"), model.get_layer("decoder")
    encoder.get_layer("mean").set_weights([np.array([[mean]]), np.zeros(1)])
    encoder.get_layer("log_variance").set_weights(
        [np.zeros((1, 1)), np.array([2 * np.log(stddev)])]
    )
    decoder.get_layer("pixels").set_weights([np.array([[slope]]), np.zeros(1)])
    return model


def by_hand(pixels, noise, mean=0.7, stddev=0.8, slope=1.5, noise_stddev=0.5):
    """Return log-weights (n, k) of pixels (n,) and noise (n, k)."""
    codes = mean * pixels[:, None] + stddev * noise
    return (
        stats.norm.logpdf(pixels[:, None], slope * codes, noise_stddev)
        + stats.norm.logpdf(codes)
        - stats.norm.logpdf(codes, mean * pixels[:, None], stddev)
    )


@pytest.mark.backends
def test_log_weights_are_those_of_the_densities():
    pixels, noise = RANDOM.normal(size=5), RANDOM.normal(size=(5, 3))
    found = LogWeights(one_pixel())(
        [pixels.reshape(5, 1, 1, 1).astype("float32"), noise[..., None].astype("float32")]
    )
    np.testing.assert_allclose(values(found), by_hand(pixels, noise), rtol=1e-4)


@pytest.mark.backends
@pytest.mark.parametrize("samples", [1, 4])
def test_the_loss_is_the_mean_bound_with_a_minus(samples):
    pixels = RANDOM.normal(size=6)
    bound = builders.importance_weighted(one_pixel(), samples, seed=3)
    noise = keras.random.normal((6, samples, 1), seed=keras.random.SeedGenerator(3))
    log_weights = by_hand(pixels, values(noise)[..., 0].astype("float64"))
    expected = special.logsumexp(log_weights, axis=1) - np.log(samples)
    found = bound(pixels.reshape(6, 1, 1, 1).astype("float32"))
    np.testing.assert_allclose(values(found), expected, rtol=1e-4)
    (loss,) = bound.losses
    assert float(loss) == pytest.approx(-expected.mean(), rel=1e-4)


@pytest.mark.backends
def test_a_step_follows_the_gradient_of_the_bound():
    """Against differences of the formula, for all three parameters of the one-pixel model."""
    pixels, samples, rate, step = np.array([0.5, -1.2, 2.0]), 4, 0.01, 1e-5
    model = one_pixel()
    noise = values(keras.random.normal((3, samples, 1), seed=keras.random.SeedGenerator(3)))

    def loss(**changed):
        log_weights = by_hand(pixels, noise[..., 0].astype("float64"), **changed)
        return -(special.logsumexp(log_weights, axis=1) - np.log(samples)).mean()

    def slope_of(name, value):
        return (loss(**{name: value + step}) - loss(**{name: value - step})) / (2 * step)

    bound = builders.importance_weighted(model, samples, seed=3)
    bound.compile(keras.optimizers.SGD(rate), run_eagerly=True)
    bound.train_on_batch(pixels.reshape(3, 1, 1, 1).astype("float32"))
    encoder, decoder = model.get_layer("encoder"), model.get_layer("decoder")
    (mean,) = values(encoder.get_layer("mean").kernel).ravel()
    (slope,) = values(decoder.get_layer("pixels").kernel).ravel()
    (log_variance,) = values(encoder.get_layer("log_variance").bias)
    assert mean == pytest.approx(0.7 - rate * slope_of("mean", 0.7), abs=1e-5)
    assert slope == pytest.approx(1.5 - rate * slope_of("slope", 1.5), abs=1e-5)
    by_log_variance = slope_of("stddev", 0.8) * 0.8 / 2  # s = exp(½ log s²)
    assert log_variance == pytest.approx(2 * np.log(0.8) - rate * by_log_variance, abs=1e-5)
    assert abs(rate * by_log_variance) > 1e-3


def test_for_one_sample_the_expected_loss_is_that_of_the_autoencoder():
    """Both estimate the negative ELBO; this one also draws what the other integrates."""
    model = build(sample_at_inference=True)
    images = np.repeat(BINARY[:1], 20_000, axis=0)
    model.compile(run_eagerly=True)
    elbo = -model.evaluate(images, batch_size=20_000, verbose=0)
    bounds = values(builders.importance_weighted(model, 1)(images))
    tolerance = 5 * bounds.std() / np.sqrt(20_000)
    assert bounds.mean() == pytest.approx(elbo, abs=tolerance)
    assert tolerance < 0.1
    more = values(builders.importance_weighted(model, 20)(images)).mean()
    assert more > bounds.mean()


@pytest.mark.backends
@pytest.mark.parametrize(
    ("likelihood", "whole_epoch"),
    [("gaussian", False), ("bernoulli", True)],
    ids=["step by step", "an epoch at a time"],
)
def test_plain_fit_trains_the_autoencoder(likelihood, whole_epoch):
    model, images = build(likelihood=likelihood), np.repeat(BINARY[:2], 16, axis=0)
    steps = training.steps_per_execution(images, 8) if whole_epoch else 1
    bound = builders.importance_weighted(model, 3)
    before = [weights.copy() for weights in model.get_weights()]
    bound.compile(keras.optimizers.Adam(0.05), steps_per_execution=steps, jit_compile=False)
    history = bound.fit(images, epochs=8, batch_size=8, verbose=0)
    assert history.history["loss"][-1] < history.history["loss"][0] - 1
    changed = [not np.array_equal(*pair) for pair in zip(before, model.get_weights(), strict=True)]
    assert sum(changed) >= len(model.trainable_variables)


@pytest.mark.backends
def test_training_images_are_drawn_anew_where_the_autoencoder_does_so():
    bound = builders.importance_weighted(build(dynamic_binarisation=True), 2)
    bound.compile("sgd", run_eagerly=True)
    history = bound.fit(GREY, verbose=0)
    assert np.isfinite(history.history["loss"]).all()
    assert np.isnan(values(bound(GREY))).all()  # outside training grey images stay grey
    assert np.isfinite(values(bound(BINARY))).all()


@pytest.mark.backends
@pytest.mark.parametrize("floatx", ["float32", "float64"])
@pytest.mark.parametrize("policy", ["float32", "float64", "mixed_float16", "mixed_bfloat16"])
def test_it_trains_in_every_precision(policy, floatx, request):
    def reset():
        keras.config.set_floatx("float32")
        keras.config.set_dtype_policy("float32")

    request.addfinalizer(reset)
    keras.config.set_floatx(floatx)
    keras.config.set_dtype_policy(policy)
    bound = builders.importance_weighted(build(dynamic_binarisation=True), 2)
    bound.compile("sgd", run_eagerly=True)
    history = bound.fit(GREY, batch_size=32, verbose=0)
    assert np.isfinite(history.history["loss"]).all()
    assert precisions_of_losses(bound, BINARY) == {kept(floatx)}


def test_bad_arguments_are_refused_by_name():
    with pytest.raises(ValueError, match="Expected `model` to be a variational autoencoder"):
        builders.importance_weighted(builders.vanilla(SHAPE, 2), 5)
    with pytest.raises(ValueError, match="Expected `samples` to be a positive integer"):
        builders.importance_weighted(build(), 0)
