"""The animals among CIFAR-10's classes. They face right, or us, before `place` may flip them."""

import numpy as np

from autoencoder_course.datasets._offline_sample.drawing import Canvas
from autoencoder_course.datasets._offline_sample.scenery import (
    BLACK,
    BROWNS,
    GRASS,
    ROOMS,
    SEAS,
    SKIES,
    WHITE,
    WOODS,
    background,
    place,
)

_FURS = [
    (0.85, 0.55, 0.25),
    (0.35, 0.3, 0.28),
    (0.8, 0.78, 0.72),
    (0.5, 0.38, 0.28),
    (0.15, 0.14, 0.14),
]
_COATS = [(0.35, 0.18, 0.08), (0.1, 0.08, 0.07), (0.85, 0.82, 0.78), (0.55, 0.28, 0.12)]
_MANES = [(0.08, 0.06, 0.05), (0.8, 0.7, 0.5), (0.25, 0.12, 0.05)]
_FEATHERS = [
    (0.75, 0.2, 0.15),
    (0.25, 0.4, 0.7),
    (0.9, 0.8, 0.2),
    (0.45, 0.35, 0.25),
    (0.85, 0.85, 0.85),
    (0.2, 0.2, 0.22),
]
_BEAKS = [(0.95, 0.6, 0.1), (0.2, 0.2, 0.2)]
_SKINS = [(0.3, 0.6, 0.15), (0.45, 0.6, 0.2), (0.45, 0.4, 0.2), (0.2, 0.45, 0.2)]
_EYES = [(0.75, 0.8, 0.2), (0.3, 0.7, 0.4), (0.9, 0.7, 0.2), (0.5, 0.7, 0.9)]
_PINKS = [(0.85, 0.6, 0.55), (0.9, 0.45, 0.5)]


def bird(canvas: Canvas) -> None:
    """From the side, mostly on a branch."""
    background(canvas, SKIES + GRASS, SKIES + GRASS, canvas.uniform(-1, 1), blend=1)
    perch = canvas.uniform(0.5, 0.7)
    branch = canvas.line((-1.2, perch + canvas.uniform(-0.2, 0.2)), (1.2, perch), 0.06)
    canvas.paint(branch, canvas.pick(BROWNS), canvas.chance(0.7))
    place(canvas)
    plumage, breast, beak = canvas.pick(_FEATHERS), canvas.pick(_FEATHERS), canvas.pick(_BEAKS)
    canvas.paint(
        canvas.line((-0.3, 0.15), (-0.85, canvas.uniform(0.25, 0.5)), 0.12, 0.05), plumage * 0.7
    )
    for leg in (-0.02, 0.12):
        canvas.paint(canvas.line((leg, 0.3), (leg + 0.03, 0.65), 0.03), beak * 0.7)
    canvas.paint(canvas.ellipse((0, 0.1), (0.45, canvas.uniform(0.26, 0.34))), plumage)
    canvas.paint(canvas.ellipse((0.1, 0.2), (0.3, 0.18)), breast)
    canvas.paint(canvas.line((0.1, 0.05), (-0.4, 0.15), 0.14, 0.05), plumage * 0.6)
    canvas.paint(canvas.ellipse((0.38, -0.25), (0.23, 0.22)), plumage)
    canvas.paint(canvas.line((0.58, -0.22), (canvas.uniform(0.75, 0.95), -0.16), 0.08, 0.01), beak)
    canvas.paint(canvas.ellipse((0.44, -0.3), (0.05, 0.05)), BLACK)


def cat(canvas: Canvas) -> None:
    """Its face, in a room: pointed ears, slit eyes, whiskers."""
    background(canvas, ROOMS, ROOMS, canvas.uniform(0.2, 0.9))
    place(canvas)
    fur, pink, iris = canvas.pick(_FURS), canvas.pick(_PINKS), canvas.pick(_EYES)
    canvas.paint(canvas.ellipse((0, 0.95), (canvas.uniform(0.5, 0.75), 0.6)), fur * 0.85)
    with canvas.mirrored():
        ear_tip = (canvas.uniform(0.42, 0.55), -0.85)
        canvas.paint(canvas.polygon((0.12, -0.3), ear_tip, (0.58, -0.05)), fur)
        canvas.paint(canvas.line((0.38, -0.35), (0.44, -0.6), 0.08, 0.02), pink)
    canvas.paint(canvas.ellipse((0, 0), (0.6, 0.5)), fur)
    forehead = np.maximum(canvas.ellipse((0, -0.1), (0.5, 0.35)), canvas.y + 0.25)
    stripes = np.maximum(forehead, -0.1 * np.sin(canvas.x * 18))
    canvas.paint(stripes, fur * 0.6, 0.7 * canvas.chance(0.5))
    with canvas.mirrored():
        canvas.paint(canvas.ellipse((0.25, -0.05), (0.12, 0.09)), iris)
        canvas.paint(canvas.ellipse((0.25, -0.05), (0.035, 0.09)), BLACK)
        canvas.paint(canvas.ellipse((0.1, 0.26), (0.13, 0.1)), np.minimum(fur + 0.25, 1))
        canvas.paint(
            canvas.line((0.15, 0.25), (0.75, canvas.uniform(0.1, 0.35)), 0.015), WHITE, 0.6
        )
    canvas.paint(canvas.ellipse((0, 0.17), (0.08, 0.05)), pink)


