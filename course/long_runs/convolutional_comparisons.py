"""Convolutional and dense autoencoders of digits and clothes; what they are worth to a classifier.

The networks and their training are those that lecture 5 shows.
"""

import keras
import numpy as np
from keras import layers, ops

from autoencoder_course import datasets, label_budgets, metrics
from coursework.execution.long_run_session import LongRun
from keras_autoencoders import builders, training

CODE, IMAGES, EPOCHS, BATCH, RATE = 64, 10_000, 2, 128, 8e-3
AS_MANY_SECONDS = 3  # epochs of the dense network in the time of a convolutional one
LABELS = (100, 1_000)
LEARNING_RATES = (2e-3, 8e-3)  # of a classifier, to choose from on validation images


def train(session):
    """Train each network on each kind of image, then classifiers from the one of digits."""
    values, pretrained = {}, None
    done = 0
    for what, images, held_out in kinds(session.data):
        tensor = ops.convert_to_tensor(images[:IMAGES])
        for name, (build, epochs) in NETWORKS.items():
            keras.utils.set_random_seed(session.seed)
            model = build()
            fit(model, tensor, epochs, RATE, BATCH)
            values[f"test MSE, {what}, {name}"] = error_of(model, held_out)
            pretrained = pretrained or model  # the first: convolutional, of digits
            done += 1
            session.tell("comparisons", done)
    for budget in LABELS:
        for way, accuracy in accuracies(session, budget, pretrained):
            values[f"test accuracy, {way}, {budget:,} labels (%)"] = accuracy
            done += 1
            session.tell("comparisons", done)
    return values


def kinds(mnist):
    """Yield the name of each kind of image, training images and test images."""
    yield "digits", mnist.train.images, mnist.test.images
    order = np.random.default_rng(0).permutation(784)

    def shuffled(images):
        return images.reshape(-1, 784)[:, order].reshape(images.shape)

    yield "shuffled digits", shuffled(mnist.train.images), shuffled(mnist.test.images)
    clothes = datasets.load("fashion_mnist")
    yield "clothes", clothes.train.images, clothes.test.images


def new_convolutional():
    """Build the lab session's network; its code is linear, its pixels start dark."""
    images, codes = keras.Input((28, 28, 1)), keras.Input((CODE,))
    halve = {"strides": 2, "padding": "same", "activation": "relu"}
    maps = layers.Conv2D(16, 3, **halve)(images)
    maps = layers.Conv2D(32, 3, **halve)(maps)
    encoder = keras.Model(images, layers.Dense(CODE)(layers.Flatten()(maps)), name="encoder")
    maps = layers.Dense(7 * 7 * 32, activation="relu")(codes)
    maps = layers.Reshape((7, 7, 32))(maps)
    maps = layers.Conv2DTranspose(16, 3, **halve)(maps)
    dark = keras.initializers.Constant(-2.0)
    pixels = {**halve, "activation": "sigmoid", "bias_initializer": dark, "name": "pixels"}
    decoder = keras.Model(codes, layers.Conv2DTranspose(1, 3, **pixels)(maps), name="decoder")
    return keras.Model(images, decoder(encoder(images)))


def new_dense():
    """Build 784–128–64–128–784, which has about as many weights; its pixels start dark, too."""
    model = builders.stacked((28, 28, 1), [128], CODE, code_activation=None)
    model.get_layer("decoder").get_layer("pixels").bias.assign(np.full(784, -2.0))
    return model


NETWORKS = {
    "convolutional": (new_convolutional, EPOCHS),
    "dense, as many epochs": (new_dense, EPOCHS),
    "dense, as many seconds": (new_dense, AS_MANY_SECONDS * EPOCHS),
}


def new_muon(rate):
    """Return Muon without weight decay: Adam for all but the dense layers' weights."""
    return keras.optimizers.Muon(rate, weight_decay=None, adam_weight_decay=None)


def fit(model, images, epochs, rate, batch_size, optimizer=new_muon):
    """Train on the MSE; the rate rises for a tenth of the steps, then falls to 0."""
    steps = epochs * training.steps(images, batch_size)
    model.compile(
        optimizer(training.warmup_cosine(rate, steps)),
        loss="mse",
        steps_per_execution=training.steps_per_execution(images, batch_size),
    )
    model.fit(images, images, batch_size=batch_size, epochs=epochs, verbose=0)


def error_of(model, images):
    """Return the mean squared error per pixel, with pixels clipped to [0, 1]."""
    restored = model.predict(images, batch_size=500, verbose=0)
    return metrics.mean_squared_error(images, np.clip(restored, 0, 1))


def accuracies(session, budget, pretrained):
    """Yield ways to use few labels, with their test accuracy in per cent.

    Learning rates and penalties are chosen on validation images, for each seed and each way.
    """
    mnist, seed = session.data, session.seed
    splits = datasets.balanced_subset(mnist.train, budget, seed=seed), mnist.validation, mnist.test
    trainer = label_budgets.Trainer(
        lambda: builders.classifier(new_convolutional().get_layer("encoder"), 10)
    )
    weights = pretrained.get_layer("encoder").get_weights()

    def start(classifier):
        classifier.get_layer("encoder").set_weights(weights)

    for way, starts in (("pretrained", [start]), ("from scratch", None)):
        (accuracy,) = trainer.accuracies([splits], [seed], LEARNING_RATES, starts)
        yield way, accuracy
    keras.utils.set_random_seed(seed)
    untrained = new_convolutional()
    for way, represent in {
        "probe, code": codes_of(pretrained),
        "probe, untrained code": codes_of(untrained),
        "probe, pixels": lambda images: images,
    }.items():
        pairs = [(represent(split.images), split.labels) for split in splits]
        yield way, 100 * metrics.linear_probe(*pairs).accuracy


def codes_of(model):
    """Return a function from images to codes."""
    encoder = model.get_layer("encoder")
    return lambda images: encoder.predict(images, batch_size=1000, verbose=0)


def controls(data):
    """Return PCA's clipped error, fitted to the same images and to all."""
    errors = {}
    for what, images, held_out in kinds(data):
        if what != "shuffled digits":  # PCA does not ask for the order of pixels
            for number, used in (("the same", images[:IMAGES]), ("all", images)):
                errors[f"PCA-64 of {number} {what}"] = metrics.pca_baseline(used, held_out, CODE)
    return errors


RUN = LongRun(
    "convolutional_comparisons",
    f"a convolutional network of 16 and 32 filters and a dense one of 128 hidden units, both with "
    f"a code of {CODE}, trained on {IMAGES:,} digits, the same digits with pixels shuffled, and "
    f"clothes: {EPOCHS} epochs, the dense one also {AS_MANY_SECONDS} times as many; Muon whose "
    f"rate rises to {RATE:g} in a tenth of the steps and falls to 0 like a cosine, batches of "
    f"{BATCH}; classifiers of digits from {' and '.join(f'{count:,}' for count in LABELS)} labels, "
    f"pretrained and from scratch, and linear probes; rates and penalties chosen on validation "
    f"images",
    "mnist",
    {"comparisons": 3 * len(NETWORKS) + 5 * len(LABELS)},
    train,
    controls,
    seeds=(0, 1, 2, 3, 4),
)
