"""How sparse a code is: over its units for one image, and over images for one unit."""

import numpy as np

from keras_autoencoders import argument_checks

NEAR_ZERO = 0.01  # an activity below this, in absolute value, counts as silent


def fraction_near_zero(codes, threshold: float = NEAR_ZERO) -> float:
    """Return the share of activities that are nearly zero.

    Args:
        codes: Array (n, units) or (n, height, width, units).
        threshold: Activities with |value| below it count, a positive number.

    Returns:
        A fraction in [0, 1].

    Raises:
        ValueError: if `codes` is empty, has no units or is not finite, or `threshold` is not
            positive.
    """
    return float(np.mean(_is_silent(codes, threshold)))


def dead_units(codes, threshold: float = NEAR_ZERO) -> np.ndarray:
    """Say which units are nearly zero for every image.

    Args:
        codes: Array (n, units); of (n, height, width, units), a unit is dead if it is so
            everywhere.
        threshold: Activities with |value| below it count as zero, a positive number.

    Returns:
        Boolean array (units,); its sum is the number of dead units.

    Raises:
        ValueError: if `codes` is empty, has no units or is not finite, or `threshold` is not
            positive.
    """
    silent = _is_silent(codes, threshold)
    return silent.reshape(-1, silent.shape[-1]).all(axis=0)


def population_sparsity(codes) -> np.ndarray:
    """Measure for each image how few units carry its code.

    Args:
        codes: Array (n, units) or (n, height, width, units); absolute values are taken.

    Returns:
        Array (n,): (1 - mean(|a|)² / mean(a²)) / (1 - 1/N) over the N activities of an
        image. 0: all equal; 1: a single one. NaN where all are zero.

    Raises:
        ValueError: if `codes` is empty, is not finite or has fewer than two activities per image.

    Source: Vinje and Gallant 2000, after Treves and Rolls 1991.
    """
    codes = _codes(codes)
    return _selectivity("units", codes.reshape(len(codes), -1))


def lifetime_sparsity(codes) -> np.ndarray:
    """Measure for each unit how few images it responds to.

    Args:
        codes: Array (n, units); of (n, height, width, units), each place counts like an
            image. Absolute values are taken.

    Returns:
        Array (units,): (1 - mean(|a|)² / mean(a²)) / (1 - 1/N) over the N activities of a
        unit. 0: the same for all images; 1: a single image. NaN for a unit that is
        always zero.

    Raises:
        ValueError: if `codes` is empty, is not finite or holds fewer than two activities per unit.

    Source: Vinje and Gallant 2000, after Treves and Rolls 1991.
    """
    codes = _codes(codes)
    return _selectivity("images", codes.reshape(-1, codes.shape[-1]).T)


def _selectivity(what, rows):
    """Return Vinje and Gallant's measure of each row, (rows,)."""
    count = rows.shape[1]
    if count < 2:
        raise ValueError(f"Expected `codes` with at least two {what}. Received: {count}")
    power = np.mean(np.square(rows), axis=1)
    squared_mean = np.square(np.mean(np.abs(rows), axis=1))
    ratio = np.divide(squared_mean, power, out=np.full(len(rows), np.nan), where=power > 0)
    return (1 - ratio) / (1 - 1 / count)


def _is_silent(codes, threshold):
    if not threshold > 0:
        raise ValueError(f"Expected `threshold` to be positive. Received: threshold={threshold!r}")
    return np.abs(_codes(codes)) < threshold


def _codes(codes):
    codes = np.asarray(codes, "float64")
    if codes.ndim < 2 or codes.size == 0:
        raise ValueError(
            "Expected `codes` of shape (n, units) or (n, height, width, units), not empty. "
            f"Received: shape {codes.shape}"
        )
    return argument_checks.finite("codes", codes)
