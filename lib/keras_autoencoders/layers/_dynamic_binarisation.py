"""Black and white images from grey ones, new ones at every training step."""

import keras

from keras_autoencoders import corruption
from keras_autoencoders._registration import registered


@registered
class DynamicBinarisation(keras.layers.Layer):
    """Draw each pixel as 0 or 1, with its value as the probability of 1, anew at every step.

    Outside training it does nothing, like every corruption: give `evaluate` binary images, drawn
    once by `corruption.binarise` with a fixed seed.

    Inputs are meant to lie in [0, 1]; binary ones stay as they are.

    Args:
        seed: Integer that fixes the whole sequence of draws on one backend. By default it
            comes from `keras.utils.set_random_seed`.

    Source: Salakhutdinov and Murray 2008, who draw once; Burda et al. 2016 draw at every step.

    Example:
        `binary = DynamicBinarisation(seed=0)(images, training=True)`
    """

    def __init__(self, *, seed=None, **kwargs):
        super().__init__(autocast=False, **kwargs)
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)

    def call(self, images, training=False):
        """Return images of the same shape."""
        if training:
            # Half precision has too few numbers for a probability: compared in float32.
            draws = corruption.LayerDraws(self.seed_generator, "float32")
            images = corruption.drawn_pixels(images, draws)
        return keras.ops.cast(images, self.compute_dtype)

    def compute_output_shape(self, input_shape):
        """Return the shape of the inputs."""
        return input_shape

    def get_config(self):
        """Return the arguments."""
        return {**super().get_config(), "seed": self.seed}
