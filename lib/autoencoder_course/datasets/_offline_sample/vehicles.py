"""The vehicles among CIFAR-10's classes. They face right before `place` may flip them."""

import numpy as np

from autoencoder_course.datasets._offline_sample.drawing import Canvas
from autoencoder_course.datasets._offline_sample.scenery import (
    BLACK,
    BROWNS,
    GRASS,
    ROADS,
    ROOMS,
    SEAS,
    SKIES,
    WHITE,
    background,
    place,
)

_PAINTS = [
    (0.8, 0.1, 0.1),
    (0.1, 0.25, 0.7),
    (0.9, 0.9, 0.9),
    (0.15, 0.15, 0.17),
    (0.9, 0.75, 0.1),
    (0.1, 0.45, 0.25),
    (0.6, 0.62, 0.65),
]
_METALS = [(0.92, 0.92, 0.94), (0.6, 0.63, 0.68), (0.25, 0.27, 0.3), (0.8, 0.3, 0.25)]
_GLASS = [(0.2, 0.25, 0.3), (0.6, 0.75, 0.85)]
_LAMP = (1, 0.95, 0.6)


def airplane(canvas: Canvas) -> None:
    """From above or below, in the sky."""
    background(canvas, SKIES, SKIES, canvas.uniform(-0.5, 1.5), blend=1)
    place(canvas, turn=0.6)
    paint = canvas.pick(_METALS)
    span, swept = canvas.uniform(0.55, 0.8), canvas.uniform(0, 0.3)
    y, canvas.y = canvas.y, np.abs(canvas.y)
    wings = canvas.polygon((-0.2, 0), (0.2, 0), (-swept, span), (-swept - 0.22, span))
    tail = canvas.polygon((-0.8, 0), (-0.55, 0), (-0.68, 0.3), (-0.82, 0.3))
    canvas.paint(np.minimum(wings, tail), paint * 0.85)
    canvas.y = y
    canvas.paint(canvas.line((-0.75, 0), (0.7, 0), 0.06, canvas.uniform(0.1, 0.15)), paint)
    canvas.paint(canvas.ellipse((0.66, 0), (0.07, 0.06)), BLACK)


def automobile(canvas: Canvas) -> None:
    """From the side, on a road."""
    _street(canvas)
    place(canvas)
    paint, glass = canvas.pick(_PAINTS), canvas.pick(_GLASS)
    roof = canvas.uniform(-0.42, -0.28)
    back, front = canvas.uniform(-0.6, -0.4), canvas.uniform(0.15, 0.35)
    cabin = [(back - 0.12, 0.02), (back + 0.12, roof), (front, roof), (front + 0.25, 0.02)]
    canvas.paint(canvas.polygon(*cabin), paint)
    canvas.paint(canvas.box((0, 0.15), (0.85, canvas.uniform(0.16, 0.22)), 0.12), paint * 0.95)
    top = roof + 0.08
    window = [(back + 0.02, 0), (back + 0.17, top), (front - 0.03, top), (front + 0.12, 0)]
    canvas.paint(canvas.polygon(*window), glass)
    canvas.paint(canvas.box(((back + front) / 2, -0.1), (0.03, 0.2)), paint)
    _wheels(canvas, (-0.5, 0.5), 0.33, canvas.uniform(0.16, 0.21))
    canvas.paint(canvas.ellipse((0.8, 0.1), (0.06, 0.05)), canvas.pick([_LAMP]))


def ship(canvas: Canvas) -> None:
    """From the side, at sea."""
    horizon = canvas.uniform(0.15, 0.4)
    background(canvas, SKIES, SEAS, horizon)
    crests = np.sin(canvas.y * 30 + 3 * np.sin(canvas.x * canvas.uniform(2, 6)))
    canvas.paint(np.maximum(-0.1 * crests, horizon - canvas.y), WHITE, 0.12)
    place(canvas, turn=0.05)
    deck, keel = canvas.uniform(0.1, 0.2), canvas.uniform(0.45, 0.6)
    mast, hull = canvas.uniform(-0.3, 0.3), canvas.pick(_PAINTS)
    canvas.paint(canvas.line((mast, deck), (mast, -0.85), 0.025), canvas.pick(BROWNS))
    width, storey = canvas.uniform(0.25, 0.5), canvas.uniform(0.12, 0.22)
    house, bridge = (-0.1, deck - storey), (-0.15, deck - 2 * storey)
    canvas.paint(canvas.box(house, (width, storey)), canvas.uniform(0.75, 0.95))
    canvas.paint(canvas.box(bridge, (width * 0.6, storey)), canvas.uniform(0.75, 0.95))
    canvas.paint(canvas.box((-0.2, deck - 3.2 * storey), (0.09, storey)), canvas.pick(_PAINTS))
    windows = canvas.box(house, (width * 0.85, 0.04))
    canvas.paint(np.maximum(windows, -0.1 * np.sin(canvas.x * 40)), 0.2)
    side = [(-0.85, deck), (0.95, deck - 0.08), (0.65, keel), (-0.7, keel)]
    canvas.paint(canvas.polygon(*side), hull)
    canvas.paint(canvas.box((0, keel - 0.03), (0.68, 0.04)), hull * 0.5)


def truck(canvas: Canvas) -> None:
    """From the side, on a road: a cab and a box."""
    _street(canvas)
    place(canvas, turn=0.05)
    cab, box, glass = canvas.pick(_PAINTS), canvas.pick(_PAINTS), canvas.pick(_GLASS)
    top, front = canvas.uniform(-0.75, -0.5), canvas.uniform(-0.4, -0.2)
    middle, half = (top + 0.25) / 2, (0.25 - top) / 2
    canvas.paint(canvas.box((-0.25, middle), (0.62, half), 0.02), box)
    ribs = np.maximum(canvas.box((-0.25, middle), (0.58, half)), 0.06 - 0.1 * np.sin(canvas.x * 35))
    canvas.paint(ribs, box * 0.75, canvas.chance(0.5))
    cabin = [(0.42, 0.35), (0.42, front), (0.72, front), (0.88, 0), (0.88, 0.35)]
    canvas.paint(canvas.polygon(*cabin), cab)
    window = [(0.56, 0), (0.56, front + 0.08), (0.7, front + 0.08), (0.8, 0)]
    canvas.paint(canvas.polygon(*window), glass)
    canvas.paint(canvas.box((0, 0.32), (0.87, 0.08)), 0.2)
    _wheels(canvas, (-0.6, -0.25, 0.62), 0.42, canvas.uniform(0.14, 0.19))


def _street(canvas: Canvas) -> None:
    background(canvas, SKIES + GRASS + ROOMS, ROADS, canvas.uniform(-0.2, 0.25))


def _wheels(canvas: Canvas, places: tuple[float, ...], y: float, radius) -> None:
    for x in places:
        canvas.paint(canvas.ellipse((x, y), (radius, radius)), BLACK)
        canvas.paint(canvas.ellipse((x, y), (radius / 2, radius / 2)), 0.6)
