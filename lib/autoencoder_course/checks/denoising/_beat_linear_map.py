"""The check of a denoiser that has to beat the best linear map."""

import keras
import numpy as np

from autoencoder_course import metrics
from autoencoder_course.checks.common import call, expect, fail, question
from autoencoder_course.checks.denoising._lines import line_data, lines, restore


@question(
    "denoising.beat_linear_map",
    hints=(
        "Fresh noise in training, the clean images as the target. With a sigmoid and the mean "
        "squared error a convolutional network goes black: which loss does not give up the few "
        "white pixels?",
        "Convolutions of 3 × 3 without strides keep the size and need no decoder: two or three "
        "with a ReLU, one with a sigmoid. What has to stand before the first?",
        "Two layers of 32 channels behind Corruption('gaussian', stddev), Adam at 0.003, binary "
        "cross-entropy, in batches of 64, for all `epochs`.",
    ),
)
def beat_linear_map(train, stddev=0.4, epochs=5, seed=0):
    """Check a function `train(data, stddev, epochs)` that returns a denoiser."""
    keras.utils.set_random_seed(seed)
    data = line_data(seed)
    model = call(train, data, stddev, epochs)
    generator = np.random.default_rng(seed + 77)
    clean = lines(generator, 300)
    noisy = _with_noise(clean, stddev, generator)
    restored = restore(model, noisy)
    expect(
        np.array_equal(restored, restore(model, noisy)),
        "The model restores the same images differently at a second call: noise belongs into "
        "training only.",
    )
    images = data.train.images
    linear = metrics.fit_linear_map(_with_noise(images, stddev, generator), images)
    ours, theirs, nothing = (
        float(np.mean(metrics.psnr(clean, answers))) for answers in (restored, linear(noisy), noisy)
    )
    if ours >= theirs + _AT_LEAST:
        return
    expect(
        np.ptp(restored) > 0.1 or restored.mean() > 0.3,
        "The model answers every image with the same dark one: it has collapsed. Which loss "
        "keeps the gradient of a sigmoid alive?",
    )
    expect(
        ours > nothing + 0.5,
        f"The restored images have {ours:.1f} dB, and the noisy ones have {nothing:.1f} dB as "
        "they are: the model removes no noise. Which images go in, and which are the target?",
    )
    fail(
        f"Expected at least {_AT_LEAST:g} dB more than the best linear map, which has "
        f"{theirs:.1f} dB on this check's noisy images. Received: {ours:.1f} dB."
    )


_AT_LEAST = 1.0  # decibels: what careful training with any loss reaches within the epochs


def _with_noise(images, stddev, generator):
    noisy = images + stddev * generator.standard_normal(images.shape)
    return np.clip(noisy, 0, 1).astype("float32")
