"""A penalty on the Jacobian of any encoder, estimated along random directions."""

import keras
from keras import ops

from keras_autoencoders import argument_checks, regularizers
from keras_autoencoders._registration import registered

# Large enough for float32 to tell two codes apart, small enough for a straight line between
# them: on sigmoid layers both errors of ‖Jv‖² are then below 1e-4.
STEP = 2e-3


@registered
class NearbyImages(keras.layers.Layer):
    """Return images a small step away, forwards and backwards along random directions.

    All pixels of a direction are +1 or -1, each with probability 1/2, new at every call.

    Args:
        directions: Random directions for each image, a positive integer.
        step: How far each pixel moves, a positive number.
        seed: Integer that fixes the whole sequence of directions on one backend. By default it
            comes from `keras.utils.set_random_seed`.

    Raises:
        ValueError: if `directions` is not a positive integer or `step` not a positive number.

    Source: Hutchinson 1990.
    """

    def __init__(self, directions=1, step=STEP, *, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.directions = argument_checks.positive_integer("directions", directions)
        self.step = argument_checks.positive_number("step", step)
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)

    def call(self, images):
        """Return (2 · directions · n, ...): all steps forwards, then all steps backwards."""
        repeated = ops.concatenate([images] * self.directions)
        draws = keras.random.uniform(
            ops.shape(repeated), dtype=images.dtype, seed=self.seed_generator
        )
        steps = self.step * ops.sign(draws - 0.5)
        return ops.concatenate([repeated + steps, repeated - steps])

    def compute_output_shape(self, input_shape):
        """Return the shape of the inputs with more of them."""
        count = input_shape[0]
        return (None if count is None else 2 * self.directions * count, *input_shape[1:])

    def get_config(self):
        """Return the arguments."""
        return {
            **super().get_config(),
            "directions": self.directions,
            "step": self.step,
            "seed": self.seed,
        }


@registered
class JacobianPenalty(keras.layers.Layer):
    """Return codes as they are, and add weight · ‖∂h/∂x‖²_F, averaged over images, to the loss.

    The squared norm of a Jacobian J is the mean of ‖Jv‖² over random directions v with
    uncorrelated entries of variance 1. Jv is a central difference of two codes, which every
    backend computes and differentiates; it needs float32 or better.

    Args:
        weight: Factor, a number of 0 or more.
        step: As in `NearbyImages`.

    Raises:
        ValueError: if `weight` is negative or not finite, `step` is not positive, or the
            layer computes in half precision.

    Source: Hutchinson 1990; Rifai et al. 2011 for the penalty.

    Example:
        `JacobianPenalty(1e-3)([encoder(images), encoder(NearbyImages()(images))])`
    """

    def __init__(self, weight, step=STEP, **kwargs):
        super().__init__(**kwargs)
        if self.compute_dtype not in ("float32", "float64"):
            raise ValueError(
                "Expected `dtype` to be float32 or float64: differences of close codes need the "
                f"digits. Received: dtype={self.compute_dtype!r}"
            )
        self.weight = argument_checks.number_of_0_or_more("weight", weight)
        self.step = argument_checks.positive_number("step", step)

    def call(self, inputs):
        """Return the first of two inputs: codes (n, units) and those of `NearbyImages`."""
        codes, nearby = inputs
        forwards, backwards = ops.split(nearby, 2)
        norms = regularizers.estimated_jacobian_norm(forwards, backwards, self.step)
        # Keras adds losses as they are, and those of `compile` have this precision.
        self.add_loss(ops.cast(self.weight * ops.mean(norms), keras.config.floatx()))
        return codes

    def compute_output_shape(self, input_shape):
        """Return the shape of the codes."""
        return input_shape[0]

    def get_config(self):
        """Return the arguments."""
        return {
            **super().get_config(),
            "weight": self.weight,
            "step": self.step,
        }
