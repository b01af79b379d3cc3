"""How Keras hands arrays to TensorFlow: without waiting, and without a second copy."""

import functools
import warnings

import keras


def feed_directly() -> None:
    """Let `fit`, `evaluate` and `predict` feed arrays to TensorFlow with less ado.

    Two things change, and nothing of what is computed:

    - TensorFlow has a thread that tunes the feeding of batches. It looks after 10 ms, 20 ms,
      40 ms and so on, and sleeps in between. An epoch that is over has to wait until that
      thread stops, and on busy cores the thread often misses that it should, and sleeps on
      until its next look, for up to as long as the epoch took. (Seen from outside: epochs that
      end at 0.32, 0.63 or 20.5 s, with all cores idle. Why it misses it was not looked into.)
      Arrays in memory leave nothing to tune, so it is switched off.
    - Where input and target are the same array, as in most autoencoders, Keras copies it
      twice and takes each batch from both copies. One copy and one batch will do.

    Keras has no argument for this, so its `ArrayDataAdapter.get_tf_dataset` is replaced, for
    the whole process. A `tf.data.Dataset` that is passed to `fit` stays as it is. Under JAX
    and PyTorch, which have no such thread, nothing happens, nor the second time. If a Keras
    has no such class or method, a warning says so, and nothing is replaced.

    Source: lecture 1, the word on speed; measured by `tests/benchmarks/fit_waits.py`.
    """
    if keras.backend.backend() != "tensorflow":
        return
    try:
        from keras.src.trainers.data_adapters.array_data_adapter import ArrayDataAdapter

        original = ArrayDataAdapter.get_tf_dataset
    except (ImportError, AttributeError) as error:
        warnings.warn(
            f"fit may wait at the end of an epoch under Keras {keras.__version__}, because "
            f"TensorFlow's tuning of batches can't be switched off there ({error}).",
            stacklevel=2,
        )
        return
    if not getattr(original, "is_untuned", False):
        ArrayDataAdapter.get_tf_dataset = _without_autotuning(original)


def _without_autotuning(get_dataset):
    import tensorflow as tf

    @functools.wraps(get_dataset)
    def get_untuned_dataset(adapter):
        options = tf.data.Options()
        options.autotune.enabled = False
        return _feed_once(adapter, get_dataset).with_options(options)

    get_untuned_dataset.is_untuned = True
    return get_untuned_dataset


def _feed_once(adapter, get_dataset):
    """Make the data set; if the target is the input itself, copy and slice it only once."""
    inputs = getattr(adapter, "_inputs", None)
    if not (isinstance(inputs, tuple) and len(inputs) == 2 and inputs[0] is inputs[1]):
        return get_dataset(adapter)
    adapter._inputs = inputs[:1]
    try:
        dataset = get_dataset(adapter)
    finally:
        adapter._inputs = inputs
    return dataset.map(lambda images: (images, images))
