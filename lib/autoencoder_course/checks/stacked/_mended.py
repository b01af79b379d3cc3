"""The check of a training that was broken and has been mended."""

import keras
import numpy as np

from autoencoder_course import metrics
from autoencoder_course.checks.common import (
    call,
    expect,
    expect_bounded_pixels,
    expect_model,
    expect_parts,
    question,
    striped_data,
)
from keras_autoencoders import builders


@question(
    "stacked.mended",
    hints=(
        "Three things are wrong. Look at what goes in, at the size of a step, and at the output.",
        "The scale of the pixels, input and target alike; a sum of squared errors where a mean "
        "keeps steps small; and an output that dies where it falls below 0.",
        "On which scale does `loss='mse'` with Adam work, as in all questions above? And which "
        "activation has no dead half, and just the range that pixels have?",
    ),
)
def mended(train, epochs=2):
    """Check a function `train(pixels, epochs)` that trains 64-16-64 so that it works."""
    keras.utils.set_random_seed(3)
    images = striped_data(10200).train.images
    model = call(train, 255 * images[:10000], epochs)
    expect_model(model)
    images = images[10000:]
    _, restored = expect_parts(model, images, 16)
    expected = builders.stacked((12, 12, 1), [64], 16).count_params()
    expect(
        model.count_params() == expected,
        f"Expected the layer sizes of the broken stack, {expected} parameters. "
        f"Received: {model.count_params()}.",
    )
    expect(
        np.isfinite(restored).all(),
        "The reconstructions are not numbers (NaN): the weights have overflown. Watch the loss "
        "after each of the first batches; which step is too large?",
    )
    expect(
        restored.max() < 2,
        f"The reconstructions of pixels in [0, 1] reach {restored.max():.0f}: the target is on "
        "another scale than the input, or both are on the file's.",
    )
    expect(
        np.ptp(restored, axis=0).max() > 0.01,
        "The stack answers every image with the same one: its units are saturated or dead. "
        "Are all numbers in [0, 1], and are the steps small enough?",
    )
    error = metrics.mean_squared_error(images, restored)
    mean = metrics.mean_image_baseline(images, images)
    dead = int(((restored.max(axis=0) <= 0) & (images.max(axis=0) > 0)).sum())
    expect(
        dead == 0,
        f"{dead} pixels are black in every reconstruction although they vary: which output "
        "activation passes no gradient below 0?",
    )
    expect(
        error < 0.5 * mean,
        f"It does not diverge any more, but its error is {error:.4f} and that of the mean image "
        f"{mean:.4f}: it hardly learns. Are input and target both in [0, 1], and is the step now "
        "too small?",
    )
    # Both hide behind Adam, and the first one behind an output that grows with its input.
    expect_bounded_pixels(model.get_layer("decoder"), (16,))
    expect(
        getattr(getattr(model, "loss", None), "reduction", None) != "sum",
        "The loss still sums over the images of a batch, so the gradient grows with their number. "
        "Adam hides that, other optimisers do not: take the mean, loss='mse'.",
    )
