"""A convolutional autoencoder of colour photographs from random weights, with five seeds."""

import keras
import numpy as np

from autoencoder_course import metrics
from coursework.execution.long_run_session import LongRun
from keras_autoencoders import builders, training

SIZE, EPOCHS, BATCH, RATE = 64, 3, 64, 3e-3


def train(session):
    """Train the autoencoder; measure what it makes of the test images."""
    images, test = session.data.train.images, session.data.test.images
    keras.utils.set_random_seed(session.seed)
    mean = images.mean(axis=(0, 1, 2))
    autoencoder = builders.residual(images.shape[1:], SIZE, mean=mean)
    stage = f"code of {SIZE}"
    rate = training.warmup_cosine(RATE, session.epochs[stage] * training.steps(images, BATCH))
    autoencoder.compile(keras.optimizers.Adam(rate), "mse")
    session.fit(stage, autoencoder, images, images, batch_size=BATCH)
    restored = autoencoder.predict(test, batch_size=500, verbose=0)
    return {f"test MSE, {stage}": metrics.mean_squared_error(test, np.clip(restored, 0, 1))}


def controls(data):
    """Return PCA's error with its pixels clipped."""
    error = metrics.pca_baseline(data.train.images, data.test.images, SIZE)
    return {f"PCA, {SIZE} components, clipped": error}


RUN = LongRun(
    "convolutional_photographs",
    f"the residual autoencoder of lecture 5 with a code of {SIZE} from random weights, mean squared "
    f"error on 45,000 training images of CIFAR-10, {EPOCHS} epochs, Adam whose rate rises to "
    f"{RATE:g} in a tenth of the steps and falls to 0 like a cosine, batches of {BATCH}; pixels "
    "clipped to [0, 1]",
    "cifar10",
    {f"code of {SIZE}": EPOCHS},
    train,
    controls,
    seeds=(0, 1, 2, 3, 4),
)
