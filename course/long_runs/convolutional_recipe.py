"""The Kharagpur recipe 32 with five seeds, on fewer photographs: changes, controls and kernels."""

import keras
import numpy as np
from keras import layers

from autoencoder_course import metrics, profile
from coursework.execution.long_run_session import LongRun
from keras_autoencoders import builders

IMAGES, BATCH, EPOCHS, LONGER = 4_000, 160, 5, 17
FILTERS, DECODER_FILTERS, CODE, RATE = (64, 128, 128), (128, 64, 64), 1024, 1e-3
CAT, DEER, DOG = 3, 4, 5
ASKED = 2_000  # test photographs on which errors and kernels are measured
STAGE = "networks"  # one epoch of the display is one of them


def train(session):
    """Train the autoencoders, then classifiers from the published one and from scratch."""
    values, encoder, done = {}, None, 0
    for name, build in AUTOENCODERS.items():
        keras.utils.set_random_seed(session.seed)
        model = build()
        values |= {f"{name}: {what}": value for what, value in of_autoencoder(session, model)}
        encoder = encoder or model.get_layer("encoder")  # the first: as published
        done += 1
        session.tell(STAGE, min(done, session.epochs[STAGE]))
    for way, epochs in (("pretrained", (EPOCHS,)), ("from scratch", (EPOCHS, LONGER))):
        keras.utils.set_random_seed(session.seed)
        start = encoder if way == "pretrained" else published().get_layer("encoder")
        values |= dict(of_classifier(session, way, start, epochs))
        done += 1
        session.tell(STAGE, min(done, session.epochs[STAGE]))
    return values


def published(activation=None, **changes):
    """Build the recipe's network, with random weights as PyTorch draws them."""
    options = {
        "decoder_filters": DECODER_FILTERS,
        "activation": activation or layers.LeakyReLU(0.1),
        "output_activation": "relu",
        "up_sampling": "bilinear",
        "padding": "symmetric",
        "kernel_initializer": keras.initializers.VarianceScaling(1 / 3, "fan_in", "uniform"),
        "fuse_last_enlargement": True,
    }
    return builders.convolutional((32, 32, 3), FILTERS, CODE, **options | changes)


def max_pooling():
    """Build it with convolutions of stride 1, each with max pooling behind it."""
    return published(down_sampling="max_pooling", padding="same")


def dense():
    """Build 3072–1024–3072 with the same activations."""
    activations = {"activation": layers.LeakyReLU(0.1), "output_activation": "relu"}
    return builders.vanilla((32, 32, 3), CODE, **activations)


AUTOENCODERS = {
    "as published": published,
    "ReLU": lambda: published("relu"),
    "max pooling": max_pooling,
    "dense": dense,
}


def some(data):
    """Return the labelled training photographs that everything is trained on."""
    count = profile.by_profile(IMAGES, 200)
    return data.train.images[:count], data.train.labels[:count]


def of_autoencoder(session, model):
    """Train an autoencoder; yield its clipped test error and how much of its code is silent."""
    images, asked = some(session.data)[0], session.data.test.images[:ASKED]
    model.compile(keras.optimizers.Adam(RATE), "mse")
    model.fit(images, images, batch_size=BATCH, epochs=profile.epochs(EPOCHS), verbose=0)
    restored = model.predict(asked, batch_size=500, verbose=0).clip(0, 1)
    yield "test MSE", metrics.mean_squared_error(asked, restored)
    codes = model.get_layer("encoder").predict(asked, batch_size=500, verbose=0)
    yield "silent code units (%)", 100 * np.mean(codes.max(axis=0) <= 0)


