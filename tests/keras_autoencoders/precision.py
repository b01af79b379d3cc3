"""What several tests need to know of a backend's precision."""

import keras


def kept(dtype):
    """Return the precision that the backend makes of one.

    JAX computes float64 in float32, unless the variable JAX_ENABLE_X64 is 1 when it starts.
    """
    return precision_of(keras.ops.zeros((), dtype))


def precision_of(tensor):
    """Return the name of a tensor's type."""
    return keras.backend.standardize_dtype(tensor.dtype)


def precisions_of_losses(model, images):
    """Return the set of types of the losses that a model adds itself.

    Under JAX, `fit` leaves no losses behind in the model: it is called again.
    """
    model(images)
    return {precision_of(loss) for loss in model.losses}
