"""A residual autoencoder of colour photographs, beside PCA; lecture 5 trains its first seed."""

import keras
import numpy as np
from convolutional_comparisons import fit
from keras import ops

from autoencoder_course import metrics
from coursework.execution.long_run_session import LongRun
from keras_autoencoders import builders

CODE, EPOCHS, BATCH, RATE = 64, 1, 64, 3e-3
PATTERN = 500  # test images in which the pattern is measured


def train(session):
    """Train the network once; measure its error, and what is left of the pattern."""
    images, test = session.data.train.images, session.data.test.images
    model = build(images, session.seed)
    fit(model, ops.convert_to_tensor(images), EPOCHS, RATE, BATCH)
    restored = restore(model, test)
    session.tell("comparisons", 1)
    return {
        "test MSE": metrics.mean_squared_error(test, restored),
        "alternation": alternation(restored[:PATTERN], test[:PATTERN]),
    }


def build(images, seed, **changes):
    """Build the network, or one that differs from it by a change."""
    keras.utils.set_random_seed(seed)
    mean_colour = images.mean(axis=(0, 1, 2))
    return builders.residual(images.shape[1:], CODE, **{"mean": mean_colour, **changes})


def restore(model, images):
    """Return reconstructions, with pixels clipped to [0, 1]."""
    return model.predict(images, batch_size=500, verbose=0).clip(0, 1)


def alternation(restored, images):
    """Return how much every fourth pixel of a row stands out, ÷ the same of the images.

    A pixel's difference to the mean of its two neighbours in the row, so that soft edges don't
    count, is averaged over every fourth column, from each of four offsets. The variance of
    these four means is the strength.
    """
    strengths = []
    for pixels in (restored, images):
        difference = pixels[:, :, 1:-1] - (pixels[:, :, :-2] + pixels[:, :, 2:]) / 2
        means = [difference[:, :, offset::4].mean(axis=2) for offset in range(4)]
        strengths.append(np.var(means, axis=0).mean())
    return strengths[0] / strengths[1]


def controls(data):
    """Return the error of PCA of the same photographs, with pixels clipped to [0, 1]."""
    return {"PCA-64": metrics.pca_baseline(data.train.images, data.test.images, CODE)}


RUN = LongRun(
    "convolutional_photographs",
    f"a linear autoencoder of CIFAR-10 with three residual blocks and a code of {CODE}; mean "
    f"squared error on 45,000 photographs, {EPOCHS} epoch, Muon whose rate rises to {RATE:g} in a "
    f"tenth of the steps and falls to 0 like a cosine, batches of {BATCH}",
    "cifar10",
    {"comparisons": 1},
    train,
    controls,
    seeds=(0, 1, 2, 3, 4),
)
