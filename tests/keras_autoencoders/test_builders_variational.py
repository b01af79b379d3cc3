import math

import keras
import numpy as np
import pytest
from precision import kept, precision_of, precisions_of_losses
from saving import assert_survives_saving
from scipy import stats

from keras_autoencoders import builders, layers, likelihoods, training

SHAPE = (4, 3, 1)
RANDOM = np.random.default_rng(0)
GREY = RANDOM.random((32, *SHAPE), "float32")
BINARY = (GREY < 0.4).astype("float32")
POLICIES = ("float32", "float64", "mixed_float16", "mixed_bfloat16")


def values(tensor):
    return keras.ops.convert_to_numpy(tensor)


def build(hidden_units=(8,), code_size=2, **options):
    keras.utils.set_random_seed(1)
    return builders.variational(SHAPE, hidden_units, code_size, **options)


def code_layer(model):
    return model.get_layer("encoder").get_layer("code")


def parameters(model, images):
    """Return means and log-variances of the codes."""
    encoder = model.get_layer("encoder")
    heads = [encoder.get_layer(name).output for name in ("mean", "log_variance")]
    return [values(part) for part in keras.Model(encoder.input, heads)(images)]


def evaluated(model, images):
    model.compile(run_eagerly=True)
    return model.evaluate(images, batch_size=len(images), verbose=0)


# Parts


@pytest.mark.backends
def test_the_encoder_gives_means_and_draws_in_training_only():
    model = build()
    encoder = model.get_layer("encoder")
    np.testing.assert_allclose(values(encoder(BINARY)), parameters(model, BINARY)[0], atol=1e-6)
    draws = [values(encoder(BINARY, training=True)) for _ in range(2)]
    assert not np.array_equal(*draws)


def test_layers_have_the_names_of_the_other_builders():
    model = build([9, 8], dynamic_binarisation=True)
    names = {
        layer.name for part in ("encoder", "decoder") for layer in model.get_layer(part).layers
    }
    assert {"hidden_1", "hidden_2", "mean", "log_variance", "code", "pixels"} <= names
    assert [layer.name for layer in model.layers[1:]] == [
        "dynamic_binarisation",
        "encoder",
        "decoder",
        "likelihood",
    ]
    assert [
        layer.units for layer in model.get_layer("decoder").layers if hasattr(layer, "units")
    ] == [
        8,
        9,
        12,
    ]


@pytest.mark.backends
def test_binary_images_are_decoded_to_probabilities():
    model = build()
    codes = 50 * RANDOM.normal(size=(5, 2)).astype("float32")
    decoder = model.get_layer("decoder")
    probabilities, logits = values(decoder(codes)), values(decoder(codes, return_logits=True))
    assert probabilities.shape == (5, *SHAPE)
    np.testing.assert_allclose(probabilities, 1 / (1 + np.exp(-logits)), atol=1e-6)
    means = decoder(parameters(model, BINARY)[0])
    np.testing.assert_allclose(values(model(BINARY)), values(means), atol=1e-6)


@pytest.mark.backends
def test_without_hidden_layers_it_is_linear():
    model = build([], likelihood="gaussian")
    one, two, none = (values(model(scale * GREY)) for scale in (1, 2, 0))
    np.testing.assert_allclose(two - none, 2 * (one - none), atol=1e-5)
    assert model.count_params() == 2 * (12 * 2 + 2) + (2 * 12 + 12) + 2  # β, and log σ


# The loss


@pytest.mark.backends
@pytest.mark.parametrize("beta", [1.0, 0.3])
def test_the_loss_at_inference_is_that_of_the_mean(beta):
    model = build(beta=beta)
    mean, log_variance = parameters(model, BINARY)
    logits = model.get_layer("decoder")(mean, return_logits=True)
    distortion = -values(likelihoods.bernoulli_log_likelihood(BINARY, logits)).mean()
    rate = values(likelihoods.kl_to_standard_normal(mean, log_variance)).mean()
    assert evaluated(model, BINARY) == pytest.approx(distortion + beta * rate, rel=1e-5)


