"""What scenes share: colours, backgrounds and where the subject stands."""

import numpy as np

from autoencoder_course.datasets._offline_sample.drawing import Canvas

# Red, green and blue.
SKIES = [
    (0.45, 0.65, 0.9),
    (0.6, 0.75, 0.92),
    (0.75, 0.8, 0.85),
    (0.85, 0.7, 0.6),
    (0.35, 0.5, 0.75),
]
GRASS = [(0.3, 0.5, 0.2), (0.4, 0.55, 0.25), (0.5, 0.5, 0.28), (0.25, 0.4, 0.18)]
WOODS = [(0.2, 0.3, 0.15), (0.35, 0.4, 0.25), (0.5, 0.55, 0.45)]
ROADS = [(0.4, 0.4, 0.42), (0.5, 0.48, 0.46), (0.3, 0.3, 0.32), (0.6, 0.58, 0.55)]
SEAS = [(0.15, 0.35, 0.55), (0.2, 0.45, 0.55), (0.3, 0.4, 0.5), (0.1, 0.25, 0.4)]
ROOMS = [(0.7, 0.6, 0.5), (0.55, 0.4, 0.35), (0.5, 0.55, 0.6), (0.8, 0.78, 0.7), (0.35, 0.3, 0.4)]
BROWNS = [(0.5, 0.32, 0.18), (0.6, 0.42, 0.25), (0.4, 0.26, 0.15), (0.68, 0.5, 0.32)]
BLACK, WHITE = 0.05, 0.95


def background(canvas: Canvas, above: list, below: list, horizon, *, blend: float = 0.06) -> None:
    """Paint a colour of `above` over one of `below`, with soft patches of light and dark.

    Args:
        canvas: what to paint on.
        above, below: colours to choose from.
        horizon: y of the line between the two.
        blend: height over which one goes over into the other.
    """
    x, y = canvas.x, canvas.y
    share = np.clip((y - horizon) / blend + 0.5, 0, 1)[:, None]
    canvas.add(canvas.pick(above) * (1 - share) + canvas.pick(below) * share)
    patches = 0
    for waves in (2, 4, 8):
        slope = canvas.uniform(-waves, waves)
        patches = patches + np.sin(waves * x + slope * y + canvas.uniform(0, 6))
    canvas.light(1 + canvas.uniform(0.02, 0.1) * patches)


def place(canvas: Canvas, turn: float = 0.12) -> None:
    """Put the subject somewhere near the middle, facing left or right."""
    canvas.place(
        turn=canvas.uniform(-turn, turn),
        scale=canvas.uniform(0.7, 1.1),
        shift=(canvas.uniform(-0.15, 0.15), canvas.uniform(-0.1, 0.15)),
        flip=canvas.chance(0.5),
    )
