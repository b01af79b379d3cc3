"""Scenes: the ten classes of CIFAR-10, drawn in colour."""

import numpy as np

from autoencoder_course.datasets._offline_sample import animals, vehicles
from autoencoder_course.datasets._offline_sample.drawing import Canvas, Recipe, draw_classes

_RECIPES = [
    vehicles.airplane,
    vehicles.automobile,
    animals.bird,
    animals.cat,
    animals.deer,
    animals.dog,
    animals.frog,
    animals.horse,
    vehicles.ship,
    vehicles.truck,
]


def make(labels: np.ndarray, seed: int) -> np.ndarray:
    """Draw a scene for each label.

    Args:
        labels: classes 0 … 9 in CIFAR-10's order, (n,).
        seed: where all variation comes from.

    Returns:
        uint8 images, (n, 32, 32, 3).
    """
    return draw_classes(labels, [_lit(recipe) for recipe in _RECIPES], (32, 32, 3), seed)


def _lit(recipe: Recipe) -> Recipe:
    """The same recipe in bright or dim light from some side, with a camera's grain."""

    def draw(canvas: Canvas) -> None:
        x, y = canvas.x, canvas.y
        recipe(canvas)
        from_side = canvas.uniform(-0.15, 0.15) * x + canvas.uniform(-0.15, 0.15) * y
        canvas.light(canvas.uniform(0.65, 1.25) + from_side)
        grain = canvas.rng.random(x.shape, np.float32) - 0.5
        canvas.add(0.06 * grain[:, None])

    return draw
