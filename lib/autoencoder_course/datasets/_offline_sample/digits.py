"""Digits: scikit-learn's real handwriting, enlarged from 8×8 to 28×28 and varied."""

import numpy as np

_SIDE = 28
_ZOOM = 4  # an original's 8×8 cells become 32×32, from which images are sampled
_MARGIN = 2  # empty pixels on every side that need no sampling
_CHUNK = 500  # images at a time, so that the work fits the processor's cache


def make(labels: np.ndarray, seed: int, parts: tuple[int, int, int]) -> np.ndarray:
    """Draw a digit for each label.

    Args:
        labels: digits 0 … 9, (n,).
        seed: where all variation comes from.
        parts: sizes of three consecutive parts of `labels`. No two parts share an original,
            so a model is never tested on a digit that it was trained on.

    Returns:
        uint8 images, (n, 28, 28, 1), black background, centred by mass as in MNIST.

    Source:
        E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, 1998, as
        `sklearn.datasets.load_digits`.
    """
    rng = np.random.default_rng(seed)
    originals, digits = _originals()
    centres = _centres_of_mass(np.maximum(originals, 0))
    chosen = _choose(rng, labels, digits, parts)
    images = np.zeros((len(labels), _SIDE, _SIDE, 1), np.uint8)
    inner = slice(_MARGIN, _SIDE - _MARGIN)
    for start in range(0, len(labels), _CHUNK):
        rows = slice(start, start + _CHUNK)
        images[rows, inner, inner, 0] = _vary(rng, originals, centres, chosen[rows])
    return images


def _originals() -> tuple[np.ndarray, np.ndarray]:
    """Enlarged originals, float32, (n, 48, 48): 1 on a stroke's ridge; and their digits."""
    from sklearn.datasets import load_digits

    bunch = load_digits()
    cells = np.pad(bunch.images / 16, ((0, 0), (2, 2), (2, 2))).astype(np.float32)
    # A few dozen, most of them ones, are blots rather than strokes at this resolution.
    is_clear = (_windows(cells).mean(axis=(3, 4)) > 0.9).sum(axis=(1, 2)) < 2
    cells, digits = cells[is_clear], bunch.target[is_clear]
    # Taking off some of the mean nearby opens the small holes of 4, 6, 8 and 9; dividing
    # by the strongest ink nearby then makes faint strokes as strong as firm ones.
    sharp = cells - 0.4 * _windows(cells).mean(axis=(3, 4))
    strongest = _windows(np.maximum(sharp, 0)).max(axis=(3, 4))
    return _enlarge(sharp) / (_enlarge(strongest) + 0.2), digits


def _windows(cells: np.ndarray) -> np.ndarray:
    """Each cell with its eight neighbours, (n, height, width, 3, 3)."""
    padded = np.pad(cells, ((0, 0), (1, 1), (1, 1)))
    return np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(1, 2))


def _enlarge(cells: np.ndarray) -> np.ndarray:
    """Make `_ZOOM` × `_ZOOM` positions of every cell, smoothly (Catmull-Rom)."""
    count = cells.shape[1]
    positions = (np.arange(count * _ZOOM, dtype=np.float32) + 0.5) / _ZOOM - 0.5
    t = np.abs(positions[:, None] - np.arange(count, dtype=np.float32))
    near, far = 1.5 * t**3 - 2.5 * t**2 + 1, -0.5 * t**3 + 2.5 * t**2 - 4 * t + 2
    weights = np.where(t < 1, near, np.where(t < 2, far, 0))
    # No matrix products here: their sums depend on the number of threads.
    tall = np.einsum("rk,nkl->nrl", weights, cells)
    return np.einsum("cl,nrl->nrc", weights, tall)


def _choose(rng, labels, digits, parts) -> np.ndarray:
    """Which original each image is made from, (n,)."""
    chosen = np.empty(len(labels), np.int64)
    shares = np.array([0, 0.7, 0.85, 1])  # of the originals: up to the end of each part
    ends = np.cumsum([0, *parts])
    for digit in range(10):
        pool = rng.permutation(np.flatnonzero(digits == digit))
        cuts = (shares * len(pool)).round().astype(int)
        for part in range(len(parts)):
            mine = ends[part] + np.flatnonzero(labels[ends[part] : ends[part + 1]] == digit)
            # Every original is used about equally often.
            chosen[mine] = np.resize(pool[cuts[part] : cuts[part + 1]], len(mine))
    return chosen


def _vary(rng, originals, centres, chosen) -> np.ndarray:
    """Turn, slant, scale, bend and thicken originals. Returns uint8, (n, 24, 24)."""
    count = len(chosen)

    def draw(low, high):
        return rng.uniform(low, high, (count, 1, 1)).astype(np.float32)

    side = _SIDE - 2 * _MARGIN
    axis = np.arange(side, dtype=np.float32) - (side - 1) / 2
    y, x = axis[:, None], axis[None, :]
    turn, slant = draw(-0.17, 0.17), draw(-0.2, 0.2)  # radians; pixels per pixel
    width, height = draw(1.0, 1.5), draw(0.92, 1.05)
    x, y = (x + (slant - turn) * y) / width, (y + turn * x) / height
    # Steps of the enlarged original per pixel: 8 cells become 20 pixels, as in MNIST.
    step = 8 * _ZOOM / 20
    centre = centres[chosen]
    x = centre[:, 1, None, None] + step * (x + _bend(rng, count, side))
    y = centre[:, 0, None, None] + step * (y + _bend(rng, count, side))
    ink = _sample(originals, chosen, y, x)
    # A pen's edge is sharp: a low threshold makes a thick stroke, a high one a thin one.
    threshold = draw(0.22, 0.44)
    ink = np.clip((ink - threshold) / 0.3, 0, 1)
    return (ink * 255 + 0.5).astype(np.uint8)


def _centres_of_mass(images: np.ndarray) -> np.ndarray:
    """Row and column of each image's centre of mass, (n, 2)."""
    positions = np.arange(images.shape[1], dtype=np.float32)
    mass = images.sum(axis=(1, 2))
    rows = (images.sum(axis=2) * positions).sum(axis=1) / mass
    columns = (images.sum(axis=1) * positions).sum(axis=1) / mass
    return np.stack([rows, columns], axis=1)


def _bend(rng: np.random.Generator, count: int, side: int) -> np.ndarray:
    """Smooth random displacement in pixels, (n, side, side): 4×4 knots, interpolated."""
    knots = rng.normal(0, 0.7, (count, 4, 4)).astype(np.float32)
    place = np.linspace(0, 3, side, dtype=np.float32)
    weights = np.maximum(0, 1 - np.abs(place[:, None] - np.arange(4, dtype=np.float32)))
    rows = np.einsum("rk,nkl->nrl", weights, knots)
    return np.einsum("cl,nrl->nrc", weights, rows)


def _sample(images: np.ndarray, chosen: np.ndarray, y: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Bilinear interpolation of `images[chosen]` at rows y and columns x, (n, h, w)."""
    limit = images.shape[1] - 2
    y, x = np.clip(y, 0, limit), np.clip(x, 0, limit)
    top, left = y.astype(np.int32), x.astype(np.int32)
    down, right = y - top, x - left
    flat = images.reshape(-1)
    corner = (chosen[:, None, None] * images.shape[1] + top) * images.shape[2] + left
    upper = flat[corner] * (1 - right) + flat[corner + 1] * right
    corner += images.shape[2]
    lower = flat[corner] * (1 - right) + flat[corner + 1] * right
    return upper * (1 - down) + lower * down
