"""How fast this machine multiplies matrices: the arithmetic limit of any training."""

import time
from collections.abc import Callable

import numpy as np

LIBRARIES = ("numpy", "tensorflow", "jax", "torch")
SIZES = (512, 1024, 2048)  # rows and columns; the best size depends on caches and threads
REPEATS = 5


def rate(library: str, sizes: tuple[int, ...] = SIZES) -> float:
    """Measure the rate of float32 matrix multiplication.

    Args:
        library: One of `LIBRARIES`.
        sizes: Rows and columns of the square matrices to try.

    Returns:
        Operations in a second / 10⁹ (GFLOP/s), two per multiply-add; the best of all tries.
    """
    return max(_rate(library, size) for size in sizes)


def _rate(library: str, size: int) -> float:
    generator = np.random.default_rng(0)
    pair = [generator.random((size, size), np.float32) for _ in range(2)]
    multiply = _product(library, *pair)
    multiply()  # the first call compiles, starts threads and touches memory
    best = float("inf")
    for _ in range(REPEATS):
        started = time.perf_counter()
        multiply()
        best = min(best, time.perf_counter() - started)
    return 2 * size**3 / best / 1e9


def _product(library: str, left: np.ndarray, right: np.ndarray) -> Callable[[], object]:
    """Return a function that multiplies two matrices and waits for the result."""
    if library == "tensorflow":
        import tensorflow as tf

        left, right = tf.constant(left), tf.constant(right)
        return lambda: tf.linalg.matmul(left, right).numpy()
    if library == "jax":
        import jax
        import jax.numpy as jnp

        left, right = jnp.asarray(left), jnp.asarray(right)
        product = jax.jit(jnp.matmul)
        return lambda: product(left, right).block_until_ready()
    if library == "torch":
        import torch

        left, right = torch.from_numpy(left), torch.from_numpy(right)
        return lambda: torch.matmul(left, right)
    return lambda: left @ right
