"""The check of one reconstruction error per image."""

import keras
import numpy as np

from autoencoder_course.checks.common import apply, call, expect, question, random_images
from keras_autoencoders import builders


@question(
    "vanilla.anomaly_scores",
    hints=(
        "One number per image: how far is each image from its own reconstruction?",
        "Square the difference between images and model.predict(images), then average over "
        "every axis except the first.",
    ),
)
def anomaly_scores(score):
    """Check a function `score(autoencoder, images)` that returns one error per image."""
    keras.utils.set_random_seed(3)
    model = builders.vanilla((4, 3, 1), 2)
    images = random_images(7, (4, 3, 1), seed=2)
    images[5] = 3.0  # an image that no decoder with pixels in (0, 1) can return
    expected = np.mean((images - apply(model, images, "the model")) ** 2, axis=(1, 2, 3))
    scores = np.asarray(call(score, model, images))
    expect(
        scores.shape == (7,),
        f"Expected one score per image, shape (7,) for 7 images. Received: {scores.shape}.",
    )
    expect(
        not np.allclose(scores, expected * 12, rtol=1e-3),
        "The squared errors are summed over the pixels: average them, so that the score does "
        "not depend on the size of the image.",
    )
    expect(
        not np.allclose(scores, np.sqrt(expected), rtol=1e-3),
        "That is the root of the mean squared error: leave the root away.",
    )
    expect(
        np.allclose(scores, expected, rtol=1e-3),
        f"Expected the mean squared error of each image: {expected[0]:.4f} for the first one. "
        f"Received: {float(scores[0]):.4f}.",
    )
