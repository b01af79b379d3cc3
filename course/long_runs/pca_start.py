"""An autoencoder that starts as PCA, and the same one from a random start."""

import keras

from autoencoder_course import metrics
from coursework.execution.long_run_session import LongRun, all_training, decay
from keras_autoencoders import builders, training

HIDDEN, CODE = [400], 256
EPOCHS, BATCH, RATE = 40, 256, 1e-3


def train(session):
    """Train from both starts; measure before and after."""
    images, test = all_training(session.data).images, session.data.test.images
    values = {}
    for start in ("PCA start", "random start"):
        autoencoder = build(images, session.seed, session.epochs[start])

        def error(autoencoder=autoencoder):
            restored = autoencoder.predict(test, batch_size=1000, verbose=0)
            return metrics.mean_squared_error(test, restored)

        if start == "PCA start":
            size = autoencoder.get_layer("encoder").output_shape[-1]
            training.start_at_pca(autoencoder, metrics.fit_pca(images, size), images)
            values[f"test MSE, {start}, before training"] = error()
        session.fit(start, autoencoder, images, images, batch_size=BATCH, measure=error)
        values[f"test MSE, {start}"] = error()
    return values


def build(images, seed: int, epochs: int):
    """Build and compile the autoencoder, with random weights."""
    keras.utils.set_random_seed(seed)
    autoencoder = builders.stacked(
        images.shape[1:], HIDDEN, CODE, code_activation=None, output_activation="hard_sigmoid"
    )
    rate = decay(len(images), epochs=epochs, batch_size=BATCH, start=RATE)
    autoencoder.compile(
        keras.optimizers.Adam(rate, epsilon=1e-10),  # gradients are as small as the errors
        "mean_squared_error",
        steps_per_execution=training.steps_per_execution(images, BATCH),
    )
    return autoencoder


def controls(data):
    """Return the error of PCA itself."""
    images = all_training(data).images
    return {"PCA, 256 components": metrics.pca_baseline(images, data.test.images, CODE, clip=False)}


RUN = LongRun(
    "pca_start",
    "784–400–256–400–784 with ReLU, a linear code and hard_sigmoid pixels, started as PCA or at "
    f"random; mean squared error, Adam from {RATE:g} down to 0 like a cosine, batches of {BATCH}, "
    f"{EPOCHS} epochs on all 60,000 training images of MNIST",
    "mnist",
    {"PCA start": EPOCHS, "random start": EPOCHS},
    train,
    controls,
)
