"""Jacobians by the automatic differentiation of whichever backend computes."""

import keras
import numpy as np


def jacobians(function, inputs):
    """Return the Jacobian of a function of one vector for each input, (n, outputs, inputs).

    Args:
        function: From a tensor (1, size) to a tensor (1, outputs).
        inputs: Array (n, size).
    """
    of_one = {"tensorflow": _tensorflow, "jax": _jax, "torch": _torch}[keras.backend.backend()]
    return np.stack([np.asarray(of_one(function, row[None])) for row in inputs])


def _tensorflow(function, row):
    import tensorflow as tf

    row = tf.constant(row)
    with tf.GradientTape(persistent=True) as tape:  # `tape.jacobian` would trace a graph first
        tape.watch(row)
        outputs = tf.unstack(function(row)[0])
    return np.stack([tape.gradient(output, row)[0] for output in outputs])


def _jax(function, row):
    import jax

    return jax.jacrev(function)(row)[0, :, 0, :]


def _torch(function, row):
    import torch

    jacobian = torch.autograd.functional.jacobian(function, torch.tensor(row))
    return jacobian[0, :, 0, :].cpu().numpy()
