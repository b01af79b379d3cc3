"""A training's network in PyTorch, with the weights that Keras has in its own layout."""

import numpy as np
import torch
from torch import nn

from benchmarks.frameworks.trainings import Layer, Training
from benchmarks.frameworks.weights import initial_kernels

_ACTIVATIONS = {
    "relu": nn.ReLU,
    "leaky_relu": lambda: nn.LeakyReLU(0.1),
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
}


def network(training: Training) -> nn.Sequential:
    """Build a training's network with the common initial weights.

    Args:
        training: The network.

    Returns:
        A module from flat images (n, pixels) to flat images, or from (n, channels, height,
        width) to the same if the training is convolutional.
    """
    modules: list[nn.Module] = []
    before: Layer | None = None
    for number, (layer, kernel) in enumerate(
        zip(training.layers, initial_kernels(training), strict=True)
    ):
        after = training.layers[number + 1] if number + 1 < len(training.layers) else None
        if before and layer.dense and not before.dense:
            modules.append(nn.Flatten())
        if before and before.dense and not layer.dense:
            modules.append(nn.Unflatten(1, (layer.inputs, _side_in(layer), _side_in(layer))))
        if layer.dense:
            modules += _dense(layer, kernel, before, after)
        else:
            modules += _convolution(layer, kernel, training.zeros(layer))
        modules.append(_ACTIVATIONS[layer.activation]())
        if layer.enlarge:
            modules.append(nn.Upsample(scale_factor=2, mode=training.up_sampling))
        before = layer
    return nn.Sequential(*modules)


def _side_in(layer: Layer) -> int:
    return layer.side * layer.stride


def _dense(
    layer: Layer, kernel: np.ndarray, before: Layer | None, after: Layer | None
) -> list[nn.Module]:
    kernel = _dense_kernel(kernel, before, after)
    return [_with_weights(nn.Linear(layer.inputs, layer.outputs), kernel.T)]


def _convolution(layer: Layer, kernel: np.ndarray, zeros: tuple[int, int]) -> list[nn.Module]:
    first, last = zeros
    convolution = nn.Conv2d(
        layer.inputs,
        layer.outputs,
        layer.kernel,
        stride=layer.stride,
        padding=first if first == last else 0,
    )
    # PyTorch's own borders are symmetric.
    borders = [] if first == last else [nn.ZeroPad2d((first, last, first, last))]
    # (outputs, inputs, height, width)
    return [*borders, _with_weights(convolution, kernel.transpose(3, 2, 0, 1))]


def _with_weights(module: nn.Module, weight: np.ndarray) -> nn.Module:
    with torch.no_grad():
        module.weight.copy_(torch.from_numpy(np.ascontiguousarray(weight)))
        module.bias.zero_()
    return module


def _dense_kernel(kernel: np.ndarray, before: Layer | None, after: Layer | None) -> np.ndarray:
    """Reorder the units that stand for a map: Keras counts channels last, PyTorch first."""
    inputs, outputs = kernel.shape
    if before and not before.dense:
        window = (before.side, before.side, before.outputs)
        kernel = kernel.reshape(*window, outputs).transpose(2, 0, 1, 3).reshape(inputs, outputs)
    if after and not after.dense:
        window = (_side_in(after), _side_in(after), after.inputs)
        kernel = kernel.reshape(inputs, *window).transpose(0, 3, 1, 2).reshape(inputs, outputs)
    return kernel
