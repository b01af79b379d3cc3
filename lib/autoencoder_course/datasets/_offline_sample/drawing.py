"""Drawing many images at once: shapes are signed distances, evaluated for a whole batch.

Coordinates run from -1 to 1 across an image, x to the right and y downwards. A shape is
an array (n, side, side) of distances to its edge, negative inside. So `np.minimum` joins
two shapes, `np.maximum` intersects them and a minus sign turns one inside out. Any number
in a recipe may instead be an array (n, 1, 1): a value of its own for each image.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise

import numpy as np

_CHUNK = 100  # images at a time, so that the work fits the processor's cache

Number = float | np.ndarray
Point = tuple[Number, Number]
Recipe = Callable[["Canvas"], None]


def draw_classes(
    labels: np.ndarray,
    recipes: list[Recipe],
    shape: tuple[int, int, int],
    seed: int,
) -> np.ndarray:
    """Draw one image for each label.

    Args:
        labels: indices into `recipes`, (n,).
        recipes: for each class a function that paints on a `Canvas`.
        shape: height, width (equal to it) and channels of an image.
        seed: where all variation comes from.

    Returns:
        uint8 images, (n, height, width, channels).
    """
    images = np.empty((len(labels), *shape), np.uint8)

    def draw(label: int, part: int, rows: np.ndarray) -> None:
        # Its own generator makes a batch independent of the order of the threads.
        rng = np.random.default_rng([seed, label, part])
        canvas = Canvas(rng, len(rows), shape[0], shape[2])
        recipes[label](canvas)
        images[rows] = canvas.pixels()

    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
        batches = []
        for label in range(len(recipes)):
            mine = np.flatnonzero(labels == label)
            for part, rows in enumerate(np.split(mine, range(_CHUNK, len(mine), _CHUNK))):
                batches.append(pool.submit(draw, label, part, rows))
        for batch in batches:
            batch.result()  # an error in a thread is an error here
    return images


class Canvas:
    """A batch of black images to paint on.

    Attributes:
        x, y: coordinates of every pixel, (n, side, side). A recipe may change them
            (`place`) before it draws.
    """

    def __init__(self, rng: np.random.Generator, count: int, side: int, channels: int):
        self.rng = rng
        self.count = count
        self._pixel = 2 / side
        axis = (np.arange(side, dtype=np.float32) + 0.5) / side * 2 - 1
        self.x = np.broadcast_to(axis[None, None, :], (count, side, side))
        self.y = np.broadcast_to(axis[None, :, None], (count, side, side))
        # Channels first: NumPy is slow where the last axis has three elements.
        self._image = np.zeros((count, channels, side, side), np.float32)

    # Randomness: one value for each image.

    def uniform(self, low: float, high: float) -> np.ndarray:
        """A number between low and high, (n, 1, 1)."""
        return self.rng.uniform(low, high, (self.count, 1, 1)).astype(np.float32)

    def chance(self, probability: float) -> np.ndarray:
        """1.0 with this probability, else 0.0, (n, 1, 1)."""
        return (self.rng.random((self.count, 1, 1)) < probability).astype(np.float32)

    def pick(self, options) -> np.ndarray:
        """One row of options (m, channels) for each image, (n, channels, 1, 1)."""
        options = np.asarray(options, np.float32)
        return options[self.rng.integers(len(options), size=self.count)][:, :, None, None]

    # Painting.

    def place(
        self,
        *,
        turn: Number = 0,
        scale: Number = 1,
        shift: Point = (0, 0),
        flip: Number = 0,
    ) -> None:
        """Turn (radians), enlarge, shift and flip (1, or 0 not to) what is drawn from now on."""
        x, y = (self.x - shift[0]) * (1 - 2 * flip), self.y - shift[1]
        cosine, sine = np.cos(turn) / scale, np.sin(turn) / scale
        self.x, self.y = cosine * x + sine * y, cosine * y - sine * x
        self._pixel = self._pixel / scale

    @contextmanager
    def mirrored(self) -> Iterator[None]:
        """Draw in the right half (x > 0) and see the same in the left one."""
        x, self.x = self.x, np.abs(self.x)
        yield
        self.x = x

    def paint(self, shape: np.ndarray, colour: Number, opacity: Number = 1) -> None:
        """Paint the inside of a shape, its edge blended over one pixel.

        Args:
            shape: signed distances, (n, side, side).
            colour: a number, (n, 1, 1), (n, side, side) or (n, channels, 1, 1).
            opacity: 0 to 1, a number or (n, 1, 1).
        """
        cover = np.clip(0.5 - shape / self._pixel, 0, 1) * opacity
        if np.ndim(colour) == 3:
            colour = colour[:, None]
        change = colour - self._image
        change *= cover[:, None]
        self._image += change

    def light(self, factor: np.ndarray) -> None:
        """Multiply all pixels by factors, (n, 1, 1) or (n, side, side)."""
        self._image *= factor[:, None]

    def add(self, amount: np.ndarray) -> None:
        """Add amounts, (n, channels, side, side) or broadcastable to it."""
        self._image += amount

    def pixels(self) -> np.ndarray:
        """The images as uint8, (n, side, side, channels)."""
        levels = (np.clip(self._image, 0, 1) * 255 + 0.5).astype(np.uint8)
        return levels.transpose(0, 2, 3, 1)

    # Shapes.

    def ellipse(self, centre: Point, radii: Point, *, repeat_y: float = 0) -> np.ndarray:
        """An ellipse with its axes along x and y, or a column of them `repeat_y` apart."""
        u, v = self.x - centre[0], self.y - centre[1]
        if repeat_y:
            v = (v + repeat_y / 2) % repeat_y - repeat_y / 2
        return (_length(u / radii[0], v / radii[1]) - 1) * np.minimum(radii[0], radii[1])

    def box(self, centre: Point, half: Point, corner: Number = 0) -> np.ndarray:
        """A rectangle of half sizes `half` with corners rounded by a radius `corner`."""
        across = np.abs(self.x - centre[0]) - half[0] + corner
        along = np.abs(self.y - centre[1]) - half[1] + corner
        inside = np.minimum(np.maximum(across, along), 0)
        return inside + _length(np.maximum(across, 0), np.maximum(along, 0)) - corner

    def line(self, start: Point, end: Point, width: Number, end_width: Number | None = None):
        """A thick line with round ends, from half width `width` to `end_width`."""
        dx, dy = end[0] - start[0], end[1] - start[1]
        px, py = self.x - start[0], self.y - start[1]
        part = np.clip((px * dx + py * dy) / (dx * dx + dy * dy), 0, 1)
        if end_width is not None:
            width = width + part * (end_width - width)
        return _length(px - part * dx, py - part * dy) - width

    def polygon(self, *corners: Point) -> np.ndarray:
        """A convex polygon, corners clockwise as seen."""
        sides = zip(corners, corners[1:] + corners[:1], strict=True)
        return np.maximum.reduce([self._half_plane(*side) for side in sides])

    def _half_plane(self, start: Point, end: Point) -> np.ndarray:
        dx, dy = end[0] - start[0], end[1] - start[1]
        return ((self.x - start[0]) * dy - (self.y - start[1]) * dx) / _length(dx, dy)


def _length(x: Number, y: Number) -> Number:
    return np.sqrt(x * x + y * y)  # several times faster than np.hypot


def curve(t: np.ndarray, *knots: Point) -> np.ndarray:
    """Straight lines through knots: values at t of a function given as (t, value) pairs."""
    value = knots[0][1]
    for (t0, v0), (t1, v1) in pairwise(knots):
        value = value + np.clip((t - t0) / (t1 - t0), 0, 1) * (v1 - v0)
    return value
