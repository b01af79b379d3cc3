"""How many batches make an epoch."""

import math

import keras

from keras_autoencoders import argument_checks
from keras_autoencoders.training import _input_pipeline


def steps(images, batch_size: int) -> int:
    """Return how many batches make one epoch; the last one may be smaller.

    Args:
        images: Array (n, ...) of training examples.
        batch_size: Examples in a batch, a positive integer.

    Returns:
        n / batch_size, rounded up.

    Raises:
        ValueError: if `batch_size` is not a positive integer.
    """
    return math.ceil(len(images) / argument_checks.positive_integer("batch_size", batch_size))


def speed_options(images, batch_size: int, *, fuse: bool = False) -> dict:
    """Return the arguments of `compile` that make small networks train fast on a CPU.

    Small batches of cheap arithmetic are over sooner than Python needs to ask for the
    next one. `steps_per_execution` lets the backend run a whole epoch before it returns
    to Python. Under TensorFlow, calling this also keeps `fit` from waiting at the end of an
    epoch and from copying batches it need not copy, for the rest of the process
    (`_input_pipeline.feed_directly`). Without `fuse`, nothing of what is computed changes.

    Args:
        images: Array (n, ...) of training examples.
        batch_size: Examples in a batch, a positive integer.
        fuse: Whether TensorFlow compiles with XLA, which makes one operation of several
            cheap ones, on a CPU too; each step then rounds differently, in the seventh digit.
            Compiling takes up to a second there, so it can pay in long trainings of small dense
            layers with many outputs (`tests/benchmarks/fit_waits.py`), and it slows
            convolutions down. Otherwise Keras decides: it compiles with XLA on JAX, and on
            TensorFlow if there is a GPU. PyTorch is never compiled.

    Returns:
        A dict to pass on: `model.compile(..., **training.speed_options(images, 128))`.

    Raises:
        ValueError: if `batch_size` is not a positive integer.
    """
    _input_pipeline.feed_directly()
    backend = keras.backend.backend()
    return {
        # PyTorch runs eagerly, and Keras refuses anything but 1 there.
        "steps_per_execution": 1 if backend == "torch" else steps(images, batch_size),
        # Keras's own choice compiles with XLA on JAX, and on TensorFlow if there is a GPU.
        "jit_compile": True if fuse and backend == "tensorflow" else "auto",
    }
