"""The weights that every contestant starts from."""

import numpy as np

from benchmarks.frameworks.trainings import Training

SEED = 0


def initial_kernels(training: Training) -> list[np.ndarray]:
    """Draw a training's kernels, the same ones in every process; all biases start at zero.

    Args:
        training: The network.

    Returns:
        A float32 kernel per layer, uniform in ± 1 / √n for n inputs, in Keras's layout:
        (inputs, outputs) or (height, width, inputs, outputs).
    """
    generator = np.random.default_rng(SEED)
    kernels = []
    for layer in training.layers:
        limit = (layer.kernel**2 * layer.inputs) ** -0.5
        kernels.append(generator.uniform(-limit, limit, layer.kernel_shape).astype(np.float32))
    return kernels
