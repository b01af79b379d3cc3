"""PyTorch as its users write it by hand: a loop over batches, as in the published lectures."""

import time

import numpy as np
import torch
from torch import nn

from benchmarks.frameworks.outcome import Trained
from benchmarks.frameworks.torch_network import network
from benchmarks.frameworks.trainings import ADAM_EPSILON, Training


def train(
    training: Training,
    images: np.ndarray,
    batch: int,
    epochs: int,
    *,
    channels_last: bool = False,
    compiled: bool = False,
) -> Trained:
    """Train a network in float32.

    The images are one tensor in memory and a batch is a slice of it, so that no time goes
    into a `DataLoader`.

    Args:
        training: The network and its optimiser.
        images: float32, (n, height, width, channels); used in this order.
        batch: Images in a batch.
        epochs: Epochs timed after the first.
        channels_last: Whether maps lie in memory with their channels last; without a meaning
            for dense networks.
        compiled: Whether the network goes through `torch.compile`.

    Returns:
        The first epoch's loss and the seconds of the others.
    """
    model, pixels = network(training), _tensor(training, images)
    if channels_last and training.convolutional:
        model = model.to(memory_format=torch.channels_last)
        pixels = pixels.contiguous(memory_format=torch.channels_last)
    optimizer = _optimizer(training, model)
    # dynamic=False: the epoch's smaller last batch gets code of its own.
    forward = torch.compile(model, dynamic=False) if compiled else model
    loss = _epoch(forward, optimizer, pixels, batch)
    seconds = []
    for _ in range(epochs):
        started = time.perf_counter()
        _epoch(forward, optimizer, pixels, batch)
        seconds.append(time.perf_counter() - started)
    return Trained(loss, seconds)


def _tensor(training: Training, images: np.ndarray) -> torch.Tensor:
    tensor = torch.from_numpy(images)
    return tensor.permute(0, 3, 1, 2).contiguous() if training.convolutional else tensor.flatten(1)


def _optimizer(training: Training, model: nn.Module) -> torch.optim.Optimizer:
    wanted = training.optimizer
    if wanted.name == "adam":
        rate = wanted.learning_rate
        return torch.optim.Adam(model.parameters(), lr=rate, eps=ADAM_EPSILON)
    return torch.optim.SGD(model.parameters(), lr=wanted.learning_rate, momentum=wanted.momentum)


def _epoch(forward, optimizer, pixels: torch.Tensor, batch: int) -> float:
    criterion = nn.MSELoss()
    total = 0.0
    for start in range(0, len(pixels), batch):
        inputs = pixels[start : start + batch]
        optimizer.zero_grad()
        loss = criterion(forward(inputs), inputs)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
    return total / len(pixels)
