"""The auxiliary loss that gives units which are never kept something to learn."""

import keras
from keras import ops

from keras_autoencoders import argument_checks
from keras_autoencoders._registration import registered


@registered
class DeadCodes(keras.layers.Layer):
    """Return the largest activities of units that have been off for many batches.

    A unit counts as dead if no example of the last `patience` batches of training has kept it.
    All that is not among the `count` largest activities of dead units is 0, so outside training,
    and as long as no unit is dead, the whole answer is.

    Args:
        count: How many dead units may answer for an example, a positive integer.
        patience: Batches without a single activity, a positive integer.

    Raises:
        ValueError: if `count` or `patience` is not a positive integer.

    Source: Gao et al. 2024, section A.2 (their k_aux is `count`).

    Example:
        `AuxiliaryLoss()([vectors, decode(kept), decode(kept + DeadCodes(32, 50)([codes, kept]))])`
    """

    def __init__(self, count, patience, **kwargs):
        super().__init__(**kwargs)
        self.count = argument_checks.positive_integer("count", count)
        self.patience = argument_checks.positive_integer("patience", patience)

    def build(self, input_shape):
        """Create a counter for each unit: batches since it was last kept."""
        units = input_shape[0][-1]
        self.silent_batches = self.add_weight(
            name="silent_batches", shape=(units,), initializer="zeros", trainable=False
        )

    def call(self, inputs, training=False):
        """Return codes of dead units (n, units), of two inputs of that shape.

        The first are activities before the choice, the second those that were kept.
        """
        codes, kept = inputs
        if not training:
            return ops.zeros_like(codes)
        is_on = ops.any(ops.not_equal(kept, 0), axis=0)
        self.silent_batches.assign(ops.where(is_on, 0.0, self.silent_batches + 1.0))
        dead = self.silent_batches >= self.patience
        # Living units lose against any activity of a ReLU, and have 0 to say if they still win.
        ranked = ops.where(dead, codes, -1.0)
        largest, _ = ops.top_k(ranked, min(self.count, codes.shape[-1]))
        return ops.where(ops.logical_and(dead, ranked >= largest[..., -1:]), codes, 0.0)

    def compute_output_shape(self, input_shape):
        """Return the shape of the codes."""
        return input_shape[0]

    def get_config(self):
        """Return the arguments."""
        return {**super().get_config(), "count": self.count, "patience": self.patience}


@registered
class AuxiliaryLoss(keras.layers.Layer):
    """Return reconstructions as they are; dead units learn to draw what these lack.

    A linear decoder draws twice: from what was kept, and from that and `DeadCodes` together. What
    the second adds to the first should be what the first left over, so the loss gets
    weight · mean((rest - added)²). The rest is a target, and is not trained.

    Args:
        weight: Factor, a number of 0 or more.

    Raises:
        ValueError: if `weight` is negative or not finite.

    Source: Gao et al. 2024, section 2.4, with their weight of 1/32.
    """

    def __init__(self, weight=1 / 32, **kwargs):
        super().__init__(**kwargs)
        self.weight = argument_checks.number_of_0_or_more("weight", weight)

    def call(self, inputs, training=False):
        """Return the second of three inputs (n, width): vectors, restored, restored with dead."""
        vectors, restored, with_dead = inputs
        if training:
            rest, added = ops.stop_gradient(vectors - restored), with_dead - restored
            error = ops.mean(ops.square(rest - added))
            self.add_loss(ops.cast(self.weight * error, keras.config.floatx()))
        return restored

    def compute_output_shape(self, input_shape):
        """Return the shape of the reconstructions."""
        return input_shape[1]

    def get_config(self):
        """Return the argument."""
        return {**super().get_config(), "weight": self.weight}
