"""A classifier from a contractive autoencoder, from three others, and from scratch."""

import keras
import numpy as np
from keras import layers, ops

from autoencoder_course import metrics
from coursework.execution.long_run_session import LongRun, all_training, decay
from keras_autoencoders import builders, regularizers, training

UNITS = 1000
PRETRAINING, FINE_TUNING, BATCH = 20, 30, 250
RATE, FINE_TUNING_RATE = 2e-3, 1e-3
# All set beforehand, not searched for. The penalty is on top of a cross-entropy that is averaged
# over pixels: 0.1 for the sum over 784 of them, as Rifai et al. have it.
WEIGHT, DECAY, NOISE = 0.1 / 784, 1e-6, 0.3
STARTS = ("plain", "weight decay", "denoising", "contractive")


def train(session):
    """Pretrain in four ways, fine-tune from each and from scratch; measure errors and ‖J‖."""
    split, test = all_training(session.data), session.data.test
    values = {}
    for start in ("from scratch", *STARTS):
        keras.utils.set_random_seed(session.seed)
        autoencoder = build(start, split.images.shape[1:], session.seed)
        if start != "from scratch":
            pretrain(session, start, autoencoder, split.images)
            norm, spread = sensitivity(autoencoder, test.images)
            values[f"mean ‖J‖, {start}"] = norm
            values[f"mean ‖J‖ over spread, {start}"] = norm / spread
        values[f"test error, {start} (%)"] = fine_tune(session, start, autoencoder, split, test)
    return values


def build(start, image_shape, seed):
    """Return an untrained autoencoder with tied weights and a sigmoid code."""
    options = {"activation": "sigmoid", "tied": True}
    if start == "contractive":
        return builders.contractive(image_shape, UNITS, WEIGHT, **options)
    if start == "denoising":
        noise = layers.GaussianNoise(NOISE, seed=seed)
        return builders.denoising(image_shape, [], UNITS, noise, **options)
    if start == "weight decay":
        options["kernel_regularizer"] = keras.regularizers.L2(DECAY)
    return builders.sparse(image_shape, UNITS, None, **options)


def pretrain(session, start, autoencoder, images):
    """Train an autoencoder to restore its input; no label is looked at."""
    epochs = session.epochs[f"pretraining, {start}"]
    rate = decay(len(images), epochs=epochs, batch_size=BATCH, start=RATE)
    compile_for(autoencoder, rate, "binary_crossentropy", images)
    session.fit(f"pretraining, {start}", autoencoder, images, images, batch_size=BATCH)


def compile_for(model, rate, loss, images):
    """Compile a model for Adam; an epoch is a few executions."""
    steps_at_once = training.steps_per_execution(images, BATCH)
    model.compile(keras.optimizers.Adam(rate), loss, steps_per_execution=steps_at_once)


def sensitivity(autoencoder, images):
    """Return the mean norm of the code's Jacobian, and the spread of the codes."""
    encoder = autoencoder.get_layer("encoder")
    codes = encoder.predict(images, batch_size=1000, verbose=0)
    squares = regularizers.sigmoid_jacobian_norm(codes, encoder.get_layer("code").kernel)
    norm = np.sqrt(ops.convert_to_numpy(squares)).mean()
    return float(norm), float(np.sqrt(codes.var(axis=0).sum()))


def fine_tune(session, start, autoencoder, split, test):
    """Train a classifier that starts as an encoder; return its test error in percent."""
    classifier = classifier_from(autoencoder.get_layer("encoder"))
    epochs = session.epochs[start]
    rate = decay(len(split.images), epochs=epochs, batch_size=BATCH, start=FINE_TUNING_RATE)
    compile_for(classifier, rate, "sparse_categorical_crossentropy", split.images)

    def error():
        answers = classifier.predict(test.images, batch_size=1000, verbose=0)
        return 100 * (1 - metrics.accuracy(test.labels, answers))

    session.fit(start, classifier, split.images, split.labels, batch_size=BATCH, measure=error)
    return error()


def classifier_from(encoder):
    """Put a softmax on a copy of an encoder's layer, without its penalty."""
    code = layers.Dense(UNITS, activation="sigmoid")
    inputs = keras.Input(encoder.input_shape[1:])
    codes = code(layers.Flatten()(inputs))
    code.set_weights(encoder.get_layer("code").get_weights())
    return keras.Model(inputs, layers.Dense(10, activation="softmax")(codes))


def controls(data):
    """Return nothing: the controls are the other starts, repeated like the contractive one."""
    return {}


RUN = LongRun(
    "contractive_classifier",
    f"784–{UNITS}–784 with a sigmoid code and tied weights, pretrained for {PRETRAINING} epochs "
    "with the binary cross-entropy on all 60,000 training images of MNIST, no labels: plain, with "
    f"weight decay of {DECAY:g}, with Gaussian noise of {NOISE} on the pixels, or contractive "
    f"with λ = {WEIGHT:.3g}; then a softmax layer on the code, and both trained with all labels "
    f"for {FINE_TUNING} epochs; the same from scratch. Adam from {RATE:g}, with labels from "
    f"{FINE_TUNING_RATE:g}, down to 0 like a cosine, batches of {BATCH}",
    "mnist",
    {
        "from scratch": FINE_TUNING,
        **{
            stage: epochs
            for start in STARTS
            for stage, epochs in ((f"pretraining, {start}", PRETRAINING), (start, FINE_TUNING))
        },
    },
    train,
    controls,
)
