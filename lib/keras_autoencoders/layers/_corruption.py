"""Noise that is new at every training step."""

import keras
from keras import ops

from keras_autoencoders import argument_checks, corruption
from keras_autoencoders._registration import registered


@registered
class Corruption(keras.layers.Layer):
    """Corrupt images with new noise at every training step; do nothing otherwise.

    `evaluate`, `predict` and validation see clean inputs: corrupt those explicitly, with
    the functions of `corruption` and a fixed seed.

    Inputs are meant to lie in [0, 1]. The functions of `corruption` refuse others; the layer
    cannot, for within a compiled training step it has no values to look at. Of pixels
    from 0 to 255, Gaussian noise and speckle would make nearly all white: divide by 255 first.

    Args:
        kind: `"gaussian"`, `"speckle"`, `"uniform"`, `"salt_and_pepper"`, `"mask_pixels"`,
            `"mask_patch"` or `"stain"`: what the functions of `corruption` do.
        amount: Their second argument (standard deviation, width, probability, fraction or
            darkness), a number; or a pair (low, high) to draw it from, uniformly, for each
            image.
        seed: Integer that fixes the whole sequence of noise on one backend. By default it
            comes from `keras.utils.set_random_seed`.

    Raises:
        ValueError: if `kind` is unknown, `amount` is out of its range, or images for
            `"mask_patch"` or `"stain"` have not the shape (n, height, width, channels).

    Source: Vincent et al. 2010; Kharagpur recipe 20.
    """

    def __init__(self, kind, amount, *, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.kind = argument_checks.one_of("kind", kind, tuple(corruption.KINDS))
        self.amount = corruption.check_amount(kind, amount, name="amount")
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)

    @property
    def needs_unit_interval(self):
        """Whether it is meant for inputs in [0, 1] only; masking is for any."""
        return corruption.KINDS[self.kind].needs_unit_interval

    def build(self, input_shape):
        """Check that the inputs are images where they have to be."""
        corruption.check_rank(self.kind, input_shape)

    def call(self, images, training=False):
        """Return images of the same shape."""
        if not training:
            return images
        # Half precision has too few numbers for a probability or a place: computed in float32.
        given = keras.backend.standardize_dtype(images.dtype)
        exact = given if given in ("float32", "float64") else "float32"
        draws = corruption.LayerDraws(self.seed_generator, exact)
        noisy = corruption.apply(self.kind, ops.cast(images, exact), self.amount, draws)
        return ops.cast(noisy, given)

    def compute_output_shape(self, input_shape):
        """Return the shape of the inputs."""
        return input_shape

    def get_config(self):
        """Return the arguments."""
        return {
            **super().get_config(),
            "kind": self.kind,
            "amount": self.amount,
            "seed": self.seed,
        }