def deer(canvas: Canvas) -> None:
    """From the side, at the edge of a wood: thin legs, upright neck, antlers."""
    background(canvas, WOODS, GRASS, canvas.uniform(-0.2, 0.6))
    place(canvas)
    fur, head = canvas.pick(BROWNS), canvas.uniform(0.4, 0.55)
    _legs(canvas, fur * 0.8, (-0.5, -0.38, 0.15, 0.27), canvas.uniform(0.8, 0.92), 0.045)
    canvas.paint(canvas.ellipse((-0.12, 0.1), (0.5, 0.22)), fur)
    canvas.paint(canvas.ellipse((-0.55, 0.05), (0.1, 0.1)), WHITE, 0.8)
    canvas.paint(canvas.line((0.25, 0.05), (head, -0.38), 0.14, 0.09), fur)
    canvas.paint(canvas.line((head, -0.4), (head + 0.25, -0.3), 0.1, 0.06), fur)
    canvas.paint(canvas.ellipse((head + 0.28, -0.28), (0.05, 0.05)), BLACK)
    for lean in (-0.25, 0.12):
        fork = (head + lean / 2, -0.68)
        canvas.paint(
            canvas.line((head - 0.02, -0.46), (head + lean, -0.92), 0.035), fur * 0.5 + 0.3
        )
        canvas.paint(canvas.line(fork, (fork[0] + 0.2, -0.8), 0.03), fur * 0.5 + 0.3)


def dog(canvas: Canvas) -> None:
    """Its face: hanging ears, a long pale muzzle, often the tongue."""
    background(canvas, ROOMS + GRASS, ROOMS + GRASS, canvas.uniform(0, 0.9))
    place(canvas)
    fur, ears, tongue = canvas.pick(_FURS), canvas.pick(_FURS + BROWNS), canvas.pick(_PINKS)
    canvas.paint(canvas.ellipse((0, 1), (canvas.uniform(0.4, 0.6), 0.6)), fur * 0.85)
    canvas.paint(canvas.ellipse((0, -0.1), (0.45, 0.48)), fur)
    ear_tip = (canvas.uniform(0.5, 0.65), canvas.uniform(0.1, 0.35))
    with canvas.mirrored():
        canvas.paint(canvas.line((0.38, -0.42), ear_tip, 0.12, 0.2), ears * 0.75)
        canvas.paint(canvas.ellipse((0.2, -0.15), (0.08, 0.08)), BLACK)
    muzzle = canvas.ellipse((0, 0.28), (0.28, canvas.uniform(0.28, 0.38)))
    canvas.paint(muzzle, np.minimum(fur + 0.2, 1))
    canvas.paint(canvas.ellipse((0, 0.55), (0.1, 0.2)), tongue, canvas.chance(0.6))
    canvas.paint(canvas.ellipse((0, 0.12), (0.16, 0.11)), BLACK)
    canvas.paint(canvas.line((0, 0.2), (0, 0.42), 0.02), BLACK)


def frog(canvas: Canvas) -> None:
    """From the front, by the water: eyes on top, a wide mouth."""
    background(canvas, SEAS + GRASS + BROWNS, GRASS + BROWNS, canvas.uniform(-1, 1))
    leaf = canvas.ellipse((0, 0.75), (canvas.uniform(0.6, 1.1), 0.3))
    canvas.paint(leaf, canvas.pick(GRASS), canvas.chance(0.6))
    place(canvas)
    skin, iris = canvas.pick(_SKINS), canvas.pick(_EYES)
    with canvas.mirrored():
        canvas.paint(canvas.ellipse((0.55, 0.4), (0.3, 0.24)), skin * 0.8)
        canvas.paint(canvas.line((0.35, 0.62), (0.8, 0.68), 0.06), skin * 0.7)
    body = (canvas.uniform(0.52, 0.65), canvas.uniform(0.4, 0.48))
    canvas.paint(canvas.ellipse((0, 0.2), body), skin)
    canvas.paint(canvas.ellipse((0, 0.42), (0.4, 0.22)), np.minimum(skin + 0.35, 1))
    with canvas.mirrored():
        canvas.paint(canvas.ellipse((0.34, -0.2), (0.2, 0.2)), skin)
        canvas.paint(canvas.ellipse((0.36, -0.22), (0.13, 0.13)), iris)
        canvas.paint(canvas.ellipse((0.36, -0.22), (0.06, 0.08)), BLACK)
    mouth = np.abs(canvas.ellipse((0, -0.02), (0.5, 0.24))) - 0.025
    canvas.paint(np.maximum(mouth, 0.08 - canvas.y), skin * 0.3)


def horse(canvas: Canvas) -> None:
    """From the side, on a meadow: strong neck and legs, mane and tail."""
    background(canvas, SKIES + WOODS, GRASS, canvas.uniform(-0.2, 0.5))
    place(canvas)
    coat, mane, poll = canvas.pick(_COATS), canvas.pick(_MANES), canvas.uniform(-0.7, -0.5)
    canvas.paint(canvas.line((-0.62, -0.1), (-0.8, 0.5), 0.06, 0.1), mane)
    _legs(canvas, coat * 0.75, (-0.5, -0.32, 0.2, 0.38), canvas.uniform(0.78, 0.88), 0.075)
    canvas.paint(canvas.ellipse((-0.07, 0), (0.6, canvas.uniform(0.28, 0.33))), coat)
    canvas.paint(canvas.line((0.4, -0.05), (0.6, poll), 0.24, 0.12), coat)
    canvas.paint(canvas.line((0.6, poll), (0.88, poll + 0.28), 0.13, 0.08), coat)
    canvas.paint(canvas.line((0.55, poll - 0.18), (0.58, poll), 0.03, 0.07), coat)
    canvas.paint(canvas.line((0.48, poll - 0.05), (0.25, -0.15), 0.08), mane)


def _legs(canvas: Canvas, colour, places: tuple[float, ...], foot, width: float) -> None:
    for x in places:
        stride = canvas.uniform(-0.12, 0.12)
        canvas.paint(canvas.line((x, 0.15), (x + stride, foot), width, width * 0.7), colour)
