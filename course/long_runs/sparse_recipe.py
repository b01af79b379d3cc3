"""The Kharagpur recipe 19 for the 200 epochs that its talk advises, without the lost penalty."""

import keras
import numpy as np

from autoencoder_course import metrics, profile
from coursework.execution.long_run_session import LongRun, all_training
from keras_autoencoders import builders, training

UNITS, RATE, BATCH, EPOCHS, ITS_EPOCHS = 400, 0.98, 1000, 200, 20
SMALL = 0.01  # a decoder weight below this is near zero; the untrained ones reach 0.05


def train(session):
    """Train without a penalty, as the published curve was; measure every fifth epoch."""
    images, test = all_training(session.data).images, session.data.test.images
    batch = min(BATCH, len(images) // 10)
    model = new_autoencoder(session.seed)
    steps_at_once = training.steps_per_execution(images, batch)
    model.compile(keras.optimizers.SGD(RATE), "mse", steps_per_execution=steps_at_once)
    values = {"decoder weights near zero, untrained (%)": small_weights(model)}

    def error():
        return metrics.mean_squared_error(test, model.predict(test, batch_size=1000, verbose=0))

    session.fit("recipe", model, images, images, batch_size=batch, measure=error)
    points = dict(map(tuple, session.curves["recipe"]))
    first = min(profile.epochs(ITS_EPOCHS), max(points))
    codes = model.get_layer("encoder").predict(test, batch_size=1000, verbose=0)
    return values | {
        f"test MSE after {ITS_EPOCHS} epochs": points[first],
        f"test MSE after {EPOCHS} epochs": points[max(points)],
        "decoder weights near zero (%)": small_weights(model),
        "code near zero (%)": 100 * metrics.fraction_near_zero(codes),
    }


def new_autoencoder(seed):
    """Build the recipe's network with weights that are drawn as PyTorch draws them."""
    keras.utils.set_random_seed(seed)
    model = builders.sparse((28, 28, 1), UNITS, None, activation="tanh")
    start = keras.initializers.VarianceScaling(1 / 3, "fan_in", "uniform")
    for name, layer in (("encoder", "code"), ("decoder", "pixels")):
        kernel = model.get_layer(name).get_layer(layer).kernel
        kernel.assign(start(kernel.shape))
    return model


def small_weights(model):
    """Return how many of the decoder's weights are near zero, in percent."""
    kernel = model.get_layer("decoder").get_layer("pixels").get_weights()[0]
    return 100 * float(np.mean(np.abs(kernel) < SMALL))


def controls(data):
    """Return the simple baselines, fitted to the same images."""
    images, test = all_training(data).images, data.test.images
    return {
        "mean image": metrics.mean_image_baseline(images, test),
        "PCA-10, clipped": metrics.pca_baseline(images, test, 10),
    }


RUN = LongRun(
    "sparse_recipe",
    f"the Kharagpur recipe 19 without its penalty, which never acted: 784–{UNITS}–784 with tanh "
    f"and a sigmoid at the output, squared error, SGD at {RATE}, batches of {BATCH:,}, {EPOCHS} "
    "epochs on all 60,000 training images of MNIST",
    "mnist",
    {"recipe": EPOCHS},
    train,
    controls,
)
