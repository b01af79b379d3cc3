"""How arrays are fed to TensorFlow: as Keras does it, but without waiting and needless copies."""

import sys

import keras
import numpy as np
import pytest
from scipy import sparse

from autoencoder_course import profile
from keras_autoencoders import builders, training
from keras_autoencoders.training import _input_pipeline

if keras.backend.backend() != "tensorflow":
    pytest.skip("only TensorFlow is fed this way", allow_module_level=True)

import tensorflow as tf
from keras.src.trainers.data_adapters import array_slicing
from keras.src.trainers.data_adapters.array_data_adapter import ArrayDataAdapter


def get_now():
    return ArrayDataAdapter.get_tf_dataset


def get_as_keras_does():
    """Return the method that `feed_directly` replaced, or is yet to replace."""
    return getattr(get_now(), "__wrapped__", get_now())


def test_speed_options_keep_tensorflow_from_tuning_how_arrays_are_fed():
    images = np.zeros((20, 3), "float32")
    for _ in range(2):  # the second time there is nothing left to do
        training.speed_options(images, 8)
        dataset = ArrayDataAdapter(images, images, batch_size=8).get_tf_dataset()
        assert dataset.options().autotune.enabled is False
    assert not hasattr(ArrayDataAdapter.get_tf_dataset.__wrapped__, "is_untuned")
    batches = [len(inputs) for inputs, _ in dataset]
    assert batches == [8, 8, 4]


@pytest.mark.parametrize("shuffle", [True, False])
def test_untuned_feeding_changes_nothing_that_is_computed(monkeypatch, shuffle):
    images = np.random.default_rng(0).random((50, 6, 6, 1), dtype="float32")

    def trained():
        profile.set_seed(3)
        model = builders.vanilla((6, 6, 1), 4)
        model.compile("adam", "mse", **training.speed_options(images, 8))
        history = model.fit(
            images, images, batch_size=8, epochs=3, shuffle=shuffle, verbose=0
        ).history
        return history["loss"], model.predict(images, verbose=0)

    losses, restored = trained()
    as_keras_is = get_as_keras_does()
    monkeypatch.setattr(_input_pipeline, "feed_directly", lambda: None)
    monkeypatch.setattr(ArrayDataAdapter, "get_tf_dataset", as_keras_is)
    losses_as_keras_is, restored_as_keras_is = trained()
    assert losses == losses_as_keras_is
    np.testing.assert_array_equal(restored, restored_as_keras_is)


@pytest.mark.parametrize("shuffle", [True, False])
def test_a_target_that_is_the_input_is_copied_once(monkeypatch, shuffle):
    copied, original = [], array_slicing.convert_to_sliceable

    def convert_to_sliceable(inputs, **options):
        copied.extend(keras.tree.flatten(inputs))
        return original(inputs, **options)

    _input_pipeline.feed_directly()
    monkeypatch.setattr(array_slicing, "convert_to_sliceable", convert_to_sliceable)
    images = np.arange(60, dtype="float32").reshape(20, 3)
    for target, copies in ((images, 1), (images + 1, 2)):
        copied.clear()
        adapter = ArrayDataAdapter(images, target, batch_size=8, shuffle=shuffle)
        seen, wanted = map(np.concatenate, zip(*adapter.get_tf_dataset(), strict=True))
        assert len(copied) == copies
        np.testing.assert_array_equal(wanted - seen, target - images)
        np.testing.assert_array_equal(np.sort(seen[:, 0]), images[:, 0])
        assert adapter._inputs[1] is target


IMAGES = np.arange(60.0).reshape(20, 3)  # float64, which Keras converts
LABELS = np.arange(20)
ORDERED = {
    "images alone": (IMAGES,),
    "images and labels": (IMAGES, LABELS),
    "images, images and weights": (IMAGES, IMAGES, np.ones(20, "float32")),
    "two inputs": ([IMAGES, IMAGES + 1], LABELS),
    "named inputs": ({"a": IMAGES, "b": IMAGES + 1}, LABELS),
}


@pytest.mark.parametrize("batch", [8, 5, 30])
@pytest.mark.parametrize("data", ORDERED.values(), ids=ORDERED)
def test_batches_in_a_fixed_order_are_those_that_keras_makes(data, batch):
    _input_pipeline.feed_directly()
    adapter = ArrayDataAdapter(*data, batch_size=batch, shuffle=False)
    assert _input_pipeline._in_order(adapter) is not None
    ours, theirs = adapter.get_tf_dataset(), get_as_keras_does()(adapter)
    assert ours.element_spec == theirs.element_spec
    for mine, wanted in zip(ours, theirs, strict=True):
        keras.tree.assert_same_structure(mine, wanted)
        for part, other in zip(keras.tree.flatten(mine), keras.tree.flatten(wanted), strict=True):
            np.testing.assert_array_equal(part, other)


def test_of_the_settings_of_feeding_only_the_tuning_changes():
    _input_pipeline.feed_directly()
    for shuffle in (True, False):
        adapter = ArrayDataAdapter(IMAGES, LABELS, batch_size=8, shuffle=shuffle)
        ours, theirs = (get(adapter).options() for get in (get_now(), get_as_keras_does()))
        assert ours.autotune.enabled is False
        assert ours.experimental_distribute == theirs.experimental_distribute
        assert ours.experimental_optimization == theirs.experimental_optimization


def test_batches_share_the_memory_of_the_tensor_they_come_from_if_the_order_is_fixed():
    _input_pipeline.feed_directly()
    images = tf.random.uniform((20, 16))  # TensorFlow shares memory in steps of 64 bytes only
    for shuffle in (False, True):
        adapter = ArrayDataAdapter(images, images, batch_size=8, shuffle=shuffle)
        for batch in adapter.get_tf_dataset():
            for part in batch:
                assert np.shares_memory(np.asarray(part), np.asarray(images)) == (not shuffle)


@pytest.mark.parametrize(
    "inputs",
    [sparse.csr_matrix(IMAGES), [IMAGES, sparse.csr_matrix(IMAGES)]],
    ids=["alone", "beside an array"],
)
def test_sparse_matrices_are_left_to_keras(inputs):
    _input_pipeline.feed_directly()
    adapter = ArrayDataAdapter(inputs, LABELS, batch_size=8, shuffle=False)
    assert _input_pipeline._in_order(adapter) is None
    labels = np.concatenate([labels for _, labels in adapter.get_tf_dataset()])
    np.testing.assert_array_equal(labels, LABELS)


def test_a_keras_whose_adapter_works_otherwise_is_left_alone_with_a_warning(monkeypatch):
    as_keras_is = get_as_keras_does()
    monkeypatch.setattr(ArrayDataAdapter, "get_tf_dataset", as_keras_is)
    monkeypatch.setattr(ArrayDataAdapter, "__init__", lambda self, *data, **options: None)
    with pytest.warns(UserWarning, match="fit may wait.*_inputs"):
        training.speed_options(np.zeros((20, 3), "float32"), 8)
    assert ArrayDataAdapter.get_tf_dataset is as_keras_is


def test_a_keras_whose_adapter_moved_is_left_alone_with_a_warning(monkeypatch):
    # None in sys.modules makes an import fail.
    monkeypatch.setitem(sys.modules, "keras.src.trainers.data_adapters.array_data_adapter", None)
    with pytest.warns(UserWarning, match="fit may wait.*array_data_adapter"):
        options = training.speed_options(np.zeros((20, 3), "float32"), 8)
    assert options["steps_per_execution"] == 3
