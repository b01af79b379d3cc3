"""The control of `sparse_classifier`: the same linear classifier on codes without training."""

import keras
import numpy as np
from deep_autoencoder import COPIES, deformed
from sparse_classifier import (
    BATCH,
    LINEAR_EPOCHS,
    LINEAR_RATE,
    RANK,
    UNITS,
    build,
    excess,
    flat,
    linear_classifier,
    start_at_mean,
)

from autoencoder_course import metrics
from coursework.execution.long_run_session import LongRun, all_training

KINDS = ("untrained code", "training images")


def train(session):
    """Train a softmax layer on the untrained network's code, and on training images as units."""
    split, test = all_training(session.data), session.data.test
    copies = [deformed(split.images, (session.seed, copy)) for copy in range(COPIES)]
    values = {}
    for kind in KINDS:
        code = new_code(kind, session.seed, split.images)
        numbers = [excess(code, images) for images in (split.images, *copies)]
        unseen = excess(code, test.images)
        for how, used in (("", numbers[:1]), (", with copies", numbers)):
            stage = f"linear classifier on {kind}{how}"
            answers = linear_classifier(session, stage, used, split.labels, unseen)
            values[f"test error, {stage} (%)"] = 100 * (1 - metrics.accuracy(test.labels, answers))
    return values


def new_code(kind, seed, images):
    """Return a layer of units with random weights, or with training images as their weights."""
    keras.utils.set_random_seed(seed)
    model = build(images, RANK)
    code = model.get_layer("encoder").get_layer("code")
    if kind == "training images":
        chosen = np.random.default_rng(seed).choice(len(images), UNITS, len(images) < UNITS)
        rows = flat(images[chosen]) - flat(images).mean(axis=0)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        code.kernel.assign(rows.T)
    start_at_mean(model, images)
    return code


def controls(data):
    """Return nothing: what it stands beside is the record of `sparse_classifier`."""
    return {}


RUN = LongRun(
    "sparse_untrained",
    f"the control of sparse_classifier: {UNITS} units with random weights, or with {UNITS} "
    "training images (mean image subtracted, each of length 1) as weights; by how much a unit "
    f"exceeds the one of rank {RANK}; one softmax layer on it, {LINEAR_EPOCHS} epochs with all "
    f"60,000 labels of MNIST, Adam from {LINEAR_RATE:g} down to 0 like a cosine, batches of "
    f"{BATCH}, once on the images alone and once with {COPIES} distorted copies of each",
    "mnist",
    {
        f"linear classifier on {kind}{how}": LINEAR_EPOCHS
        for kind in KINDS
        for how in ("", ", with copies")
    },
    train,
    controls,
)
