"""Codes and weights made so that a mistake in measuring them shows."""

import numpy as np

NEAR_ZERO = 0.01


def activities(seed, count=6, units=4):
    """Make activities in (0, 1) whose mean is another one for each unit, (count, units)."""
    generator = np.random.default_rng(seed)
    means = np.linspace(0.1, 0.7, units)
    return (means + generator.uniform(-0.08, 0.2, (count, units))).astype("float32")


def distinct_codes(seed, count=5, units=7):
    """Make codes of both signs without ties; the first one is all negative."""
    values = np.linspace(-2, 3, count * units)
    codes = np.random.default_rng(seed).permutation(values).reshape(count, units)
    codes[0] -= 4
    return codes.astype("float32")


def codes_with_dead_units(dead, units, images=60, threshold=NEAR_ZERO, seed=0):
    """Make codes (images, units) whose `dead` units stay below `threshold`, but not at zero.

    The others come in kinds that are easily taken for dead: active for one image only,
    negative, and with activities that cancel.
    """
    generator = np.random.default_rng(seed)
    codes = generator.uniform(-0.9, 0.9, (images, units)) * threshold
    alive = [unit for unit in range(units) if unit not in set(dead)]
    for position, unit in enumerate(alive):
        if position % 3 == 0:
            codes[:, unit] = 0.0
            codes[position % images, unit] = 4 * threshold
        elif position % 3 == 1:
            codes[:, unit] = -generator.uniform(20, 80, images) * threshold
        else:
            codes[:, unit] = 30 * threshold * (-1.0) ** np.arange(images)
    return codes.astype("float32")


def sparse_codes(seed, images=12, units=5):
    """Make codes of both signs with a silent unit and a silent image, (images, units)."""
    generator = np.random.default_rng(seed)
    codes = generator.normal(size=(images, units)) * generator.integers(0, 2, (images, units))
    codes += 0.004 * generator.choice([-1, 1], (images, units))
    codes[:, 0] = generator.uniform(0.3, 0.5, images)  # a unit that answers to everything
    codes[:, 2] = 0
    codes[3] = 0
    return codes.astype("float32")


def layer(kind, *, code="sigmoid", seed=0, inputs=60, units=20, images=50):
    """Make encoder weights (inputs, units) and codes as a penalty of some kind leaves them.

    What is driven to zero comes near it, of either sign, but does not reach it. A ReLU
    code is zero for half of its activities with no penalty at all.
    """
    generator = np.random.default_rng(seed)
    weights = generator.normal(scale=0.12, size=(inputs, units))
    if code == "relu":
        codes = np.maximum(generator.normal(scale=1.5, size=(images, units)), 0)
    else:
        codes = generator.uniform(0.05, 0.95, (images, units))
    if kind == "weights":
        weights = _shrink(weights, generator)
    elif kind == "activity":
        codes = np.abs(_shrink(codes, generator))
    return weights.astype("float32"), codes.astype("float32")


def _shrink(values, generator):
    """Bring all but a tenth of the values near zero; make up for it in the others."""
    kept = generator.random(values.shape) < 0.1
    return np.where(kept, 8 * values, generator.uniform(-0.006, 0.006, values.shape))
