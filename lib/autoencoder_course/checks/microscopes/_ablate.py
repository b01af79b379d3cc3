"""The check of an ablation that takes one unit out and leaves all else."""

import numpy as np

from autoencoder_course.checks.common import call, question
from autoencoder_course.checks.microscopes._arrays import expect_array


@question(
    "microscopes.ablate",
    hints=(
        "What does the autoencoder get wrong? If you hand its reconstruction to the network, you "
        "change that as well.",
        "What unit j adds to a vector is its activity times its direction. Take just that away.",
        "np.outer(codes[:, unit], directions[unit]) is what the unit adds, (n, width).",
    ),
)
def ablate(take_out, vectors=10, width=5, units=8, seed=0):
    """Check a function `take_out(vectors, codes, directions, unit)` that returns (n, width)."""
    generator = np.random.default_rng(seed)
    for unit in (2, units - 1):
        codes = np.maximum(generator.normal(size=(vectors, units)), 0)
        directions = generator.normal(size=(units, width))
        directions /= np.linalg.norm(directions, axis=1, keepdims=True)
        error = generator.normal(0, 0.3, (vectors, width))
        rows = codes @ directions + error
        part = np.outer(codes[:, unit], directions[unit])
        along = (rows @ directions[unit])[:, None] * directions[unit]
        answer = call(take_out, rows.copy(), codes.copy(), directions.copy(), unit)
        mistakes = {
            "That is the reconstruction without the unit: what the autoencoder gets wrong is lost, "
            "too. Take the unit's part off the vectors.": codes @ directions - part,
            "All that lies along the direction is taken out: take only the unit's own part, its "
            "activity times its direction.": rows - along,
            "The direction is taken off with activity 1: multiply it by the unit's activity for "
            "each vector.": rows - directions[unit],
            "The unit's part is added: take it off.": rows + part,
            "That is the unit's part itself: take it off the vectors.": part,
            "Nothing has changed.": rows,
            "All units are taken out: only one should be.": error,
        }
        expect_array(answer, rows - part, mistakes, "the vectors")
