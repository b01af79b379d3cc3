"""Hinton and Salakhutdinov's deep autoencoder, trained from scratch the way it is done today."""

import keras
import numpy as np
from scipy import ndimage

from autoencoder_course import metrics
from coursework.execution.long_run_session import LongRun, all_training, decay
from keras_autoencoders import builders, training

HIDDEN, CODE = [1000, 500, 250], 30
EPOCHS, BATCH = 10, 128
# Without them the training error falls to half of the test error: it learns by heart.
COPIES, SPREAD = 3, 0.08
ERROR = "test squared error per image"


def train(session):
    """Train the autoencoder; measure what it makes of images that it never saw."""
    plain, test = all_training(session.data).images, session.data.test.images
    copies = [deformed(plain, (session.seed, copy)) for copy in range(COPIES)]
    images = np.concatenate([plain, *copies])
    keras.utils.set_random_seed(session.seed)
    autoencoder = builders.stacked(
        images.shape[1:], HIDDEN, CODE, activation="gelu", code_activation=None
    )
    epochs = session.epochs["training"]
    rate = decay(len(images), epochs=epochs, batch_size=BATCH, start=1e-3)
    # Errors per pixel are small, and so are their gradients: Adam's usual epsilon shows.
    optimizer = keras.optimizers.Adam(rate, epsilon=1e-10)
    steps = training.steps_per_execution(images, BATCH)
    autoencoder.compile(optimizer, "mean_squared_error", steps_per_execution=steps)

    def error(of):
        restored = autoencoder.predict(of, batch_size=1000, verbose=0)
        return per_image(metrics.mean_squared_error(of, restored), of)

    session.fit(
        "training", autoencoder, images, images, batch_size=BATCH, measure=lambda: error(test)
    )
    return {ERROR: error(test), "training squared error per image": error(plain)}


def deformed(images, seed):
    """Stretch, shear and turn each image a little, about its centre.

    Args:
        images: Array (n, height, width, 1), pixels in [0, 1].
        seed: What `numpy.random.default_rng` takes.

    Returns:
        An array of the same shape, pixels in [0, 1]: the entries of each image's linear map
        are those of the identity plus normal noise with standard deviation `SPREAD`.
    """
    maps = np.eye(2) + np.random.default_rng(seed).normal(0, SPREAD, (len(images), 2, 2))
    centre = (np.array(images.shape[1:3]) - 1) / 2
    result = np.empty_like(images)
    for number, linear in enumerate(maps):
        shift = centre - linear @ centre
        result[number, ..., 0] = ndimage.affine_transform(images[number, ..., 0], linear, shift)
    return result.clip(0, 1)


def controls(data):
    """Return the error of PCA with as many numbers per image."""
    images, test = all_training(data).images, data.test.images
    return {
        "PCA, 30 components": per_image(metrics.pca_baseline(images, test, CODE, clip=False), test)
    }


def per_image(error_per_pixel: float, images) -> float:
    """Turn a mean over pixels into the sum over an image that the paper reports."""
    return error_per_pixel * images[0].size


RUN = LongRun(
    "deep_autoencoder",
    "784–1000–500–250–30 and its mirror image with GELU, a linear code and sigmoid pixels; "
    f"mean squared error, Adam from 1e-3 down to 0 like a cosine, batches of {BATCH}, "
    f"{EPOCHS} epochs on all 60,000 training images of MNIST and {COPIES} slightly stretched, "
    "sheared and turned copies of each",
    "mnist",
    {"training": EPOCHS},
    train,
    controls,
)
