"""A classifier from stacked denoising pretraining, and the same one from scratch."""

import keras
import numpy as np
from keras import layers, ops

from autoencoder_course import metrics
from coursework.execution.long_run_session import LongRun, all_training
from keras_autoencoders import builders, training
from keras_autoencoders.layers import Corruption

UNITS = [1000, 500, 250]
MASKED, NOISE = 0.25, 0.3
PRETRAINING, FINE_TUNING, BATCH = 5, 40, 250
RATE = 2e-3  # chosen beforehand, on validation images
MOMENTUM = 0.95  # of the running means in batch normalisation; an epoch has 240 steps
EXAMPLES = 10_000  # enough images for a unit's mean and spread


def train(session):
    """Fine-tune from both starts; measure the share of test images that are taken wrongly."""
    split, test = all_training(session.data), session.data.test
    values = {}
    for start in ("from scratch", "pretrained"):
        keras.utils.set_random_seed(session.seed)
        classifier = build(split.images.shape[1:])
        if start == "pretrained":
            stack = pretrained_stack(session, split.images)
            start_from(classifier, stack.get_layer("encoder"), split.images[:EXAMPLES])
        per_epoch = training.steps(split.images, BATCH)
        rate = training.warmup_cosine(RATE, session.epochs[start] * per_epoch, per_epoch)
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


def pretrained_stack(session, images):
    """Train every layer to restore what is masked in its inputs; no label is looked at."""
    stack = builders.stacked(images.shape[1:], UNITS[:-1], UNITS[-1])

    def pretrain(callbacks):
        training.pretrain_layerwise(
            stack,
            images,
            epochs=session.epochs["pretraining"] // len(UNITS) or 1,
            batch_size=BATCH,
            seed=session.seed,
            corruption=Corruption("mask_pixels", MASKED),
            callbacks=callbacks,
        )

    session.once("pretraining", stack, pretrain)
    return stack


def build(image_shape):
    """Build the classifier: each layer is normalised and noisy, as in Rasmus et al. 2015."""
    images = keras.Input(image_shape)
    signal = layers.GaussianNoise(NOISE)(layers.Flatten()(images))
    for units in UNITS:
        # What comes next does not depend on the scale of a unit, so it has none to learn.
        signal = layers.Dense(units, use_bias=False)(signal)
        signal = layers.BatchNormalization(momentum=MOMENTUM, scale=False)(signal)
        signal = layers.ReLU()(layers.GaussianNoise(NOISE)(signal))
    return keras.Model(images, layers.Dense(10, activation="softmax")(signal))


def start_from(classifier, encoder, images):
    """Make the classifier's hidden layers compute the encoder's codes, each unit to its scale.

    A unit of the encoder has the value relu(z + b), where z has the mean m and the standard
    deviation s over `images`. The classifier's has relu((z - m) / s + (m + b) / s), which is
    the same divided by s, so the next layer multiplies by s.
    """
    dense = [layer for layer in classifier.layers if isinstance(layer, layers.Dense)]
    norms = [layer for layer in classifier.layers if isinstance(layer, layers.BatchNormalization)]
    pretrained = [layer for layer in encoder.layers if isinstance(layer, layers.Dense)]
    signal, scale = images.reshape(len(images), -1), 1.0
    for new, norm, layer in zip(dense[:-1], norms, pretrained, strict=True):
        kernel, bias = (ops.convert_to_numpy(variable) for variable in layer.get_weights())
        before = signal @ kernel
        mean, variance = before.mean(axis=0), before.var(axis=0)
        deviation = np.sqrt(variance + norm.epsilon)
        new.set_weights([np.reshape(scale, (-1, 1)) * kernel])
        norm.set_weights([(mean + bias) / deviation, mean, variance])
        signal, scale = np.maximum(before + bias, 0), deviation


def controls(data):
    """Return nothing: the control is the start from scratch, repeated like the other."""
    return {}


RUN = LongRun(
    "stacked_denoising",
    f"784–{'–'.join(map(str, UNITS))}–10 with ReLU, batch normalisation and Gaussian noise of "
    f"{NOISE} on the pixels and before every activation; layers pretrained one by one to fill in "
    f"{MASKED:.0%} masked inputs ({PRETRAINING} epochs each), or from scratch; both then trained "
    f"for {FINE_TUNING} epochs with all 60,000 labels of MNIST, Adam whose rate rises to {RATE:g} "
    f"in one epoch and falls to 0 like a cosine, batches of {BATCH}",
    "mnist",
    {
        "from scratch": FINE_TUNING,
        "pretraining": PRETRAINING * len(UNITS),
        "pretrained": FINE_TUNING,
    },
    train,
    controls,
)
