"""A classifier from denoising pretraining, and the same one from scratch."""

import keras
from keras import layers

from autoencoder_course import metrics
from coursework.execution.long_run_session import LongRun, all_training, decay
from keras_autoencoders import builders, training
from keras_autoencoders.layers import Corruption

UNITS = [1000, 1000]
NOISE, DROPOUT = 0.3, 0.5
PRETRAINING, FINE_TUNING, BATCH = 8, 30, 256
RATES = {"pretrained": 1e-3, "from scratch": 1e-3}  # set beforehand, not searched for


def train(session):
    """Fine-tune from both starts; measure the share of test images that are taken wrongly."""
    split, test = all_training(session.data), session.data.test
    keras.utils.set_random_seed(session.seed)
    stack = builders.stacked(split.images.shape[1:], UNITS[:-1], UNITS[-1])
    values = {}
    for start in ("from scratch", "pretrained"):
        if start == "pretrained":
            session.once("pretraining", stack, lambda calls: pretrain(session, stack, split, calls))
        classifier = build(stack.get_layer("encoder"))
        rate = decay(
            len(split.images),
            epochs=session.epochs[start],
            batch_size=BATCH,
            start=RATES[start],
        )
        classifier.compile(
            keras.optimizers.Adam(rate),
            "sparse_categorical_crossentropy",
            steps_per_execution=training.steps_per_execution(split.images, BATCH),
        )

        def error(classifier=classifier):
            answers = classifier.predict(test.images, batch_size=1000, verbose=0)
            return 100 * (1 - metrics.accuracy(test.labels, answers))

        session.fit(start, classifier, split.images, split.labels, batch_size=BATCH, measure=error)
        values[f"test error, {start} (%)"] = error()
    return values


def pretrain(session, stack, split, callbacks):
    """Pretrain every layer to fill in masked inputs; no label is looked at."""
    training.pretrain_layerwise(
        stack,
        split.images,
        epochs=session.epochs["pretraining"] // len(UNITS) or 1,
        batch_size=BATCH,
        seed=session.seed,
        corruption=Corruption("mask_pixels", 0.25),
        callbacks=callbacks,
    )


def build(encoder):
    """Put noise, dropout and a softmax around copies of an encoder's layers."""
    images = keras.Input(encoder.input_shape[1:])
    signal = layers.GaussianNoise(NOISE)(layers.Flatten()(images))
    for layer in encoder.layers:
        if isinstance(layer, layers.Dense):
            copy = layers.Dense.from_config(layer.get_config())
            signal = layers.Dropout(DROPOUT)(copy(signal))
            copy.set_weights(layer.get_weights())
    return keras.Model(images, layers.Dense(10, activation="softmax")(signal))


def controls(data):
    """Return nothing: the control is the start from scratch, repeated like the other."""
    return {}


RUN = LongRun(
    "stacked_classifier",
    "784–1000–1000–10 with ReLU; layers pretrained one by one to fill in 25 % masked inputs "
    f"({PRETRAINING} epochs each), or from scratch; both then trained for {FINE_TUNING} epochs "
    "with all 60,000 labels of MNIST, Gaussian noise of 0.3 on the pixels and dropout of one "
    "half, Adam from 1e-3 down to 0 like a cosine, batches of 256",
    "mnist",
    {
        "from scratch": FINE_TUNING,
        "pretraining": PRETRAINING * len(UNITS),
        "pretrained": FINE_TUNING,
    },
    train,
    controls,
)
