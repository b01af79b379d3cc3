"""Lecture 3, section 3.2: the k-sparse network with 35 of 400 units on."""

import keras

from autoencoder_course import metrics, profile
from keras_autoencoders import builders, training
from keras_autoencoders.layers import KSparse

NETWORKS = {"sparse_code": ("encoder", "decoder")}
UNITS, KEPT = 400, 35
STAGES = profile.by_profile(full=(140, 70, KEPT), quick=(70, KEPT))
STAGE_EPOCHS, RATE, BATCH_SIZE = profile.by_profile(full=2, quick=5), 3e-3, 250
COMPONENTS = 200  # of PCA, as many as `pictures` writes


def build(name):
    """Return the untrained network."""
    profile.set_seed()
    return builders.sparse((28, 28, 1), UNITS, KSparse(KEPT), activation="linear")


def train(mnist, keep):
    """Train it in stages, each sparser than the one before."""
    images, test = mnist.train.images, mnist.test.images
    tensor = keras.ops.convert_to_tensor(images)
    model = build("sparse_code")
    training.start_at_mean(model, images.mean(axis=0))
    steps = STAGE_EPOCHS * training.steps(images, BATCH_SIZE)
    rate = keras.optimizers.schedules.CosineDecayRestarts(RATE, steps, t_mul=1.0)
    optimizer = keras.optimizers.Adam(rate)
    at_once = training.steps_per_execution(images, BATCH_SIZE)
    for kept in STAGES:
        model.get_layer("encoder").layers[-1].k = kept
        model.compile(optimizer, "mse", steps_per_execution=at_once)
        model.fit(tensor, tensor, batch_size=BATCH_SIZE, epochs=STAGE_EPOCHS, verbose=0)
    pca = metrics.fit_pca(images, COMPONENTS)
    by_pca = metrics.restore_with_largest(pca, test, KEPT).clip(0, 1)
    facts = {
        "k": KEPT,
        "units": UNITS,
        "components": COMPONENTS,
        "epochs": len(STAGES) * STAGE_EPOCHS,
    }
    keep("sparse_code", model, facts | {"pca_mse": metrics.mean_squared_error(test, by_pca)})


def error(model, mnist):
    """Return the test MSE."""
    restored = model.predict(mnist.test.images, batch_size=1000, verbose=0)
    return metrics.mean_squared_error(mnist.test.images, restored)
