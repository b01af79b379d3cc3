"""How Keras hands arrays to TensorFlow: without waiting, and without needless copies."""

import functools
import warnings

import keras
import numpy as np


def feed_directly() -> None:
    """Let `fit`, `evaluate` and `predict` feed arrays to TensorFlow with less ado.

    Two things change, and nothing of what is computed:

    - TensorFlow has a thread that tunes the feeding of batches. It looks after 10 ms, 20 ms,
      40 ms and so on, and sleeps in between. An epoch that is over has to wait until that
      thread stops, and on busy cores the thread often misses that it should, and sleeps on
      until its next look, for up to as long as the epoch took. (Seen from outside: epochs that
      end at 0.32, 0.63 or 20.5 s, with all cores idle. Why it misses it was not looked into.)
      Arrays in memory leave nothing to tune, so it is switched off.
    - Keras copies each batch out of the arrays, and where input and target are the same
      array, as in most autoencoders, copies the array and the batch twice. Once will do; and
      in a fixed order (`shuffle=False`, `evaluate`, `predict`) not even the batch is copied:
      it is a part of the array.

    Keras has no argument for this, so its `ArrayDataAdapter.get_tf_dataset` is replaced, for
    the whole process. A `tf.data.Dataset` that is passed to `fit` stays as it is. Under JAX
    and PyTorch, which have no such thread, nothing happens, nor the second time. If a Keras
    has no such class, or it works otherwise, a warning says so, and nothing is replaced.

    Source: lecture 1, the word on speed; measured by `tests/benchmarks/fit_waits.py`.
    """
    if keras.backend.backend() != "tensorflow":
        return
    try:
        from keras.src.trainers.data_adapters import array_slicing
        from keras.src.trainers.data_adapters.array_data_adapter import ArrayDataAdapter

        original = ArrayDataAdapter.get_tf_dataset
        example = ArrayDataAdapter(np.zeros((1, 1)), batch_size=1)
        for name in ("_inputs", "_shuffle", "_batch_size", "_num_samples"):
            getattr(example, name)
        array_slicing.convert_to_sliceable(np.zeros(1), target_backend="tensorflow")
    except (ImportError, AttributeError, TypeError) as error:
        warnings.warn(
            "fit may wait at the end of an epoch, and copies batches that need no copy: Keras "
            f"{keras.__version__} feeds arrays to TensorFlow in another way ({error}).",
            stacklevel=2,
        )
        return
    if not getattr(original, "is_untuned", False):
        ArrayDataAdapter.get_tf_dataset = _without_autotuning(original)


def _without_autotuning(get_dataset):
    import tensorflow as tf

    options = tf.data.Options()
    options.autotune.enabled = False
    # These two are Keras's own.
    options.experimental_optimization.apply_default_optimizations = False
    options.experimental_distribute.auto_shard_policy = tf.data.experimental.AutoShardPolicy.DATA

    @functools.wraps(get_dataset)
    def get_untuned_dataset(adapter):
        dataset = _in_order(adapter) or _feed_once(adapter, get_dataset)
        return dataset.with_options(options)

    get_untuned_dataset.is_untuned = True
    return get_untuned_dataset


def _in_order(adapter):
    """Make a data set whose batches are parts of the arrays; None if it can't be one."""
    import tensorflow as tf

    arrays = {id(array): array for array in keras.tree.flatten(adapter._inputs)}
    plain = all(isinstance(array, np.ndarray | tf.Tensor) for array in arrays.values())
    if adapter._shuffle or not plain:
        return None
    batch = adapter._batch_size
    whole = adapter._num_samples // batch

    with tf.device("CPU"):
        tensors = {key: _tensor(array) for key, array in arrays.items()}

        def each(cut):
            inputs = keras.tree.lists_to_tuples(adapter._inputs)
            return keras.tree.map_structure(lambda array: cut(tensors[id(array)]), inputs)

        # TensorFlow cuts along the first axis without copying.
        rows = each(lambda x: tf.reshape(x[: whole * batch], (whole, batch, *x.shape[1:])))
        dataset = tf.data.Dataset.from_tensor_slices(rows)
        if whole * batch < adapter._num_samples:
            rest = tf.data.Dataset.from_tensors(each(lambda x: x[whole * batch :]))
            dataset = dataset.concatenate(rest)
    return dataset


def _tensor(array):
    """Convert an array as Keras does: floats of another precision become `floatx`."""
    import tensorflow as tf
    from keras.src.trainers.data_adapters import array_slicing

    converted = array_slicing.convert_to_sliceable(array, target_backend="tensorflow")
    return tf.convert_to_tensor(converted)


def _feed_once(adapter, get_dataset):
    """Make the data set; if the target is the input itself, copy and slice it only once."""
    inputs = adapter._inputs
    if not (isinstance(inputs, tuple) and len(inputs) == 2 and inputs[0] is inputs[1]):
        return get_dataset(adapter)
    adapter._inputs = inputs[:1]
    try:
        dataset = get_dataset(adapter)
    finally:
        adapter._inputs = inputs
    return dataset.map(lambda images: (images, images))
