"""Learning rates that change during a training."""

import keras

from keras_autoencoders import argument_checks


def warmup_cosine(peak, steps, warmup_steps=None):
    """Return a learning rate that rises to `peak` in a line, then falls to 0 like a cosine.

        steps = epochs * training.steps(images, 128)
        keras.optimizers.Adam(training.warmup_cosine(3e-3, steps))

    Args:
        peak: The largest learning rate, above 0.
        steps: Steps of the whole training, a positive integer; the rate is 0 after them.
        warmup_steps: Steps during which it rises, a positive integer; by default a tenth of
            `steps`, at least one.

    Returns:
        A `keras.optimizers.schedules.CosineDecay`.

    Raises:
        ValueError: if `steps` or `warmup_steps` is not a positive integer.

    Source: Goyal et al. 2017 for the rise; Loshchilov and Hutter 2017 for the cosine.
    """
    steps = argument_checks.positive_integer("steps", steps)
    if warmup_steps is None:
        warmup_steps = max(1, steps // 10)
    warmup_steps = argument_checks.positive_integer("warmup_steps", warmup_steps)
    return keras.optimizers.schedules.CosineDecay(
        0.0, max(1, steps - warmup_steps), warmup_target=peak, warmup_steps=warmup_steps
    )
