"""Lecture 4, section 4.1: a dense guess, then convolutions; and rivals, fitted to each level."""

import keras
import numpy as np
from scipy import ndimage

from autoencoder_course import metrics, profile, results
from keras_autoencoders import corruption, training
from keras_autoencoders.layers import Corruption

NETWORKS = {"denoiser": ("network",)}  # the whole model: it has no parts
EPOCHS, BATCH_SIZE, RATE, UNITS = profile.by_profile(
    full=(3, 128, 4e-3, 500), quick=(2, 32, 4e-3, 500)
)
TRAINED_ON = (0.1, 0.8)  # standard deviations of the noise
LEVELS = {
    "gaussian": (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0),
    "salt_and_pepper": (0.05, 0.1, 0.2, 0.4, 0.6, 0.8),
    "mask_pixels": (0.1, 0.3, 0.5, 0.7, 0.9),
}
SPOIL = {
    "gaussian": corruption.add_gaussian_noise,
    "salt_and_pepper": corruption.add_salt_and_pepper_noise,
    "mask_pixels": corruption.mask_pixels,
}
RECORDED = (0.1, 0.3, 0.5, 0.7)  # levels of the lecture
COMPONENTS = 200  # of PCA, as many as `pictures` writes
FITTED_TO = 5_000  # training images, of the rivals: each factor is one number
CHECKED = 500  # test images, as in the lecture


def build(name):
    """Return the untrained network."""
    layers = keras.layers
    profile.set_seed()
    conv = {"strides": 2, "padding": "same"}
    images = keras.Input((28, 28, 1))
    noisy = Corruption("gaussian", TRAINED_ON, seed=0)(images)
    code = layers.Dense(UNITS, activation="relu", name="code")(layers.Flatten()(noisy))
    guess = layers.Reshape((28, 28, 1))(layers.Dense(784, name="guess")(code))
    maps = layers.Concatenate(name="joined")([noisy, guess])
    maps = layers.Conv2D(32, 4, activation="relu", name="halved", **conv)(maps)
    maps = layers.Conv2D(32, 3, padding="same", activation="relu", name="mixed")(maps)
    correction = layers.Conv2DTranspose(1, 4, name="correction", **conv)(maps)
    corrected = layers.Add(name="corrected")([guess, correction])
    return keras.Model(images, layers.Activation("sigmoid", name="pixels")(corrected))


def train(mnist, keep):
    """Train it as the lecture does; fit the rivals."""
    images = mnist.train.images
    model = build("denoiser")
    steps = EPOCHS * training.steps(images, BATCH_SIZE)
    model.compile(
        keras.optimizers.Adam(training.warmup_cosine(RATE, steps)),
        loss="binary_crossentropy",
        steps_per_execution=training.steps_per_execution(images, BATCH_SIZE),
    )
    tensor = keras.ops.convert_to_tensor(images)
    model.fit(tensor, tensor, batch_size=BATCH_SIZE, epochs=EPOCHS, verbose=0)
    keep("denoiser", model, {"epochs": EPOCHS, "trained_on": TRAINED_ON})
    _keep_rivals(model, mnist, keep)


def error(model, mnist):
    """Return the test MSE at the noise of σ = 0.5."""
    noisy = corruption.add_gaussian_noise(mnist.test.images, 0.5, seed=2)
    return metrics.mean_squared_error(
        mnist.test.images, model.predict(noisy, batch_size=1000, verbose=0)
    )


def _keep_rivals(model, mnist, keep):
    """Fit a linear map and the line after a median filter to each level; measure all ways."""
    train, clean = mnist.train.images[:FITTED_TO], mnist.test.images[:CHECKED]
    pca = metrics.fit_pca(mnist.train.images, COMPONENTS)
    rows, mean = pca.components_.astype("float32"), pca.mean_.astype("float32")
    codes = (train.reshape(len(train), -1) - mean) @ rows.T
    tensors = {}
    for kind, levels in LEVELS.items():
        found = [_fit(kind, level, train, codes, rows) for level in levels]
        quality = []
        for level, (gains, noisy_mean, (slope, shift)) in zip(levels, found, strict=True):
            noisy = SPOIL[kind](clean, level, seed=2)
            of_noisy = (noisy.reshape(len(noisy), -1) - noisy_mean) @ rows.T
            ways = {
                "noisy": noisy,
                "median": slope * _median(noisy) + shift,
                "linear": ((of_noisy * gains) @ rows + mean).reshape(clean.shape),
                "network": model.predict(noisy, batch_size=500, verbose=0),
            }
            quality.append([metrics.psnr(clean, way.clip(0, 1)).mean() for way in ways.values()])
        columns = {"levels": levels, "quality": quality}
        columns |= dict(zip(("gains", "mean", "line"), zip(*found, strict=True), strict=True))
        tensors |= {f"{kind}/{name}": np.array(each, "float32") for name, each in columns.items()}
    halves = {
        name: array.astype("float16") if name.endswith(("gains", "mean")) else array
        for name, array in tensors.items()
    }
    facts = {"fitted_to": FITTED_TO, "test_images": CHECKED, "lecture": _of_lecture()}
    keep.data("rivals", halves, facts)


def _of_lecture():
    """Return what the lecture's own rivals, too large for a page, reach on the same images."""
    recorded = results.read_long_run("denoising_comparisons")
    return {
        way: [[level, recorded.control(f"digits, σ = {level}: {way} (dB)")] for level in RECORDED]
        for way in ("linear map", "filter, line")
    }


def _fit(kind, level, train, codes, rows):
    """Return what the linear map and the line need at one level of noise.

    The map multiplies each principal component of a noisy image by a factor of its own, which is
    what the best linear map does if noise is as strong along all of them.
    """
    noisy = SPOIL[kind](train, level, seed=3)
    flat = noisy.reshape(len(noisy), -1)
    noisy_mean = flat.mean(axis=0)
    of_noisy = (flat - noisy_mean) @ rows.T
    gains = np.sum(of_noisy * codes, axis=0) / np.sum(np.square(of_noisy), axis=0)
    some = slice(2_000)  # filters are slow, and a line has two numbers
    line = np.polyfit(_median(noisy[some]).ravel(), train[some].ravel(), 1)
    return gains, noisy_mean, line


def _median(images):
    return ndimage.median_filter(images, size=(1, 3, 3, 1))
