"""Convolutional autoencoders of colour photographs that start as PCA, for three code sizes."""

import keras
import numpy as np

from autoencoder_course import metrics
from coursework.execution.long_run_session import LongRun, all_training
from keras_autoencoders import builders, training
from keras_autoencoders.builders import add_linear_path, refinement

SIZES = (64, 128, 256)
ENCODER, FILTERS, BLOCKS = [32, 64, 128], 32, 3
EPOCHS, BATCH, RATE = 6, 64, 3e-3


def train(session):
    """Train an autoencoder for each code size; measure what it makes of the test images."""
    images, test = all_training(session.data).images, session.data.test.images
    pca = metrics.fit_pca(images, max(SIZES))
    values = {}
    for size in SIZES:
        stage = f"code of {size}"
        autoencoder = build(pca, size, session.seed, images.shape[1:])
        steps = session.epochs[stage] * training.steps(images, BATCH)
        rate = training.warmup_cosine(RATE, steps)
        autoencoder.compile(keras.optimizers.Adam(rate), "mse")

        def error(autoencoder=autoencoder):
            restored = autoencoder.predict(test, batch_size=500, verbose=0)
            return metrics.mean_squared_error(test, np.clip(restored, 0, 1))

        session.fit(stage, autoencoder, images, images, batch_size=BATCH, measure=error)
        values[f"test MSE, {stage}"] = error()
        values[f"test PSNR, {stage} (dB)"] = decibels(values[f"test MSE, {stage}"])
    return values


def build(pca, size, seed, image_shape):
    """Build the autoencoder: PCA, an encoder that adds to its code, a refinement."""
    keras.utils.set_random_seed(seed)
    beside = builders.convolutional(
        image_shape, ENCODER, size, activation="silu", code_activation=None,
        kernel_initializer="he_normal",
    )  # fmt: skip
    refine = refinement(image_shape, FILTERS, BLOCKS)
    return add_linear_path(refine, pca, size, encoder=beside.get_layer("encoder"))


def decibels(error):
    """Return the PSNR of a mean squared error of pixels in [0, 1]."""
    return float(-10 * np.log10(error))


def controls(data):
    """Return PCA's error for each size, as it is and with its pixels cut to [0, 1]."""
    images, test = all_training(data).images, data.test.images
    pca = metrics.fit_pca(images, max(SIZES))
    errors = {}
    for size in SIZES:
        restored = metrics.restore_with_pca(pca, test, size)
        name = f"PCA, {size} components"
        errors[name] = metrics.mean_squared_error(test, restored)
        errors[f"{name}, cut to 0 … 1"] = metrics.mean_squared_error(test, np.clip(restored, 0, 1))
    return errors


RUN = LongRun(
    "convolutional_codes",
    f"PCA of CIFAR-10 with codes of {', '.join(map(str, SIZES))}; a strided encoder of "
    f"{'–'.join(map(str, ENCODER))} filters adds to the code and a refinement of {BLOCKS} residual "
    f"blocks of {FILTERS} filters to the picture, both starting with nothing to add; mean squared "
    f"error on all 50,000 training images, {EPOCHS} epochs, Adam whose rate rises to {RATE:g} in a "
    f"tenth of the steps and falls to 0 like a cosine, batches of {BATCH}; pixels cut to 0 … 1",
    "cifar10",
    {f"code of {size}": EPOCHS for size in SIZES},
    train,
    controls,
    seeds=(0, 1),
)
