"""The check of telling from weights and codes which penalty was used."""

import numpy as np

from autoencoder_course.checks.common import call, described, expect, question


@question(
    "sparse.tell_penalty",
    hints=(
        "Each penalty drives something to zero. What does the one, and what does the other?",
        "Measure the fraction of weights near zero, and the fraction of the code near zero. Which "
        "of the two did the penalty drive up? And how high are they without any?",
        "np.mean(np.abs(values) < 0.01) is such a fraction. A ReLU code has about half of it near "
        "zero with no penalty at all, so ask for clearly more than a half before you decide.",
    ),
)
def tell_penalty(tell, seed=0):
    """Check a function `tell(weights, codes)`: "weights", "activity" or "none"."""
    reasons = {
        "none": "neither its weights nor its code are mostly near zero",
        "weights": "90 % of its weights are near zero, if not exactly zero, and its code is not",
        "activity": "90 % of its code is near zero, if not exactly zero, and its weights are not",
    }
    for code in ("sigmoid", "relu"):
        for right, reason in reasons.items():
            for inputs, units in ((60, 20), (25, 50)):
                made = penalised_layer(right, code=code, seed=seed, inputs=inputs, units=units)
                answer = call(tell, *made)
                expect(
                    isinstance(answer, str) and answer in reasons,
                    'Expected one of "weights", "activity" and "none". '
                    f"Received: {described(answer)}.",
                )
                expect(
                    answer == right,
                    f'Expected "{right}" for a network with a {_TITLES[code]} code: {reason}. '
                    f'Received: "{answer}".',
                )


_TITLES = {"sigmoid": "sigmoid", "relu": "ReLU"}


def penalised_layer(kind, *, code="sigmoid", seed=0, inputs=60, units=20, images=50):
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
