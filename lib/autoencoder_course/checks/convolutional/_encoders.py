"""Small convolutional encoders with random weights, and the layers of a model."""

import keras
import numpy as np


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
