"""The check of a network that was grey and has been mended."""

import keras
import numpy as np

from autoencoder_course import metrics
from autoencoder_course.checks.common import call, expect, expect_model, question, restored_images
from keras_autoencoders import builders


@question(
    "convolutional.mended",
    hints=(
        "Print the differences of a NEW network, before training: by how much do they shrink "
        "from layer to layer? Then change one thing and print them again.",
        "Leave kernel_initializer away (the builder's own keeps the size of a signal), use "
        'activation="relu", and Adam at a rate of about 0.002.',
    ),
)
def mended(train, epochs=2):
    """Check a function `train(images, epochs)` that trains the network so that it works."""
    keras.utils.set_random_seed(0)
    images, unseen = two_tone_images(6000), two_tone_images(200, seed=1)
    model = call(train, images.copy(), epochs)
    expect_model(model)
    restored = restored_images(model, unseen)
    expected = builders.convolutional((16, 16, 3), [16, 32], 64).count_params()
    expect(
        model.count_params() == expected,
        f"Expected the layer sizes of the grey network, {expected} parameters. "
        f"Received: {model.count_params()}.",
    )
    expect(
        np.isfinite(restored).all(),
        "The restored pixels are not numbers (NaN): the steps are far too large.",
    )
    expect(
        restored.min() >= 0 and restored.max() <= 1,
        f"Expected pixels in [0, 1]; they reach from {restored.min():.2g} to "
        f"{restored.max():.2g}. Leave the output's sigmoid, and the scale of the target.",
    )
    error = metrics.mean_squared_error(unseen, restored)
    mean = metrics.mean_image_baseline(images, unseen)
    shares = [
        float(keras.ops.convert_to_numpy(values).std(axis=0).mean())
        for values in _through(model, unseen)
    ]
    expect(
        restored.std(axis=0).max() > 0.02,
        "The answer is still the same image for all. "
        f"The codes differ from image to image by {shares[0]:.1g}, the restored pixels by "
        f"{shares[1]:.1g}; print what each layer does to a new network.",
    )
    expect(
        error < 1.1 * mean,
        f"The error is {error:.4f}, the mean image's {mean:.4f}: worse than grey. Are the "
        "images themselves, in [0, 1], the target, and are the steps not too large?",
    )
    expect(
        error < 0.4 * mean,
        f"It is not quite grey any more, but its error is {error:.4f} and that of the mean image "
        f"{mean:.4f}: it hardly learns. Are the images themselves the target, do all `epochs` "
        "run, and has everything been mended: starting weights, activations, steps?",
    )


def _through(model, images):
    names = [layer.name for layer in model.layers]
    if "encoder" not in names:
        return [model(images)] * 2
    return [model.get_layer("encoder")(images), model(images)]


def two_tone_images(count, seed=0):
    """Make images of 16 × 16 pixels: a colour on the left, another on the right.

    Two thirds of the variance is in the difference between images, so an answer with one
    image for all shows.
    """
    generator = np.random.default_rng(seed)
    colours = generator.uniform(0.1, 0.9, size=(count, 1, 2, 3))
    images = np.repeat(np.repeat(colours, 16, axis=1), 8, axis=2)
    return images.astype("float32")
