"""What lecture 1's encoder gives a classifier, against the same network from scratch."""

import keras

from autoencoder_course import datasets, label_budgets, metrics
from coursework.execution.long_run_session import LongRun
from keras_autoencoders import builders, training

CODE_SIZE, EPOCHS, BATCH = 100, 10, 128
# For each label budget: pretrained, pretrained and rescaled, from scratch. Each is the best of
# six rates from 0.002 to 0.064 on validation images, with two seeds.
LEARNING_RATES = {
    100: (0.016, 0.008, 0.004),
    1_000: (0.032, 0.032, 0.016),
    10_000: (0.064, 0.032, 0.016),
}


def train(session):
    """Pretrain an encoder; compare six ways to use it, or not to, for each label budget."""
    data, seed = session.data, session.seed
    encoder = pretrained_encoder(session)
    keras.utils.set_random_seed(seed)
    fresh = build().get_layer("encoder")
    spreads = [coded_by(each)(data.validation.images).std() for each in (encoder, fresh)]
    scale = spreads[1] / spreads[0]
    values = {"spread of the code, pretrained ÷ fresh": 1 / scale}
    trainer = label_budgets.Trainer(build)  # compiles once for each budget and rate
    starts = (start_from(encoder), start_from(encoder, scale), None)
    names = ("pretrained", "pretrained, rescaled", "from scratch")
    represents = {"code": coded_by(encoder), "random code": coded_by(fresh), "pixels": as_is}
    for budget, rates in LEARNING_RATES.items():
        if budget > len(data.train.images):  # the quick profile has fewer
            continue
        labelled = datasets.balanced_subset(data.train, budget, seed=seed)
        draw = (labelled, data.validation, data.test)
        for name, rate, start in zip(names, rates, starts, strict=True):
            accuracy = trainer.accuracies([draw], [seed], (rate,), start)[0]
            values[f"{name}, {budget:,} labels (%)"] = accuracy
        for name, represent in represents.items():
            parts = [(represent(part.images), part.labels) for part in draw]
            probe = metrics.linear_probe(*parts)
            values[f"linear probe, {name}, {budget:,} labels (%)"] = 100 * probe.accuracy
    return values


def pretrained_encoder(session):
    """Train lecture 1's autoencoder; return its encoder."""
    images = session.data.train.images
    keras.utils.set_random_seed(session.seed)
    autoencoder = builders.vanilla(images.shape[1:], CODE_SIZE)
    steps = training.steps_per_execution(images, BATCH)
    autoencoder.compile("adam", "mse", steps_per_execution=steps)
    session.fit("autoencoder", autoencoder, images, images, batch_size=BATCH)
    return autoencoder.get_layer("encoder")


def build():
    """Return a classifier from random weights."""
    return builders.classifier(builders.vanilla((28, 28, 1), CODE_SIZE).get_layer("encoder"), 10)


def start_from(encoder, scale=1.0):
    """Return a function that gives a classifier the encoder's weights, all times `scale`."""
    weights = [scale * each for each in encoder.get_weights()]
    return lambda model: model.get_layer("encoder").set_weights(weights)


def coded_by(encoder):
    """Return a function from images to codes."""
    return lambda images: encoder.predict(images, batch_size=1000, verbose=0)


def as_is(images):
    """Return images as they are."""
    return images


def controls(data):
    """Return nothing: every way stands beside the others."""
    return {}


RUN = LongRun(
    "vanilla_labels",
    f"784–{CODE_SIZE}–784, {EPOCHS} epochs on MNIST as in lecture 1, a new one for each seed; then "
    "its encoder as a classifier's start (as it is, and rescaled to the spread of a fresh code), "
    "the same classifier from scratch, and linear probes on its code, on a random code and on "
    "pixels, with "
    + ", ".join(f"{budget:,}" for budget in LEARNING_RATES)
    + " labelled images, drawn anew for each seed. Learning rates and penalties are chosen on "
    "validation images",
    "mnist",
    {"autoencoder": EPOCHS},
    train,
    controls,
    seeds=(0, 1, 2, 3, 4),
)