@pytest.mark.backends
def test_the_loss_of_draws_is_the_negative_elbo():
    """log p(x, z) - log q(z | x) for the draw, but for the part of log q that is integrated."""
    model = build(likelihood=layers.GaussianLikelihood(0.5), sample_at_inference=True, seed=7)
    mean, log_variance = (part.astype("float64") for part in parameters(model, GREY))
    noise = values(keras.random.normal(mean.shape, seed=keras.random.SeedGenerator(7)))
    codes = mean + np.exp(log_variance / 2) * noise
    decoded = values(model.get_layer("decoder")(codes.astype("float32")))
    log_likelihood = stats.norm.logpdf(GREY, decoded, 0.5).sum(axis=(1, 2, 3))
    divergence = (np.exp(log_variance) + mean**2 - 1 - log_variance).sum(axis=1) / 2
    elbo = (log_likelihood - divergence).mean()
    assert -evaluated(model, GREY) == pytest.approx(elbo, rel=1e-5)


@pytest.mark.backends
def test_training_images_are_drawn_anew_and_the_loss_is_that_of_the_draws():
    """A model that restores what it sees: grey targets would cost more than the draws do."""
    model = build([], 12, dynamic_binarisation=True, beta=0.0)
    encoder, decoder = model.get_layer("encoder"), model.get_layer("decoder")
    encoder.get_layer("mean").set_weights([np.eye(12), np.zeros(12)])
    encoder.get_layer("log_variance").set_weights([np.zeros((12, 12)), np.full(12, -40.0)])
    decoder.get_layer("pixels").set_weights([40 * np.eye(12), np.full(12, -20.0)])
    model.compile(keras.optimizers.SGD(0.0), run_eagerly=True)
    history = model.fit(GREY, verbose=0)
    assert history.history["loss"][0] < 1e-4
    assert math.isnan(model.evaluate(GREY, verbose=0))
    assert model.evaluate(BINARY, verbose=0) < 1e-4


@pytest.mark.backends
def test_grey_images_have_no_bernoulli_likelihood():
    assert math.isnan(evaluated(build(), GREY))
    assert math.isfinite(evaluated(build(likelihood="gaussian"), GREY))


@pytest.mark.backends
def test_a_metric_of_the_output_stands_beside_the_loss():
    model = build()
    model.compile(metrics=["mse"], run_eagerly=True)
    _, error = model.evaluate(BINARY, BINARY, verbose=0)
    assert error == pytest.approx(np.square(values(model(BINARY)) - BINARY).mean(), rel=1e-5)


# Training


@pytest.mark.backends
@pytest.mark.parametrize(
    ("likelihood", "whole_epoch"),
    [("gaussian", False), ("bernoulli", True)],
    ids=["step by step", "an epoch at a time"],
)
def test_plain_fit_trains_it(likelihood, whole_epoch):
    model, images = build(likelihood=likelihood), np.repeat(BINARY[:2], 16, axis=0)
    steps = training.steps_per_execution(images, 8) if whole_epoch else 1
    # Compiled by Keras as any model is, but not by XLA, which takes seconds for it.
    model.compile(keras.optimizers.Adam(0.05), steps_per_execution=steps, jit_compile=False)
    history = model.fit(images, epochs=8, batch_size=8, verbose=0)
    assert history.history["loss"][-1] < history.history["loss"][0] - 1


@pytest.mark.backends
def test_beta_rises_in_a_line_during_fit_without_a_new_compile():
    model = build()
    model.compile(keras.optimizers.SGD(0.0), jit_compile=False)
    history = model.fit(BINARY, epochs=4, verbose=0, callbacks=[training.BetaWarmUp(2, goal=50.0)])
    assert history.history["beta"] == [0, 25, 50, 50]
    mean, log_variance = parameters(model, BINARY)
    divergence = values(likelihoods.kl_to_standard_normal(mean, log_variance)).mean()
    losses = history.history["loss"]
    assert losses[2] - losses[0] == pytest.approx(50 * divergence, rel=0.1)  # other draws
    assert float(code_layer(model).beta) == 50


@pytest.mark.backends
@pytest.mark.parametrize("floatx", ["float32", "float64"])
@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("likelihood", ["bernoulli", "gaussian"])
def test_it_trains_in_every_precision(likelihood, policy, floatx, request):
    def reset():
        keras.config.set_floatx("float32")
        keras.config.set_dtype_policy("float32")

    request.addfinalizer(reset)
    keras.config.set_floatx(floatx)
    keras.config.set_dtype_policy(policy)
    model = build(likelihood=likelihood, dynamic_binarisation=likelihood == "bernoulli")
    model.compile("sgd", run_eagerly=True)
    history = model.fit(GREY, batch_size=32, verbose=0)
    assert np.isfinite(history.history["loss"]).all()
    assert precisions_of_losses(model, GREY) == {kept(floatx)}
    assert precision_of(model(BINARY)) == kept(model.compute_dtype)


