"""A training's network and its optimisers in JAX, written by hand."""

import jax
import jax.numpy as jnp

from benchmarks.frameworks.trainings import ADAM_EPSILON, Layer, Optimizer, Training
from benchmarks.frameworks.weights import initial_kernels

_ACTIVATIONS = {
    "relu": jax.nn.relu,
    "leaky_relu": lambda value: jnp.maximum(value, 0.1 * value),
    "tanh": jnp.tanh,
    "sigmoid": jax.nn.sigmoid,
}
_BETA_1, _BETA_2 = 0.9, 0.999  # Adam's, in all three frameworks


def initial_parameters(training: Training) -> list[tuple[jax.Array, jax.Array]]:
    """Return the common initial weights: a kernel and a bias for each layer."""
    return [
        (jnp.asarray(kernel), jnp.zeros(kernel.shape[-1], jnp.float32))
        for kernel in initial_kernels(training)
    ]


def mean_squared_error(training: Training, parameters: list, images: jax.Array) -> jax.Array:
    """Run images through a training's network and compare.

    Args:
        training: The network.
        parameters: A kernel and a bias for each layer.
        images: (n, height, width, channels), or (n, pixels) for a dense network.

    Returns:
        The mean over images and pixels.
    """
    value, method = images, training.up_sampling
    for layer, (kernel, bias) in zip(training.layers, parameters, strict=True):
        value = _ACTIVATIONS[layer.activation](_linear(training, layer, value, kernel) + bias)
        if layer.enlarge:
            count, side, _, channels = value.shape
            value = jax.image.resize(value, (count, 2 * side, 2 * side, channels), method)
    return jnp.mean((value - images) ** 2)


def _linear(training: Training, layer: Layer, value: jax.Array, kernel: jax.Array) -> jax.Array:
    if layer.dense:
        return value.reshape(len(value), layer.inputs) @ kernel
    side = layer.side * layer.stride
    return jax.lax.conv_general_dilated(
        value.reshape(len(value), side, side, layer.inputs),
        kernel,
        (layer.stride, layer.stride),
        [training.zeros(layer)] * 2,
        dimension_numbers=("NHWC", "HWIO", "NHWC"),
    )


def initial_moments(optimizer: Optimizer, parameters: list) -> tuple:
    """Return what the optimiser remembers before the first step."""
    zeros = jax.tree.map(jnp.zeros_like, parameters)
    if optimizer.name == "adam":
        return zeros, jax.tree.map(jnp.zeros_like, parameters), jnp.zeros((), jnp.float32)
    return (zeros,) if optimizer.momentum else ()


def update(optimizer: Optimizer, parameters: list, moments: tuple, gradients: list) -> tuple:
    """Take one step.

    Args:
        optimizer: The rule.
        parameters: The weights.
        moments: What `initial_moments` or the last step gave.
        gradients: Of the loss, in the form of the parameters.

    Returns:
        New parameters and new moments.
    """
    if optimizer.name == "adam":
        return _adam(optimizer.learning_rate, parameters, moments, gradients)
    rate = optimizer.learning_rate
    velocity = gradients
    if optimizer.momentum:
        velocity = jax.tree.map(
            lambda old, new: optimizer.momentum * old + new, moments[0], gradients
        )
        moments = (velocity,)
    return jax.tree.map(lambda weight, step: weight - rate * step, parameters, velocity), moments


def _adam(rate: float, parameters: list, moments: tuple, gradients: list) -> tuple:
    first, second, count = moments
    count = count + 1
    first = jax.tree.map(lambda old, new: _BETA_1 * old + (1 - _BETA_1) * new, first, gradients)
    second = jax.tree.map(
        lambda old, new: _BETA_2 * old + (1 - _BETA_2) * new**2, second, gradients
    )
    rate = rate * jnp.sqrt(1 - _BETA_2**count) / (1 - _BETA_1**count)
    parameters = jax.tree.map(
        lambda weight, mean, square: weight - rate * mean / (jnp.sqrt(square) + ADAM_EPSILON),
        parameters,
        first,
        second,
    )
    return parameters, (first, second, count)
