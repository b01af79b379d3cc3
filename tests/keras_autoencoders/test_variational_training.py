"""A variational autoencoder trains, is saved and predicts the same, whatever computes for Keras."""

import keras
import numpy as np
import pytest
from saving import assert_survives_saving

from keras_autoencoders import builders, training

SHAPE = (4, 3, 1)
RANDOM = np.random.default_rng(0)
# Five batches of four: with four steps at a time, one is left over.
IMAGES = (RANDOM.random((20, *SHAPE)) < np.linspace(0.1, 0.9, 3)[:, None]).astype("float32")
LIKELIHOODS = ({"dynamic_binarisation": True}, {"likelihood": "gaussian"})
# TensorFlow's own compiler is sooner done than XLA; JAX has no other.
JIT_COMPILE = "auto" if keras.backend.backend() == "jax" else False

pytestmark = pytest.mark.backends


def build(**options):
    keras.utils.set_random_seed(1)
    return builders.variational(SHAPE, [8], 2, **options)


def trained(steps_per_execution, options):
    """Train with a rising β, from the same start with the same draws."""
    model = build(seed=2, **options)
    model.compile(
        keras.optimizers.Adam(0.02),
        steps_per_execution=steps_per_execution,
        jit_compile=JIT_COMPILE,
    )
    history = model.fit(
        IMAGES,
        batch_size=4,
        epochs=6,
        shuffle=False,
        verbose=0,
        callbacks=[training.BetaWarmUp(2, goal=0.5)],
    )
    return model, history.history


@pytest.mark.slow
@pytest.mark.parametrize("options", LIKELIHOODS, ids=["bernoulli", "gaussian"])
def test_four_steps_at_a_time_give_the_same_model(options, tmp_path):
    model, history = trained(1, options)
    assert history["beta"] == [0, 0.25, 0.5, 0.5, 0.5, 0.5]
    assert history["loss"][-1] < history["loss"][2]
    restored = keras.ops.convert_to_numpy(assert_survives_saving(model, tmp_path)(IMAGES))
    if keras.backend.backend() == "torch":
        with pytest.raises(ValueError, match="must be 1 with the PyTorch backend"):
            trained(4, options)
        return
    other, other_history = trained(4, options)
    np.testing.assert_allclose(other_history["loss"], history["loss"], rtol=1e-5)
    loaded = assert_survives_saving(other, tmp_path)
    np.testing.assert_allclose(keras.ops.convert_to_numpy(loaded(IMAGES)), restored, atol=1e-5)


def test_a_loaded_model_goes_on_training(tmp_path):
    model, history = trained(1, LIKELIHOODS[1])
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert loaded.optimizer.iterations == 30
    goes_on = loaded.fit(IMAGES, batch_size=4, epochs=6, verbose=0)
    assert goes_on.history["loss"][-1] < history["loss"][-1]


def test_asked_for_draws_are_new_at_every_evaluation_and_prediction():
    model = build(sample_at_inference=True)
    model.compile(jit_compile=JIT_COMPILE)
    losses = [model.evaluate(IMAGES, verbose=0) for _ in range(2)]
    restored = [model.predict(IMAGES, verbose=0) for _ in range(2)]
    assert losses[0] != losses[1]
    assert not np.array_equal(*restored)


def dense(model, part, name, inputs):
    """Give a layer weights of NumPy, and return what it makes of the inputs."""
    layer = model.get_layer(part).get_layer(name)
    kernel, bias = (RANDOM.normal(size=weight.shape) for weight in layer.get_weights())
    layer.set_weights([kernel, bias])
    return inputs @ kernel + bias


def test_every_backend_predicts_what_arithmetic_does():
    model = build()
    hidden = np.maximum(dense(model, "encoder", "hidden_1", IMAGES.reshape(20, 12)), 0)
    code = dense(model, "encoder", "mean", hidden)
    logits = dense(
        model, "decoder", "pixels", np.maximum(dense(model, "decoder", "hidden_1", code), 0)
    )
    probabilities = (1 / (1 + np.exp(-logits))).reshape(IMAGES.shape)
    np.testing.assert_allclose(model.predict(IMAGES, verbose=0), probabilities, atol=1e-5)
    decoded = model.get_layer("decoder").predict(code, verbose=0)
    np.testing.assert_allclose(decoded, probabilities, atol=1e-5)
