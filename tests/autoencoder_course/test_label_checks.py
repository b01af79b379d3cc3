"""Whatever takes labels takes them in a row or a column, and refuses what would be broadcast."""

import inspect

import numpy as np
import pytest

from autoencoder_course import datasets, metrics, plots

IMAGES = np.random.default_rng(0).random((6, 4, 4, 1), "float32")
LABELS = np.array([0, 1] * 3)
PROBABILITIES = np.eye(2)[LABELS]
CODES = IMAGES.reshape(6, 16)[:, :2]
NAMES = ["a", "b"]
PAIR = (IMAGES, LABELS)
TAKERS = {
    "accuracy": lambda labels: metrics.accuracy(labels, PROBABILITIES),
    "per_class_accuracy": lambda labels: metrics.per_class_accuracy(labels, PROBABILITIES),
    "per_class_specificity": lambda labels: metrics.per_class_specificity(labels, PROBABILITIES),
    "confusion": lambda labels: metrics.confusion(labels, PROBABILITIES),
    "class_examples": lambda labels: plots.class_examples(IMAGES, labels, NAMES, count=2),
    "latent_map": lambda labels: plots.latent_map(CODES, labels, NAMES),
    "latent_plane": lambda labels: plots.latent_plane(
        {"PCA": CODES}, labels, NAMES, IMAGES[:, None], ((0, 1), (0, 1))
    ),
    "balanced_subset": lambda labels: datasets.balanced_subset(
        datasets.Split(IMAGES, labels), 4, seed=0
    ),
    "linear_probe": lambda labels: metrics.linear_probe(
        PAIR, PAIR, (IMAGES, labels), penalties=(0.1,)
    ),
}
# What takes labels in another way, each with the reason; tested in files of their own.
OTHERWISE = {
    "best_f1": "its labels are Boolean, one or several for each example",
    "from_arrays": "makes the splits, of ten images or more",
}
WRONG = {
    "one-hot": PROBABILITIES,
    "too few": LABELS[:3],
    "one": LABELS[:1],
    "in a row of their own": LABELS[None],
}


@pytest.mark.parametrize("take", TAKERS.values(), ids=TAKERS)
def test_a_column_counts_like_a_row(take):
    row, column = take(LABELS), take(LABELS[:, None])
    if isinstance(row, (float, np.ndarray, metrics.LinearProbe)):
        np.testing.assert_array_equal(row, column)


@pytest.mark.parametrize("labels", WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("take", TAKERS.values(), ids=TAKERS)
def test_labels_that_would_be_broadcast_are_refused_with_their_shape(take, labels):
    told = r"Expected `(labels|split.labels|test\[1\])` to be one class number for each of 6 "
    shape = str(labels.shape).replace("(", r"\(").replace(")", r"\)")
    with pytest.raises(ValueError, match=rf"{told}.*Received: shape {shape}"):
        take(labels)


def test_every_function_that_takes_labels_is_tried_here():
    asked = {
        name
        for module in (metrics, plots, datasets)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if {"labels", "split", "labelled"} & set(inspect.signature(function).parameters)
    }
    assert asked - set(TAKERS) - set(OTHERWISE) == set()
    assert len(asked) > 7
