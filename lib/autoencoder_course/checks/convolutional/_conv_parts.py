"""Small convolutional encoders with any weights, and what checks look at in such models."""

import keras
import numpy as np

from autoencoder_course.checks.common._core import CheckFailed, expect
from autoencoder_course.checks.common._tensors import to_array


def sequential(image_shape, *stack):
    """Make a Sequential of layers for images."""
    return keras.Sequential([keras.Input(tuple(image_shape)), *stack], name="encoder")


def randomise(model, generator):
    """Give all weights new values, biases too, that keep the outputs' size."""
    weights = []
    for old in model.get_weights():
        scale = np.sqrt(2 / np.prod(old.shape[:-1])) if old.ndim > 1 else 0.3
        weights.append(generator.normal(scale=scale, size=old.shape))
    model.set_weights(weights)


def apply(model, inputs, what):
    """Return what a model makes of inputs, as an array, without compiling it."""
    try:
        return to_array(model(inputs), f"the output of {what}")
    except CheckFailed:
        raise
    except Exception:
        raise CheckFailed(
            f"Expected {what} to take an input of shape {inputs.shape}, but it cannot."
        ) from None


def expect_model(model, image_shape=None):
    """Fail unless it is a Keras model."""
    expect(isinstance(model, keras.Model), f"Expected a keras.Model. Received: {type(model)}.")


def flat_layers(model):
    """Return the layers of a model and of the models within it, in order."""
    found = []
    for layer in model.layers:
        found += flat_layers(layer) if isinstance(layer, keras.Model) else [layer]
    return found


def map_sizes(model):
    """Return (height, width) of what comes in, and of each output with rows and columns."""
    sizes = [tuple(model.input_shape[1:3])]
    # `operations` are layers, and also what is written without one, such as a slice.
    for layer in [*flat_layers(model), *getattr(model, "operations", ())]:
        try:
            shape = tuple(layer.output.shape)
        except (AttributeError, ValueError):  # used twice, or never
            continue
        if len(shape) == 4:
            sizes.append(shape[1:3])
    return sizes


def takes_a_step(model, inputs, targets):
    """Take one large step of gradient descent; say which weight arrays it has changed."""
    before = [keras.ops.convert_to_numpy(weight) for weight in model.trainable_weights]
    before = [weight.copy() for weight in before]
    model.compile(keras.optimizers.SGD(1.0), "mse", run_eagerly=True)
    model.train_on_batch(inputs, targets)
    after = [keras.ops.convert_to_numpy(weight) for weight in model.trainable_weights]
    return [not np.array_equal(a, b) for a, b in zip(before, after, strict=True)]
