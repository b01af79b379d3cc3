"""The stack that loses to PCA within a notebook's budget, trained for longer."""

import keras

from autoencoder_course import metrics
from coursework.execution.long_run_session import LongRun, all_training
from keras_autoencoders import builders, training

HIDDEN, CODE = [400], 256
EPOCHS, BATCH, RATE = 40, 250, 6e-3


def train(session):
    """Train it with lecture 2's recipe; measure what it makes of images that it never saw."""
    images, test = all_training(session.data).images, session.data.test.images
    keras.utils.set_random_seed(session.seed)
    stack = builders.stacked(
        images.shape[1:], HIDDEN, CODE, activation="silu", code_activation=None
    )
    per_epoch = training.steps(images, BATCH)
    rate = training.warmup_cosine(RATE, session.epochs["training"] * per_epoch, per_epoch)
    stack.compile(
        keras.optimizers.Adam(rate),
        "mean_squared_error",
        steps_per_execution=training.steps_per_execution(images, BATCH),
    )

    def error():
        restored = stack.predict(test, batch_size=1000, verbose=0)
        return metrics.mean_squared_error(test, restored)

    session.fit("training", stack, images, images, batch_size=BATCH, measure=error)
    return {"test MSE": error()}


def controls(data):
    """Return the error of PCA with as many numbers per image."""
    images = all_training(data).images
    return {"PCA, 256 components": metrics.pca_baseline(images, data.test.images, CODE, clip=False)}


RUN = LongRun(
    "longer_stack",
    "784–400–256–400–784 with SiLU, a linear code and sigmoid pixels, from random weights; mean "
    f"squared error, Adam whose rate rises to {RATE:g} in one epoch and falls to 0 like a cosine, "
    f"batches of {BATCH}, {EPOCHS} epochs on all 60,000 training images of MNIST",
    "mnist",
    {"training": EPOCHS},
    train,
    controls,
)
