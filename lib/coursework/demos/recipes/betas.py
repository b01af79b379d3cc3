"""Lecture 7, section 7.5: variational autoencoders with three prices of a nat."""

import keras
import numpy as np

from autoencoder_course import datasets, metrics, profile
from keras_autoencoders import builders, layers, training

BETAS, CODE = (1, 10, 30), 50
# Codes of the digits to walk between are written, so the encoders are not needed.
NETWORKS = {f"beta_{beta}": ("decoder",) for beta in BETAS}
EPOCHS, BATCH_SIZE, RATE = profile.by_profile(full=(8, 128, 2e-3), quick=(6, 40, 4e-3))
PART = profile.by_profile(full=20_000, quick=2_000)  # training images, as in the lecture
STDDEV = 0.1  # of the normal noise that the likelihood gives a pixel
SHOWN = 100  # digits to walk between, the first ones of `pictures`
JUDGED = profile.by_profile(full=1_000, quick=200)  # generated images
OF_PICTURES = profile.by_profile(full=1_000, quick=100)


def build(name):
    """Return the untrained network of a name such as `beta_10`."""
    profile.set_seed()
    return builders.variational(
        (28, 28, 1),
        [200, 200],
        CODE,
        beta=float(name.removeprefix("beta_")),
        likelihood=layers.GaussianLikelihood(STDDEV),
        activation="silu",
        seed=0,
    )


def train(mnist, keep):
    """Train them as the lecture does; keep the means and variances of some codes."""
    part = mnist.train.images[:PART]
    tensor = keras.ops.convert_to_tensor(part)
    shown = datasets.balanced_subset(mnist.test, OF_PICTURES, seed=0).images[:SHOWN]
    steps = EPOCHS * training.steps(part, BATCH_SIZE)
    at_once = training.steps_per_execution(part, BATCH_SIZE)
    codes, pca = {}, metrics.fit_pca(mnist.train.images, CODE)
    for name, beta in zip(NETWORKS, BETAS, strict=True):
        model = build(name)
        optimizer = keras.optimizers.Adam(training.warmup_cosine(RATE, steps))
        model.compile(optimizer, steps_per_execution=at_once)
        model.fit(tensor, batch_size=BATCH_SIZE, epochs=EPOCHS, verbose=0)
        mean, log_variance = _encode(model, mnist.test.images)
        rates = 0.5 * (mean**2 + np.exp(log_variance) - log_variance - 1)  # nats of each unit
        facts = {
            "beta": beta,
            "epochs": EPOCHS,
            "trained_on": PART,
            "rate_bits": float(rates.sum(axis=1).mean() / np.log(2)),
            "units_in_use": int((rates.mean(axis=0) > 0.05).sum()),
        }
        keep(name, model, facts | _distances(model, part))
        codes[f"{name}/mean"] = _encode(model, shown)[0].astype("float16")
    facts = {"betas": BETAS, "code_size": CODE, "components": CODE, "shown": SHOWN}
    keep.data("walks", codes, facts | _distances_of_rivals(pca, mnist, part))


def error(model, mnist):
    """Return the test MSE of what the decoder makes of the means."""
    restored = model.predict(mnist.test.images, batch_size=1000, verbose=0)
    return metrics.mean_squared_error(mnist.test.images, restored.clip(0, 1))


def _encode(model, images):
    encoder = model.get_layer("encoder")
    heads = [encoder.get_layer(name).output for name in ("mean", "log_variance")]
    return keras.Model(encoder.input, heads).predict(images, batch_size=1000, verbose=0)


def _distances(model, part):
    """Measure how far generated images are from training images, as section 7.1 does."""
    codes = np.random.default_rng(0).normal(size=(JUDGED, CODE))
    samples = model.get_layer("decoder").predict(codes, batch_size=1000, verbose=0)
    return {"distance_of_samples": _distance(samples, part)}


def _distances_of_rivals(pca, mnist, part):
    """Measure the same for draws of PCA, and for real images."""
    codes = np.random.default_rng(0).normal(0, np.sqrt(pca.explained_variance_), (JUDGED, CODE))
    return {
        "distance_of_pca_samples": _distance(pca.inverse_transform(codes), part),
        "distance_of_real": _distance(mnist.test.images[-JUDGED:], part),
    }


def _distance(images, part):
    images = np.reshape(images, (len(images), *part.shape[1:])).clip(0, 1)
    return float(metrics.distance_to_nearest(images, part).mean())
