"""How many batches make an epoch, and batches that are cut once."""

import sys

import keras
import numpy as np
import pytest

from keras_autoencoders import builders, training

IMAGES = np.random.default_rng(0).random((20, 3, 3, 1), dtype="float32")
LABELS = np.arange(20)


@pytest.mark.parametrize(
    ("images", "batch", "expected"), [(1000, 100, 10), (1001, 100, 11), (3, 8, 1)]
)
def test_last_smaller_batch_counts_as_a_step(images, batch, expected):
    assert training.steps(np.zeros((images, 1)), batch) == expected


@pytest.mark.backends
def test_an_epoch_is_run_at_a_time_where_the_backend_can():
    steps = training.steps_per_execution(IMAGES, 8)
    assert steps == (1 if keras.backend.backend() == "torch" else 3)
    model = builders.vanilla((3, 3, 1), 2)
    model.compile("adam", "mse", steps_per_execution=steps)
    history = model.fit(IMAGES, IMAGES, batch_size=8, epochs=2, verbose=0)
    assert np.isfinite(history.history["loss"]).all()


def trained(*data, **options):
    keras.utils.set_random_seed(3)
    model = builders.vanilla((3, 3, 1), 4)
    model.compile("adam", "mse", steps_per_execution=training.steps_per_execution(IMAGES, 8))
    history = model.fit(*data, epochs=3, shuffle=False, verbose=0, **options).history
    return history["loss"], model.predict(IMAGES, verbose=0)


@pytest.mark.backends
def test_batches_cut_once_give_the_numbers_of_arrays_in_a_fixed_order():
    losses, restored = trained(training.fixed_order(IMAGES, IMAGES, 8))
    losses_of_arrays, restored_of_arrays = trained(IMAGES, IMAGES, batch_size=8)
    assert losses == losses_of_arrays
    np.testing.assert_array_equal(restored, restored_of_arrays)


@pytest.mark.parametrize("batch", [8, 5, 30])
@pytest.mark.parametrize("targets", [IMAGES, LABELS], ids=["images", "labels"])
def test_batches_come_in_order_and_the_last_may_be_smaller(batch, targets):
    dataset = training.fixed_order(IMAGES.astype("float64"), targets, batch)
    assert len(dataset) == training.steps(IMAGES, batch)
    inputs, wanted = map(np.concatenate, zip(*dataset.as_numpy_iterator(), strict=True))
    assert inputs.dtype == "float32"  # what Keras makes of it
    np.testing.assert_array_equal(inputs, IMAGES)
    np.testing.assert_array_equal(wanted, targets)


def test_batches_share_the_memory_of_their_array_and_are_not_tuned():
    images = np.zeros((20, 16), "float32")
    dataset = training.fixed_order(images, images, 8)
    assert dataset.options().autotune.enabled is False
    for inputs, targets in dataset:
        assert np.shares_memory(np.asarray(inputs), np.asarray(targets))


def test_wrong_arguments_are_refused():
    with pytest.raises(ValueError, match="as many `targets`.*19 targets, 20 inputs"):
        training.fixed_order(IMAGES, LABELS[1:], 8)
    with pytest.raises(ValueError, match="`batch_size` to be a positive integer"):
        training.fixed_order(IMAGES, LABELS, 0)


def test_without_tensorflow_the_way_out_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "tensorflow", None)  # None makes an import fail
    with pytest.raises(ImportError, match="needs TensorFlow.*shuffle=False"):
        training.fixed_order(IMAGES, LABELS, 8)
