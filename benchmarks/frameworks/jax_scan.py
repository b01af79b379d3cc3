"""JAX by hand: a whole epoch compiled as one `lax.scan` over its batches.

Convolutions go batch by batch: inside a scan a CPU takes minutes for an epoch of them.
"""

import functools
import time

import jax
import jax.numpy as jnp
import numpy as np

from benchmarks.frameworks.jax_network import (
    initial_moments,
    initial_parameters,
    mean_squared_error,
    update,
)
from benchmarks.frameworks.outcome import Trained
from benchmarks.frameworks.trainings import Training


def train(training: Training, images: np.ndarray, batch: int, epochs: int) -> Trained:
    """Train a network in float32.

    Args:
        training: The network and its optimiser.
        images: float32, (n, height, width, channels); used in this order.
        batch: Images in a batch, at most n.
        epochs: Epochs timed after the first.

    Returns:
        The first epoch's loss and the seconds of the others.
    """
    parameters = initial_parameters(training)
    state = parameters, initial_moments(training.optimizer, parameters)
    pixels = jnp.asarray(images if training.convolutional else images.reshape(len(images), -1))
    whole = len(images) // batch * batch
    batches = pixels[:whole].reshape(-1, batch, *pixels.shape[1:])
    rest = pixels[whole:]  # a scan wants batches of one size, so the smaller last one follows it
    if training.convolutional:
        batches = list(batches)
    state, loss, _ = _timed(training, state, batches, rest)
    seconds = []
    for _ in range(epochs):
        state, _, took = _timed(training, state, batches, rest)
        seconds.append(took)
    return Trained(loss, seconds)


def _timed(training: Training, state: tuple, batches: jax.Array | list, rest: jax.Array) -> tuple:
    started = time.perf_counter()
    # JAX returns before it has computed, hence the wait.
    epoch = _batch_by_batch if training.convolutional else _in_one
    state, loss = jax.block_until_ready(epoch(training, state, batches, rest))
    return state, float(loss), time.perf_counter() - started


@functools.partial(jax.jit, static_argnums=0, donate_argnums=1)
def _in_one(training: Training, state: tuple, batches: jax.Array, rest: jax.Array) -> tuple:
    step = functools.partial(_step, training)
    state, losses = jax.lax.scan(step, state, batches)
    total = jnp.sum(losses) * batches.shape[1]
    if len(rest):
        state, loss = step(state, rest)
        total += loss * len(rest)
    return state, total / (batches.shape[0] * batches.shape[1] + len(rest))


def _batch_by_batch(training: Training, state: tuple, batches: list, rest: jax.Array) -> tuple:
    total, count = jnp.zeros(()), 0
    for images in [*batches, rest] if len(rest) else batches:
        state, loss = _compiled_step(training, state, images)
        total, count = total + loss * len(images), count + len(images)
    return state, total / count


def _step(training: Training, state: tuple, images: jax.Array) -> tuple:
    parameters, moments = state
    loss_of = functools.partial(mean_squared_error, training)
    loss, gradients = jax.value_and_grad(loss_of)(parameters, images)
    return update(training.optimizer, parameters, moments, gradients), loss


_compiled_step = jax.jit(_step, static_argnums=0, donate_argnums=1)
