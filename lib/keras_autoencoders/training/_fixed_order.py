"""Batches that are cut once, for trainings in which they always come in the same order."""

import keras

from keras_autoencoders import argument_checks


def fixed_order(inputs, targets, batch_size: int):
    """Return examples as a `tf.data.Dataset` of batches, always in the order given.

    `fit(fixed_order(inputs, targets, 1000), shuffle=False)` computes what `fit(inputs,
    targets, batch_size=1000, shuffle=False)` does, sooner: a batch is a part of the array and
    not a copy, and TensorFlow does not tune how batches are read, as there is nothing to tune.
    It works on every backend, but only TensorFlow gains from it.

    Args:
        inputs: Array (n, ...) of training examples, at least one: images with pixels in [0, 1],
            or vectors.
        targets: Array (n, ...) of what the model should return; may be `inputs` itself.
        batch_size: Examples in a batch, a positive integer; the last batch may be smaller.

    Returns:
        A `tf.data.Dataset` of pairs (inputs, targets), for `fit` and `evaluate`.

    Raises:
        ValueError: if `batch_size` is not a positive integer, there are not as many targets as
            inputs or none, values are not finite, or images are no pixels of [0, 1].
        ImportError: if TensorFlow is not installed.

    Source: `benchmarks/feeding.py` measures what it saves.
    """
    batch_size = argument_checks.positive_integer("batch_size", batch_size)
    if len(inputs) != len(targets):
        raise ValueError(
            "Expected as many `targets` as `inputs`. "
            f"Received: {len(targets)} targets, {len(inputs)} inputs"
        )
    if len(inputs) == 0:
        raise ValueError("Expected at least one example in `inputs`. Received: none")
    argument_checks.examples("inputs", inputs)
    if targets is not inputs:
        argument_checks.examples("targets", targets)
    try:
        import tensorflow as tf
    except ImportError as error:
        raise ImportError(
            "fixed_order needs TensorFlow, whose data sets it makes. Without it, give `fit` the "
            f"arrays with shuffle=False, which computes the same. ({error})"
        ) from error
    whole = len(inputs) // batch_size
    with tf.device("CPU"):
        tensor = _tensor(inputs)
        inputs, targets = tensor, tensor if targets is inputs else _tensor(targets)
        # TensorFlow cuts along the first axis without copying.
        rows = [
            tf.reshape(part[: whole * batch_size], (whole, batch_size, *part.shape[1:]))
            for part in (inputs, targets)
        ]
        dataset = tf.data.Dataset.from_tensor_slices(tuple(rows))
        if whole * batch_size < len(inputs):
            rest = (inputs[whole * batch_size :], targets[whole * batch_size :])
            dataset = dataset.concatenate(tf.data.Dataset.from_tensors(rest))
    options = tf.data.Options()
    options.autotune.enabled = False
    return dataset.with_options(options)


def _tensor(array):
    """Convert an array as Keras does: floats of another precision become `floatx`."""
    import tensorflow as tf

    tensor = tf.convert_to_tensor(array)
    return tf.cast(tensor, keras.config.floatx()) if tensor.dtype.is_floating else tensor