def test_a_large_image_does_not_overflow_half_precision(request):
    request.addfinalizer(lambda: keras.config.set_dtype_policy("float32"))
    keras.config.set_dtype_policy("mixed_float16")
    layer = layers.GaussianLikelihood(0.01)
    layer([np.ones((1, 100, 100, 1), "float32"), np.zeros((1, 100, 100, 1), "float16")])
    # 10,000 pixels, each a hundred standard deviations away: 5·10⁷, and float16 ends at 65,504.
    assert float(layer.losses[0]) == pytest.approx(5e7, rel=1e-2)


# Saving


@pytest.mark.backends
@pytest.mark.parametrize(
    "options",
    [
        {"dynamic_binarisation": True},
        {"likelihood": "gaussian"},
        {"likelihood": layers.GaussianLikelihood(0.2)},
    ],
    ids=["bernoulli", "gaussian", "fixed"],
)
def test_model_survives_saving(options, tmp_path):
    model = build(**options)
    code_layer(model).beta.assign(0.25)
    loaded = assert_survives_saving(model, tmp_path)
    assert evaluated(loaded, BINARY) == pytest.approx(evaluated(model, BINARY), rel=1e-6)
    assert float(code_layer(loaded).beta) == 0.25
    codes = np.ones((2, 2), "float32")
    decoders = [each.get_layer("decoder")(codes) for each in (model, loaded)]
    np.testing.assert_allclose(values(decoders[0]), values(decoders[1]), atol=1e-6)


def test_the_parts_survive_on_their_own(tmp_path):
    model = build()
    for name, example in (("encoder", BINARY), ("decoder", np.ones((2, 2), "float32"))):
        part = model.get_layer(name)
        part.save(tmp_path / f"{name}.keras")
        loaded = keras.saving.load_model(tmp_path / f"{name}.keras")
        np.testing.assert_allclose(values(loaded(example)), values(part(example)), atol=1e-6)


def test_a_clone_and_a_classifier_can_be_made_of_it():
    model = build()
    clone = keras.models.clone_model(model)
    clone.set_weights(model.get_weights())
    np.testing.assert_allclose(values(clone(BINARY)), values(model(BINARY)), atol=1e-6)
    encoder = model.get_layer("encoder")
    classifier = builders.classifier(
        keras.Model(encoder.input, encoder.get_layer("mean").output), 3
    )
    classifier(BINARY, training=True)
    assert classifier.losses == []


# Arguments


def test_the_model_gets_a_copy_of_a_likelihood():
    layer = layers.GaussianLikelihood(0.3, learn_stddev=True)
    first, second = (build(likelihood=layer).get_layer("likelihood") for _ in range(2))
    assert first is not second
    assert first.stddev == second.stddev == pytest.approx(0.3)
    assert first.learn_stddev


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"hidden_units": [0]}, "`hidden_units` to be a sequence of positive integers"),
        ({"code_size": 0}, "`code_size` to be a positive integer"),
        ({"beta": -1}, "`beta` to be 0 or more"),
        ({"likelihood": "poisson"}, "`likelihood` to be .*Received: likelihood='poisson'"),
        ({"likelihood": keras.layers.Dense(3)}, "`likelihood` to be "),
        ({"dynamic_binarisation": 1}, "`dynamic_binarisation` to be True or False"),
        ({"sample_at_inference": 1}, "`sample_at_inference` to be True or False"),
        (
            {"dynamic_binarisation": True, "likelihood": "gaussian"},
            "`dynamic_binarisation` with the likelihood of binary images only",
        ),
    ],
)
def test_bad_arguments_are_refused_by_name(options, told):
    with pytest.raises(ValueError, match=f"Expected {told}"):
        build(**options)


def test_warm_up_refuses_bad_arguments_and_models_without_a_beta():
    with pytest.raises(ValueError, match="`epochs` to be a positive integer"):
        training.BetaWarmUp(0)
    with pytest.raises(ValueError, match="`goal` to be 0 or more"):
        training.BetaWarmUp(1, goal=-1)
    model = builders.vanilla(SHAPE, 2)
    model.compile("sgd", "mse", run_eagerly=True)
    with pytest.raises(ValueError, match="Expected a model with a layer `Sampling`"):
        model.fit(GREY, GREY, verbose=0, callbacks=[training.BetaWarmUp(1)])
