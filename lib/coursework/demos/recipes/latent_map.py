"""Lecture 1, section 1.4: the network whose code of two numbers is a map, and how the map grew."""

import keras
import numpy as np

from autoencoder_course import datasets, metrics, profile
from keras_autoencoders import builders, training

NETWORKS = {"map_decoder": ("decoder",), "map_encoder": ("encoder",)}  # often one is enough
EPOCHS, RATE, BATCH_SIZE = profile.by_profile(full=12, quick=20), 2e-3, 250
SHOWN = profile.by_profile(full=1_000, quick=100)  # test images; `pictures` has the first


def build(name):
    """Return the untrained network."""
    profile.set_seed()
    return builders.stacked((28, 28, 1), [256, 64], 2, activation="tanh", code_activation=None)


def train(mnist, keep):
    """Train it as the lecture does, and note the codes after each epoch."""
    images = mnist.train.images
    shown, labels = datasets.balanced_subset(mnist.test, SHOWN, seed=0)
    model = build("map_decoder")
    codes = [_encode(model, shown)]
    steps = EPOCHS * training.steps(images, BATCH_SIZE)
    rate = keras.optimizers.schedules.CosineDecay(RATE, steps)
    at_once = training.steps_per_execution(images, BATCH_SIZE)
    model.compile(keras.optimizers.Adam(rate), "mse", steps_per_execution=at_once)
    tensor = keras.ops.convert_to_tensor(images)
    note = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: codes.append(_encode(model, shown))
    )
    options = {"batch_size": BATCH_SIZE, "epochs": EPOCHS, "verbose": 0, "callbacks": [note]}
    model.fit(tensor, tensor, **options)
    pca = metrics.fit_pca(images, 2)
    by_pca = metrics.restore_with_pca(pca, mnist.test.images, 2).clip(0, 1)
    facts = {"epochs": EPOCHS, "pca_mse": metrics.mean_squared_error(mnist.test.images, by_pca)}
    for name in NETWORKS:
        keep(name, model, facts)
    codes[-1] = _encode(model, shown)  # by the rounded network, which the page has
    start = _clearest(model, shown, labels)
    halves = {
        "codes": codes[-1],
        "pca_codes": pca.transform(shown.reshape(SHOWN, -1)),
        "pca_mean": pca.mean_,
        "pca_components": pca.components_,
    }
    tensors = {name: array.astype("float16") for name, array in halves.items()}
    tensors["labels"] = labels.astype("uint8")
    tensors["start_pixels"] = np.round(255 * shown[start].ravel()).astype("uint8")
    keep.data("map_points", tensors, {"start": start})
    keep.data("map_frames", {"codes": np.stack(codes).astype("float16")}, {})


def error(model, mnist):
    """Return the test MSE."""
    restored = model.predict(mnist.test.images, batch_size=1000, verbose=0)
    return metrics.mean_squared_error(mnist.test.images, restored)


def _encode(model, images):
    """Encode without `predict`, which would draw random numbers of the training's."""
    return keras.ops.convert_to_numpy(model.get_layer("encoder")(images))


def _clearest(model, images, labels):
    """Return which of some images is restored best; ones, which are easy, don't count."""
    errors = np.mean(np.square(images - keras.ops.convert_to_numpy(model(images))), axis=(1, 2, 3))
    return int(np.argmin(np.where(labels == 1, np.inf, errors)))
