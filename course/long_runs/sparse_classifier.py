"""A linear classifier on the frozen codes of a k-sparse autoencoder, and on the pixels."""

import keras
import numpy as np
from deep_autoencoder import COPIES, deformed
from keras import ops

from autoencoder_course import metrics, profile
from coursework.execution.long_run_session import LongRun, all_training, decay
from keras_autoencoders import builders, layers, training

UNITS, BATCH, RATE = 1000, 250, 3e-3
KEPT = {200: 1, 100: 1, 50: 1, 35: 1, 20: 12}  # for how many epochs so many units are kept
RANK = 150
LINEAR_EPOCHS, LINEAR_RATE, WEIGHT_PENALTY = 10, 2e-3, 1e-4


def train(session):
    """Train the code without labels, freeze it, and train a softmax layer on it."""
    split, test = all_training(session.data), session.data.test
    copies = [deformed(split.images, (session.seed, copy)) for copy in range(COPIES)]
    autoencoder = train_code(session, np.concatenate([split.images, *copies]))
    encoder = autoencoder.get_layer("encoder").get_layer("code")
    ways = {"code": lambda images: excess(encoder, images), "pixels": flat}
    values = {}
    for seen, describe in ways.items():
        numbers = [describe(images) for images in (split.images, *copies)]
        unseen = describe(test.images)
        if seen == "code":
            values[f"dead units of {UNITS}"] = int(metrics.dead_units(unseen).sum())
        for how, used in (("", numbers[:1]), (", with copies", numbers)):
            stage = f"linear classifier on {seen}{how}"
            answers = linear_classifier(session, stage, used, split.labels, unseen)
            values[f"test error, {stage} (%)"] = 100 * (1 - metrics.accuracy(test.labels, answers))
    return values


def train_code(session, images):
    """Train the autoencoder while ever fewer units are kept; no label is looked at."""
    epochs = {kept: profile.epochs(count) for kept, count in KEPT.items()}
    rate = decay(len(images), epochs=sum(epochs.values()), batch_size=BATCH, start=RATE)
    keras.utils.set_random_seed(session.seed)
    final = build(images, min(KEPT))

    def train_all(callbacks):
        start_at_mean(final, images)
        memory = None
        for kept, count in epochs.items():
            model = build(images, kept)
            model.set_weights(final.get_weights())
            optimizer = keras.optimizers.Adam(rate)
            model.compile(
                optimizer, "mse", steps_per_execution=training.steps_per_execution(images, BATCH)
            )
            optimizer.build(model.trainable_variables)
            if memory:  # Adam goes on where it was: a fresh one would kill units
                for variable, value in zip(optimizer.variables, memory, strict=True):
                    variable.assign(value)
            model.fit(
                images, images, batch_size=BATCH, epochs=count, callbacks=callbacks, verbose=0
            )
            memory = [ops.convert_to_numpy(variable) for variable in optimizer.variables]
            final.set_weights(model.get_weights())

    session.once("code", final, train_all)
    return final


def build(images, kept):
    """Return an untrained autoencoder with tied weights, linear but for what is kept."""
    return builders.sparse(
        images.shape[1:], UNITS, layers.KSparse(kept),
        activation="linear", output_activation="linear", tied=True,
    )  # fmt: skip


def start_at_mean(model, images):
    """Give the mean image the code 0, and the code 0 the mean image."""
    mean = images.mean(axis=0).ravel()
    code = model.get_layer("encoder").get_layer("code")
    code.bias.assign(-mean @ ops.convert_to_numpy(code.kernel))
    model.get_layer("decoder").get_layer("pixels").bias.assign(mean)


def excess(code, images):
    """Return by how much each unit exceeds the one of rank `RANK`, or 0 if it does not."""
    kernel, bias = (ops.convert_to_numpy(variable) for variable in (code.kernel, code.bias))
    activities = flat(images) @ kernel + bias
    least = np.partition(activities, -RANK, axis=1)[:, -RANK, None]
    return np.maximum(activities - least, 0)


def flat(images):
    """Return images as rows of pixels."""
    return images.reshape(len(images), -1)


def linear_classifier(session, stage, numbers, labels, unseen):
    """Train a softmax layer on sets of numbers with the same labels; return its answers."""
    scale = numbers[0].std()
    numbers, labels = np.concatenate(numbers) / scale, np.tile(labels, len(numbers))
    keras.utils.set_random_seed(session.seed)
    penalty = keras.regularizers.L2(WEIGHT_PENALTY)
    softmax = keras.layers.Dense(10, activation="softmax", kernel_regularizer=penalty)
    classifier = keras.Sequential([keras.Input(numbers.shape[1:]), softmax])
    rate = decay(len(numbers), epochs=session.epochs[stage], batch_size=BATCH, start=LINEAR_RATE)
    classifier.compile(
        keras.optimizers.Adam(rate), "sparse_categorical_crossentropy",
        steps_per_execution=training.steps_per_execution(numbers, BATCH),
    )  # fmt: skip
    session.fit(stage, classifier, numbers, labels, batch_size=BATCH)
    return classifier.predict(unseen / scale, batch_size=1000, verbose=0)


def controls(data):
    """Return nothing: the control is the same classifier on the pixels, repeated likewise."""
    return {}


RUN = LongRun(
    "sparse_classifier",
    f"784–{UNITS}–784, k-sparse with tied weights, linear but for what is kept: "
    f"{', '.join(map(str, KEPT))} units for {', '.join(map(str, KEPT.values()))} epochs; mean "
    f"squared error on all 60,000 training images of MNIST and {COPIES} slightly stretched, "
    f"sheared and turned copies of each, no labels, Adam from {RATE:g} down to 0 like a cosine, "
    f"batches of {BATCH}; then frozen. One softmax layer on the code (by how much a unit exceeds "
    f"the one of rank {RANK}), {LINEAR_EPOCHS} epochs with all labels, once on the images alone "
    "and once with their copies; and the same layer on the pixels",
    "mnist",
    {
        "code": sum(KEPT.values()),
        **{
            f"linear classifier on {seen}{how}": LINEAR_EPOCHS
            for seen in ("code", "pixels")
            for how in ("", ", with copies")
        },
    },
    train,
    controls,
)
