"""Tables of whole shares, one for each channel of a code: how probable is each whole number?

Encoder and decoder must have the same table, to the last bit. So probabilities become whole
shares of 2^20, and no later rounding can tell the two sides apart.
"""

import numpy as np

from keras_autoencoders import argument_checks

TOTAL = 2**20  # shares of a table; every number has one at least


def tables_of_symbols(symbols, largest):
    """Return tables of how often each whole number occurs.

    Args:
        symbols: Whole numbers (n, channels) from -largest to largest, of training images.
        largest: The largest number that a table knows, a positive integer.

    Returns:
        int64 array (channels, 2 · largest + 1) of shares that sum to 2^20: of -largest first. A
        number that does not occur counts as a hundredth of one that occurs once.

    Raises:
        ValueError: if `symbols` are not of that kind.

    Example:
        `tables_of_symbols(np.round(pca.transform(vectors) / step), 255)`
    """
    largest = _checked_largest(largest)
    symbols = whole_numbers("symbols", symbols, largest)
    counts = [np.bincount(column + largest, minlength=2 * largest + 1) for column in symbols.T]
    return _shares(np.array(counts) + 0.01)


def tables_of_layer(layer, largest):
    """Return the tables of a `layers.EntropyBottleneck`.

    Computed from its weights in double precision, whatever backend trained them. What the
    distributions hold beyond `largest` goes to the outermost numbers.

    Args:
        layer: The layer, built.
        largest: The largest number that a table knows, a positive integer.

    Returns:
        int64 array (channels, 2 · largest + 1) of shares that sum to 2^20.

    Raises:
        ValueError: if `layer` is not such a layer.

    Example:
        `tables_of_layer(model.get_layer("decoder").get_layer("code"), 255)`
    """
    from scipy.special import expit, softmax

    from keras_autoencoders.layers import EntropyBottleneck

    largest = _checked_largest(largest)
    if not isinstance(layer, EntropyBottleneck) or not layer.built:
        raise ValueError(
            f"Expected `layer` to be an EntropyBottleneck that is built. Received: {layer!r}"
        )
    logits, means, log_scales = (weight.astype("float64") for weight in layer.get_weights()[:3])
    edges = np.arange(-largest, largest) + 0.5  # between one number and the next
    curves = expit((edges[:, None, None] - means) / np.exp(log_scales))
    cumulative = (curves * softmax(logits, axis=-1)).sum(axis=-1)
    # A softmax may sum to a little more than 1; the last number would be left with less than 0.
    return _shares(np.diff(cumulative.T, axis=1, prepend=0, append=1).clip(0))


def bits(symbols, tables):
    """Return what the numbers of each image cost by their tables: -log2 of their shares, summed.

    Args:
        symbols: Whole numbers (n, channels) that the tables know.
        tables: One row of shares for each channel, as from `tables_of_symbols`.

    Returns:
        float64 array (n,), bits. A range coder's file is longer by a few bytes in all.

    Raises:
        ValueError: if a number is not in its table.

    Source: Shannon 1948.
    """
    largest = largest_of(tables)
    symbols = whole_numbers("symbols", symbols, largest, len(tables))
    costs = -np.log2(np.asarray(tables) / TOTAL)
    return costs[np.arange(len(tables)), symbols + largest].sum(axis=1)


def largest_of(tables):
    """Return the largest number that tables know, or raise a ValueError."""
    shares = np.asarray(tables)
    if shares.ndim != 2 or shares.shape[1] % 2 == 0 or shares.dtype.kind not in "iu":
        raise ValueError(
            "Expected `tables` to be whole shares (channels, 2 · largest + 1). "
            f"Received: {shares.dtype} of shape {shares.shape}"
        )
    if (shares < 1).any() or (shares.sum(axis=1) != TOTAL).any():
        raise ValueError(
            f"Expected `tables` to have rows of shares of 1 or more that sum to {TOTAL}. "
            f"Received: smallest {shares.min()}, sums from {shares.sum(axis=1).min()} "
            f"to {shares.sum(axis=1).max()}"
        )
    return shares.shape[1] // 2


def whole_numbers(name, value, largest, channels=None):
    """Return `value` as int64 (n, channels), all from -largest to largest; or a ValueError."""
    array = argument_checks.finite(name, value)
    if array.ndim != 2 or (channels is not None and array.shape[1] != channels):
        raise ValueError(
            f"Expected `{name}` of shape (n, {'channels' if channels is None else channels}). "
            f"Received: {array.shape}"
        )
    outside = (array != np.round(array)) | (np.abs(array) > largest)
    if outside.any():
        raise ValueError(
            f"Expected `{name}` to be whole numbers from {-largest} to {largest}: round them, "
            f"and clip. Received: {outside.sum()} of {array.size} are others, such as "
            f"{array[outside][0]}"
        )
    return array.astype("int64")


def _checked_largest(largest):
    largest = argument_checks.positive_integer("largest", largest)
    if largest > 2**15:
        raise ValueError(f"Expected `largest` to be at most {2**15}. Received: largest={largest}")
    return largest


def _shares(weights):
    """Return rows of whole shares: one for each number, the others by weight."""
    free = TOTAL - weights.shape[1]
    shares = 1 + np.floor(free * weights / weights.sum(axis=1, keepdims=True)).astype("int64")
    rows, most = np.arange(len(shares)), shares.argmax(axis=1)
    shares[rows, most] += TOTAL - shares.sum(axis=1)  # what rounding down left over
    return shares