def of_classifier(session, way, encoder, epochs):
    """Train a classifier; yield its test accuracy after so many epochs, and what became of it."""
    images, labels = some(session.data)
    test, before = session.data.test, encoder.get_layer("conv_1").get_weights()[0]
    selectivity = class_selectivity(encoder, test.images[:ASKED], test.labels[:ASKED])
    model = builders.classifier(encoder, 10)
    model.compile(keras.optimizers.Adam(RATE), "sparse_categorical_crossentropy")
    trained = 0
    for wanted in epochs:
        count = profile.epochs(wanted - trained)
        model.fit(images, labels, batch_size=BATCH, epochs=count, verbose=0)
        trained = wanted
        answers = model.predict(test.images, batch_size=500, verbose=0)
        yield f"{way}, {wanted} epochs: accuracy (%)", 100 * metrics.accuracy(test.labels, answers)
        if wanted == EPOCHS:
            yield from of_kernels(way, model, before, selectivity)
            yield from of_cats(way, test.labels, answers)


def class_selectivity(encoder, images, labels):
    """Return for each first kernel how much of its mean answer's variance classes explain."""
    first = keras.Model(encoder.inputs, encoder.get_layer("conv_1").output)
    answers = first.predict(images, batch_size=500, verbose=0).mean(axis=(1, 2))
    classes = [answers[labels == label] for label in np.unique(labels)]
    spread = sum(len(part) * (part.mean(axis=0) - answers.mean(axis=0)) ** 2 for part in classes)
    return spread / len(answers) / answers.var(axis=0)


def of_kernels(way, model, before, selectivity):
    """Yield how far classifying moved the first kernels, and whether the unselective ones most."""
    after = model.get_layer("encoder").get_layer("conv_1").get_weights()[0]
    moved = np.linalg.norm((after - before).reshape(-1, after.shape[-1]), axis=0)
    size = np.linalg.norm(before.reshape(-1, before.shape[-1]), axis=0)
    yield f"{way}: first kernels' change ÷ size", moved.mean() / size.mean()
    order = np.argsort(selectivity)
    least, most = (moved[half].mean() for half in np.array_split(order, 2))
    yield f"{way}: change, least selective half ÷ most selective", least / most


def of_cats(way, labels, answers):
    """Yield what share of the cats is taken for deer, and for dogs."""
    cats = answers[labels == CAT].argmax(axis=1)
    yield f"{way}: cats taken for deer (%)", 100 * np.mean(cats == DEER)
    yield f"{way}: cats taken for dogs (%)", 100 * np.mean(cats == DOG)


def controls(data):
    """Return the simple baselines, fitted to the same photographs."""
    images, labels = some(data)
    asked = data.test.images[:ASKED]
    probe = metrics.linear_probe(
        (images, labels),
        (data.validation.images[:ASKED], data.validation.labels[:ASKED]),
        (data.test.images, data.test.labels),
        penalties=profile.by_profile((0.03, 0.1, 0.3), (0.1,)),
    )
    code = min(CODE, len(images) - 1)
    return {
        "mean image: test MSE": metrics.mean_image_baseline(images, asked),
        "PCA-1024, clipped: test MSE": metrics.pca_baseline(images, asked, code),
        "PCA-16, clipped: test MSE": metrics.pca_baseline(images, asked, 16),
        "linear classifier on pixels: accuracy (%)": 100 * probe.accuracy,
    }


RUN = LongRun(
    "convolutional_recipe",
    f"the Kharagpur recipe 32 with {IMAGES:,} photographs of CIFAR-10 in batches of {BATCH}: as "
    f"many steps an epoch, 25, as with 50,000 in batches of 2,000. Convolutions of "
    f"{'–'.join(map(str, FILTERS))} filters, code of {CODE}, leaky ReLU, bilinear up-sampling, "
    f"squared error, Adam at {RATE:g}, {EPOCHS} epochs; the same with ReLU, with max pooling in "
    f"place of strides, and 3072–{CODE}–3072; classifiers from the published encoder and from "
    f"scratch, {EPOCHS} epochs, the latter also {LONGER}",
    "cifar10",
    {STAGE: len(AUTOENCODERS) + 2},
    train,
    controls,
    seeds=(0, 1, 2, 3, 4),
)
