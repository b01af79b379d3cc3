"""Lecture 1, section 1.4: one network for each size of the code; and what rounded codes cost."""

import keras
import numpy as np

from autoencoder_course import metrics, profile
from keras_autoencoders import builders, training

SIZES = (1, 2, 4, 8, 16, 32)
NETWORKS = {f"code_{size}": ("encoder", "decoder") for size in SIZES}
EPOCHS, RATE, BATCH_SIZE = profile.by_profile(full=5, quick=20), 4e-3, 250
COMPONENTS = 200  # of PCA, as many as `pictures` writes
QUANTISED = "code_32"
STEPS = np.geomspace(0.25, 32.0, 43)  # of the quantiser, in units of the code


def build(name):
    """Return the untrained network of a name such as `code_8`."""
    profile.set_seed()
    size = int(name.removeprefix("code_"))
    return builders.stacked((28, 28, 1), [128], size, activation="relu", code_activation=None)


def train(mnist, keep):
    """Train them as the lecture does."""
    images, test = mnist.train.images, mnist.test.images
    tensor = keras.ops.convert_to_tensor(images)
    at_once = training.steps_per_execution(images, BATCH_SIZE)
    pca, errors = metrics.fit_pca(images, COMPONENTS), []
    for name, size in zip(NETWORKS, SIZES, strict=True):
        model = build(name)
        steps = EPOCHS * training.steps(images, BATCH_SIZE)
        rate = keras.optimizers.schedules.CosineDecay(RATE, steps)
        model.compile(keras.optimizers.Adam(rate), "mse", steps_per_execution=at_once)
        model.fit(tensor, tensor, batch_size=BATCH_SIZE, epochs=EPOCHS, verbose=0)
        by_pca = metrics.restore_with_pca(pca, test, size).clip(0, 1)
        pca_mse = metrics.mean_squared_error(test, by_pca)
        facts = keep(name, model, {"code_size": size, "epochs": EPOCHS, "pca_mse": pca_mse})
        errors.append((size, facts["test_mse"], pca_mse))
        if name == QUANTISED:
            _keep_rates(model, pca, test, keep)
    columns = zip(("sizes", "network", "pca"), np.array(errors, "float32").T, strict=True)
    keep.data("code_sizes", dict(columns), {})


def error(model, mnist):
    """Return the test MSE."""
    restored = model.predict(mnist.test.images, batch_size=1000, verbose=0)
    return metrics.mean_squared_error(mnist.test.images, restored)


def _keep_rates(model, pca, test, keep):
    """Keep bits and errors of rounded codes, for each step; the model is rounded already."""
    flat = test.reshape(len(test), -1)
    ways = {
        "network": (
            model.get_layer("encoder").predict(test, batch_size=1000, verbose=0),
            lambda codes: model.get_layer("decoder").predict(codes, batch_size=1000, verbose=0),
        ),
        "klt": (pca.transform(flat).astype("float32"), pca.inverse_transform),
    }
    tensors = {"steps": STEPS.astype("float32")}
    for name, (codes, decode) in ways.items():
        points = [_rate_and_error(codes, step, decode, flat) for step in STEPS]
        tensors[name] = np.array(points, "float32")  # (steps, 2): bits of an image, MSE
    keep.data(
        "rates",
        tensors,
        {"network_file": QUANTISED, "test_images": len(test), "klt_components": COMPONENTS},
    )


def _rate_and_error(codes, step, decode, flat):
    """Return the bits that a coder needs for an image, on average, and the test MSE."""
    rounded = np.round(codes / step)
    bits = 0.0
    for unit in rounded.T:
        shares = np.unique(unit, return_counts=True)[1] / len(unit)
        bits -= np.sum(shares * np.log2(shares))
    restored = decode((rounded * step).astype("float32")).reshape(flat.shape).clip(0, 1)
    return bits, metrics.mean_squared_error(flat, restored)
