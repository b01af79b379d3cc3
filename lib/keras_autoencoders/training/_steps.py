"""How many batches make an epoch, and how many of them Keras runs at a time."""

import math

import keras

from keras_autoencoders import argument_checks


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


def steps_per_execution(images, batch_size: int) -> int:
    """Return a whole epoch's steps, for the argument of that name of `compile`.

    Small batches of cheap arithmetic are over sooner than Python needs to ask for the next
    one, so Keras had better run an epoch before it returns to Python. Nothing of what is
    computed changes.

        model.compile("adam", "mse", steps_per_execution=training.steps_per_execution(images, 128))

    Args:
        images: Array (n, ...) of training examples.
        batch_size: Examples in a batch, a positive integer.

    Returns:
        `steps(images, batch_size)`; under PyTorch 1, as Keras refuses anything else there.

    Raises:
        ValueError: if `batch_size` is not a positive integer.
    """
    count = steps(images, batch_size)
    return 1 if keras.backend.backend() == "torch" else count
