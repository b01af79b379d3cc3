"""The benchmark's contestants by hand do the same work as Keras.

PyTorch and JAX are no part of the course's environment: `make test-backends` installs them and
runs this too. Mostly SGD instead of Adam, whose ε the frameworks add at different places.
"""

import dataclasses
import importlib

import numpy as np
import pytest

from benchmarks.frameworks import contestants, trainings

pytestmark = pytest.mark.backends
WHY_NOT_COMPILED = contestants.why_absent(contestants.CONTESTANTS["torch-compile"])
NEEDS_COMPILER = pytest.mark.skipif(WHY_NOT_COMPILED is not None, reason=str(WHY_NOT_COMPILED))


def small_training(name):
    training = trainings.TRAININGS[name]
    return dataclasses.replace(training, optimizer=trainings.Optimizer("sgd", 0.1, momentum=0.9))


def smooth_images(shape, count=20):
    coarse = np.random.default_rng(0).random((count, 4, 4, shape[2]), np.float32)
    side = shape[0] // 4
    return coarse.repeat(side, 1).repeat(side, 2)


@pytest.mark.slow
@pytest.mark.parametrize("module", ["torch_loop", "jax_scan"])
@pytest.mark.parametrize("name", ["recipe_12", "recipe_32", "recipe_32_nearest"])
def test_contestants_by_hand_do_what_keras_does(module, name):
    pytest.importorskip(module.split("_")[0])
    from benchmarks.frameworks import keras_fit

    by_hand = importlib.import_module(f"benchmarks.frameworks.{module}")
    training = small_training(name)
    pixels = smooth_images(training.image_shape)
    # Batches of 8, 8 and 4: the loss of an epoch rests on two steps.
    mine = keras_fit.train(training, pixels, 8, 1)
    theirs = by_hand.train(training, pixels, 8, 1)
    assert theirs.loss == pytest.approx(mine.loss, rel=1e-4)
    assert len(mine.seconds) == len(theirs.seconds) == 1


@pytest.mark.parametrize(
    ("name", "option"),
    [
        ("recipe_32", "channels_last"),
        pytest.param("recipe_12", "compiled", marks=[pytest.mark.slow, NEEDS_COMPILER]),
    ],
)
def test_order_of_channels_in_memory_and_compiling_change_nothing(name, option):
    pytest.importorskip("torch")
    from benchmarks.frameworks import torch_loop

    training = small_training(name)
    pixels = smooth_images(training.image_shape, 4)
    usual, other = (
        torch_loop.train(training, pixels, 2, 0, **{option: it}) for it in (False, True)
    )
    assert other.loss == pytest.approx(usual.loss)


def keras_adam(torch):
    """Return PyTorch's Adam, but with ε added to the second moment before it is corrected."""

    class KerasAdam(torch.optim.Adam):
        @torch.no_grad()
        def step(self):
            options = self.param_groups[0]
            for parameter in options["params"]:
                state = self.state[parameter]
                count = state["count"] = state.get("count", 0) + 1
                moments, corrections = [], []
                for power, beta in enumerate(options["betas"], start=1):
                    old = state.get(power, torch.zeros_like(parameter))
                    state[power] = beta * old + (1 - beta) * parameter.grad**power
                    moments.append(state[power])
                    corrections.append(1 - beta**count)
                rate = options["lr"] * corrections[1] ** 0.5 / corrections[0]
                parameter -= rate * moments[0] / (moments[1].sqrt() + options["eps"])

    return KerasAdam


@pytest.mark.slow
def test_the_frameworks_adams_differ_by_where_they_add_epsilon_and_by_nothing_else(monkeypatch):
    torch = pytest.importorskip("torch")
    from benchmarks.frameworks import keras_fit, torch_loop

    for module in (keras_fit, torch_loop):  # large enough to matter within three steps
        monkeypatch.setattr(module, "ADAM_EPSILON", 1e-3)
    training = trainings.TRAININGS["recipe_32"]
    pixels = smooth_images(training.image_shape)
    kerass = keras_fit.train(training, pixels, 8, 0).loss
    assert torch_loop.train(training, pixels, 8, 0).loss != pytest.approx(kerass, rel=1e-3)
    monkeypatch.setattr(torch.optim, "Adam", keras_adam(torch))
    assert torch_loop.train(training, pixels, 8, 0).loss == pytest.approx(kerass, rel=1e-4)


def test_adam_by_hand_is_adam():
    jax = pytest.importorskip("jax")
    from benchmarks.frameworks import jax_network

    optimizer = trainings.Optimizer("adam", 0.1)
    parameters = [(jax.numpy.ones(2), jax.numpy.zeros(1))]
    gradients = [(jax.numpy.array([3.0, -0.5]), jax.numpy.zeros(1))]
    moments = jax_network.initial_moments(optimizer, parameters)
    [(kernel, bias)], _ = jax_network.update(optimizer, parameters, moments, gradients)
    # The first step has the learning rate's length, whatever the gradient's.
    assert kernel.tolist() == pytest.approx([0.9, 1.1], abs=1e-5)
    assert bias.tolist() == [0]
