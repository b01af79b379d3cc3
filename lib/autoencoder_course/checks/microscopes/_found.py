"""The check of a score for directions that were found, beside true ones."""

import numpy as np

from autoencoder_course.checks.common import call, expect_value, number, question


@question(
    "microscopes.found",
    hints=(
        "How would you say whether one true direction was found, if the order of those found "
        "means nothing?",
        "The cosine of two vectors is their product over both lengths. Each true direction takes "
        "its largest one.",
        "cosines = true @ found.T, with rows of length 1 on both sides; then the maximum over "
        "those found (which axis?), then the mean.",
    ),
)
def found(score, features=8, units=12, width=5, seed=0):
    """Check a function `score(true, found)` that returns a number."""
    generator = np.random.default_rng(seed)
    for factor in (1.0, 3.0):
        true = factor * generator.normal(size=(features, width))
        rows = generator.normal(size=(units, width)) * generator.uniform(0.2, 2, (units, 1))
        rows[0] = -true[0]  # signs count
        a, b = (each / np.linalg.norm(each, axis=1, keepdims=True) for each in (true, rows))
        cosines = a @ b.T
        right = cosines.max(axis=1).mean()
        mistakes = {
            "The maximum is taken over the true directions: you ask of each true one whether it "
            "was found, not of each unit whether it is true.": cosines.max(axis=0).mean(),
            "The sign is dropped: an activity of 0 or more never draws the opposite of its "
            "direction.": np.abs(cosines).max(axis=1).mean(),
            "These are products, not cosines: divide by the lengths of both.": (true @ rows.T)
            .max(axis=1)
            .mean(),
            "The lengths of the true directions are left in: divide by both.": (true @ b.T)
            .max(axis=1)
            .mean(),
            "The lengths of those found are left in: divide by both.": (a @ rows.T)
            .max(axis=1)
            .mean(),
            "The mean is taken over all pairs: take the largest cosine first.": cosines.mean(),
            "That is the largest cosine of all: take the mean over the true "
            "directions.": cosines.max(),
            "The cosines are squared.": np.square(cosines.max(axis=1)).mean(),
        }
        value = number(call(score, true.copy(), rows.copy()), "the score")
        expect_value(
            value,
            right,
            mistakes,
            f"Expected a mean largest cosine of {right:.4f}. Received: {value:.4f}.",
        )
