"""What the weights of a unit look like, drawn as a small image: an edge, one patch, or noise."""

import numpy as np

from keras_autoencoders import argument_checks

# Parts of a tile's smaller side. Envelopes stay small: a grating over the whole tile is no edge.
_SPREADS = (0.1, 0.15, 0.2)
_WAVELENGTHS = (0.3, 0.4, 0.55, 0.75, 1.0, 1.5)
_LENGTHS = (1.0, 1.5)  # of the envelope along the stripes, beside its spread across them
_ORIENTATIONS = 12
_TILES_AT_A_TIME = 200  # 50 MB


def gabor_fit(tiles, tile_shape) -> np.ndarray:
    """Measure how well each tile is a Gabor function: a few stripes under a small bell.

    It is the shape of an edge detector. The best one is looked for among some 100,000: centres
    at every half pixel, 12 orientations, six wavelengths from 0.3 to 1.5 of the smaller side,
    bells with a standard deviation of 0.1 to 0.2 of it across the stripes, and up to 1.5 times
    that along them. Phase and height are fitted by least squares.

    Args:
        tiles: Weights (n, height · width); a row is the tile of a unit.
        tile_shape: (height, width) of one tile.

    Returns:
        Array (n,) of R²: the share of a tile's energy, its sum of squares, that the best Gabor
        function explains, in [0, 1]. NaN for a tile that is all zero.

    Raises:
        ValueError: if `tiles` do not fit `tile_shape` or are not finite.

    Source: Jones and Palmer 1987, who fitted Gabor functions to cells of the visual cortex.

    Example:
        `np.mean(metrics.gabor_fit(decoder_weights, (8, 8)) > 0.5)` is the share of edges.
    """
    tiles = _checked(tiles, tile_shape)
    energy = np.sum(np.square(tiles), axis=1)
    best = np.zeros(len(tiles))
    for spread in _SPREADS:
        for length in _LENGTHS:
            even, odd = _gabors(tile_shape, spread, length)
            for start in range(0, len(tiles), _TILES_AT_A_TIME):
                part = slice(start, start + _TILES_AT_A_TIME)
                explained = _explained(tiles[part], even, odd)
                best[part] = np.maximum(best[part], explained.max(axis=0))
    return np.divide(best, energy, out=np.full(len(tiles), np.nan), where=energy > 0)


def largest_patch(tiles, tile_shape) -> np.ndarray:
    """Measure how much of each tile is a single patch of one sign.

    A stroke is one: a connected group of pixels that are all positive, or all negative.

    Args:
        tiles: Weights (n, height · width); a row is the tile of a unit.
        tile_shape: (height, width) of one tile.

    Returns:
        Array (n,): the share of a tile's energy, its sum of squares, in the connected group of
        pixels of one sign that holds most of it, in [0, 1]. Pixels touch at sides, not at
        corners. NaN for a tile that is all zero.

    Raises:
        ValueError: if `tiles` do not fit `tile_shape` or are not finite.

    Example:
        `metrics.largest_patch([[3, 0, -1, 0]], (2, 2))` is 0.9: 9 of 9 + 1.
    """
    from scipy import ndimage

    tiles = _checked(tiles, tile_shape)
    shares = np.full(len(tiles), np.nan)
    for number, tile in enumerate(tiles.reshape(len(tiles), *tile_shape)):
        power = np.square(tile)
        if power.any():
            groups = [ndimage.sum_labels(power, *_labelled(sign * tile > 0)) for sign in (1, -1)]
            shares[number] = np.concatenate(groups).max() / power.sum()
    return shares


def _labelled(mask):
    """Return the number of each pixel's group, and the numbers of all groups."""
    from scipy import ndimage

    labels, count = ndimage.label(mask)
    return labels, np.arange(1, count + 1)


def _gabors(tile_shape, spread, length):
    """Return Gabor functions of two phases, each (functions, height · width), as pairs."""
    height, width = tile_shape
    side = min(height, width)
    rows, columns = np.mgrid[:height, :width].reshape(2, -1)
    centre_rows, centre_columns = np.mgrid[: height - 0.5 : 0.5, : width - 0.5 : 0.5].reshape(2, -1)
    down = (rows - centre_rows[:, None])[:, None, None]
    right = (columns - centre_columns[:, None])[:, None, None]
    angle = (np.pi * np.arange(_ORIENTATIONS) / _ORIENTATIONS)[:, None, None]
    across = right * np.cos(angle) + down * np.sin(angle)
    along = down * np.cos(angle) - right * np.sin(angle)
    bell = np.exp(-0.5 * (across**2 + (along / length) ** 2) / (spread * side) ** 2)
    wave = 2 * np.pi * across / (side * np.array(_WAVELENGTHS)[:, None])
    pairs = (bell * np.cos(wave), bell * np.sin(wave))
    return tuple(pair.reshape(-1, height * width).astype("float32") for pair in pairs)


def _explained(tiles, even, odd):
    """Return the energy of each tile in the plane of each pair, (pairs, tiles)."""
    with_even, with_odd = even @ tiles.T, odd @ tiles.T
    even_even, odd_odd, even_odd = (
        np.sum(first * second, axis=1, keepdims=True)
        for first, second in ((even, even), (odd, odd), (even, odd))
    )
    # The odd one is made to stand at right angles to the even one.
    of_even = np.square(with_even) / even_even
    rest = odd_odd - np.square(even_odd) / even_even
    upright = np.square(with_odd - even_odd / even_even * with_even)
    return of_even + np.where(rest > 1e-3 * odd_odd, upright / np.maximum(rest, 1e-12), 0)


def _checked(tiles, tile_shape):
    tiles = argument_checks.finite("tiles", tiles).astype("float32")
    height, width = tile_shape
    if tiles.ndim != 2 or tiles.shape[1] != height * width:
        raise ValueError(
            f"Expected `tiles` of shape (units, {height * width}) for `tile_shape` "
            f"{tuple(tile_shape)}. Received: shape {tiles.shape}"
        )
    return tiles
