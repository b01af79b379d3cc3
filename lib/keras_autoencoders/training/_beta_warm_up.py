"""A KL divergence that comes in slowly."""

import keras
from keras import ops

from keras_autoencoders import argument_checks
from keras_autoencoders.layers import Sampling


class BetaWarmUp(keras.callbacks.Callback):
    """Raise β of a variational autoencoder from 0 to its goal in a line, epoch by epoch.

    Early in training a code tells little, so that the KL divergence can switch units of it off
    for good. Without the divergence at first, they learn something worth its price.

    During epoch e, counted from 0, β is goal · e / epochs, and the goal from epoch `epochs` on;
    `fit(initial_epoch=e)` goes on from there. The loss of an epoch holds that epoch's β: losses
    of different epochs compare only after the warm-up. `history` gets the values as `beta`.

    Args:
        epochs: Epochs of the rise, a positive integer.
        goal: β after it, a number of 0 or more.

    Raises:
        ValueError: if `epochs` or `goal` is out of range; in `fit`, if the model has no layer
            `Sampling`.

    Source: Bowman et al. 2016; Sønderby et al. 2016.

    Example:
        `model.fit(images, epochs=20, callbacks=[training.BetaWarmUp(10)])`
    """

    def __init__(self, epochs, goal=1.0):
        super().__init__()
        self.epochs = argument_checks.positive_integer("epochs", epochs)
        self.goal = argument_checks.number_of_0_or_more("goal", goal)

    def on_train_begin(self, logs=None):
        """Find the layers."""
        self._sampling = _sampling_layers(self.model)
        if not self._sampling:
            raise ValueError(
                "Expected a model with a layer `Sampling`, as from builders.variational. "
                f"Received: {self.model!r}"
            )

    def on_epoch_begin(self, epoch, logs=None):
        """Set the epoch's β."""
        for layer in self._sampling:
            layer.beta.assign(self.goal * min(epoch / self.epochs, 1.0))

    def on_epoch_end(self, epoch, logs=None):
        """Note it for the history."""
        if logs is not None:
            logs["beta"] = float(ops.convert_to_numpy(self._sampling[0].beta))


def _sampling_layers(model):
    """List all layers `Sampling` of a model and the models in it."""
    found = [layer for layer in model.layers if isinstance(layer, Sampling)]
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            found += _sampling_layers(layer)
    return found
