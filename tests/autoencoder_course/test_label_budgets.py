"""Classifiers that are compiled once and trained often."""

import keras
import numpy as np
import pytest

from autoencoder_course import label_budgets, metrics, profile
from autoencoder_course.datasets import Split

RATES = (1e-2,)


def build():
    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="softmax")])


def split(count, seed):
    """Examples whose largest of three numbers is their class; the fourth is noise."""
    images = np.random.default_rng(seed).random((count, 4), "float32")
    return Split(images, images[:, :3].argmax(axis=1))


def draw(seed, count=60):
    return split(count, seed), split(200, 100), split(200, 101)


def test_same_seed_gives_the_same_accuracy_whatever_was_trained_before():
    trainer = label_budgets.Trainer(build)
    first = trainer.accuracies([draw(0)], [0], RATES)
    trainer.accuracies([draw(5)], [5], RATES)
    np.testing.assert_array_equal(trainer.accuracies([draw(0)], [0], RATES), first)
    np.testing.assert_array_equal(
        label_budgets.Trainer(build).accuracies([draw(0)], [0], RATES), first
    )


def test_each_seed_is_trained_on_its_own_draw():
    trainer = label_budgets.Trainer(build)
    both = trainer.accuracies([draw(0), draw(1)], [0, 1], RATES)
    assert both[1] == trainer.accuracies([draw(1)], [1], RATES)[0]


def test_a_start_sets_the_weights():
    def perfect(model):
        model.set_weights([100 * np.eye(4, 3, dtype="float32"), np.zeros(3, "float32")])

    trainer = label_budgets.Trainer(build)
    assert trainer.accuracies([draw(0)], [0], (1e-6,), start=perfect)[0] == 100
    assert trainer.accuracies([draw(0)], [0], (1e-6,))[0] < 100


def test_the_rate_is_chosen_on_validation():
    def perfect(model):
        model.set_weights([100 * np.eye(4, 3, dtype="float32"), np.zeros(3, "float32")])

    trainer = label_budgets.Trainer(build)
    wild = trainer.accuracies([draw(0)], [0], (1000.0,), start=perfect)[0]
    assert trainer.accuracies([draw(0)], [0], (1000.0, 1e-6), start=perfect)[0] == 100 > wild


def test_an_epoch_of_repeated_examples_is_as_many_passes(monkeypatch):
    few, many = label_budgets.Trainer(build), label_budgets.Trainer(build)
    few.accuracies([draw(0)], [0], RATES)
    monkeypatch.setattr(label_budgets, "LONG_EPOCH", 10)
    many.accuracies([draw(0)], [0], RATES)
    done = {int(each._compiled[60, RATES[0]][0].optimizer.iterations) for each in (few, many)}
    assert done == {profile.epochs(20) * 60 // 6}


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="others don't trace so")
def test_a_step_is_traced_once(monkeypatch):
    traced, original = [], keras.Model.train_step

    def train_step(model, data):
        traced.append(model)
        return original(model, data)

    monkeypatch.setattr(keras.Model, "train_step", train_step)
    label_budgets.Trainer(build).accuracies([draw(0), draw(1)], [0, 1], RATES)
    assert len(traced) == 1


def test_draws_and_seeds_have_to_agree():
    with pytest.raises(ValueError, match="2 draws, 1 seeds"):
        label_budgets.Trainer(build).accuracies([draw(0), draw(1)], [0], RATES)
    with pytest.raises(ValueError, match="learning_rates"):
        label_budgets.Trainer(build).accuracies([draw(0)], [0], ())


def test_a_table_has_a_row_for_each_way_and_a_column_for_each_budget():
    rows = {
        "scratch": [metrics.Estimate(97.25, 0.04), metrics.Estimate(8, 1)],
        "one": [metrics.Estimate(-0.3, 2)],
    }
    assert label_budgets.table(rows, (100, 50_000), "labels", widths=(9, 13)).split("\n") == [
        "labels             100       50,000",
        "scratch     97.2 ± 0.0    8.0 ± 1.0",
        "one         -0.3 ± 2.0",
    ]
    assert label_budgets.table({}, ["all labels"], "way").split() == ["way", "all", "labels"]


def test_each_draw_may_have_its_own_start():
    def start_at(scale):
        weights = [scale * np.eye(4, 3, dtype="float32"), np.zeros(3, "float32")]
        return lambda model: model.set_weights(weights)

    trainer = label_budgets.Trainer(build)
    right, wrong = trainer.accuracies(
        [draw(0), draw(1)], [0, 1], (1e-6,), start=[start_at(100), start_at(-100)]
    )
    assert right == 100
    assert wrong < 50


def test_as_many_starts_as_draws_are_expected():
    with pytest.raises(ValueError, match="one start for each draw. Received: 1 starts, 2 draws"):
        label_budgets.Trainer(build).accuracies([draw(0), draw(1)], [0, 1], RATES, start=[None])


@pytest.mark.parametrize(
    ("labels", "told"),
    [
        (np.eye(3)[[0, 1] * 30], r"one class number for each of 60 examples.*not one-hot"),
        (np.zeros(59, int), r"one class number for each of 60 examples"),
        (np.full(60, 3), r"from 0 to 2. Received: values from 3 to 3"),
        (np.full(60, -1), r"from 0 to 2. Received: values from -1 to -1"),
    ],
    ids=["one-hot", "too few", "unknown class", "negative"],
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_labels_that_are_not_one_class_an_example_are_told_before_training(labels, told, place):
    splits = [split(60, seed) for seed in range(3)]
    splits[place] = splits[place]._replace(labels=labels)
    with pytest.raises(ValueError, match=rf"Expected `draws\[0\]\[{place}\].labels`.* {told}"):
        label_budgets.Trainer(build).accuracies([splits], [0], RATES)


def test_labels_may_be_a_column():
    columns = [part._replace(labels=part.labels[:, None]) for part in draw(0)]
    both = [
        label_budgets.Trainer(build).accuracies([splits], [0], RATES)
        for splits in (columns, draw(0))
    ]
    np.testing.assert_array_equal(*both)


def test_examples_have_to_fit_the_classifier():
    labelled, *others = draw(0)
    for images, told in (
        (labelled.images[:, :3], r"to have the shape \(None, 4\).*Received: \(60, 3\)"),
        (labelled.images[:0], "Expected at least one example"),
    ):
        bad = Split(images, labelled.labels[: len(images)])
        with pytest.raises(ValueError, match=told):
            label_budgets.Trainer(build).accuracies([[bad, *others]], [0], RATES)
    with pytest.raises(ValueError, match=r"`draws\[0\]` to be three splits"):
        label_budgets.Trainer(build).accuracies([others], [0], RATES)
