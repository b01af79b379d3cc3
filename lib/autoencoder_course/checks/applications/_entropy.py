"""The check of the entropy of symbols."""

import numpy as np

from autoencoder_course.checks.common import call, expect_value, number, question


def _bits(symbols):
    shares = np.unique(symbols, return_counts=True)[1] / symbols.size
    return float(-(shares * np.log2(shares)).sum())


@question(
    "applications.entropy",
    hints=(
        "A unit that is always 3 tells nothing: how many bits should it cost? And one that is 0 "
        "or 1, equally often?",
        "np.unique(column, return_counts=True) counts the symbols of one unit. What does a symbol "
        "with the share p cost, and how often does it cost that?",
        "For each unit: minus the sum of p · log2(p). Then add up the units of a code.",
    ),
)
def entropy(function, images=200, seed=0):
    """Check a function `function(symbols)` from (images, units) to a number of bits."""
    random = np.random.default_rng(seed)
    coin = np.arange(images) % 2
    four = np.arange(images) % 4
    uneven = random.binomial(6, 0.2, images)
    for name, columns in {
        "a unit that is always 3": [np.full(images, 3)],
        "a unit that is 0 or 1, equally often": [coin],
        "three units of different spread, one with numbers below 0": [four - 2, uneven, coin],
    }.items():
        symbols = np.stack(columns, axis=1)
        found = number(call(function, symbols.copy()), "the entropy")
        right = sum(_bits(column) for column in columns)
        pooled = _bits(symbols)
        expect_value(
            found,
            right,
            {
                "Those are nats: bits take the logarithm to the base 2.": right * np.log(2),
                "The sign is wrong: no entropy is below 0.": -right,
                "That is the mean over the units: a code costs their sum.": right / len(columns),
                "All units share one table of frequencies there: each has its own.": pooled,
                "All units share one table of frequencies there: count each unit's own. The "
                "number of units alone does not mend it.": pooled * len(columns),
                "Those are the bits of all images: take the mean image's.": right * images,
                "Those are bytes: the entropy is wanted in bits.": right / 8,
                "That is the logarithm of the number of symbols, as if all were equally "
                "frequent.": sum(np.log2(len(np.unique(column))) for column in columns),
            },
            f"Expected {right:.4f} bits for {name}. Received: {found:.4f}.",
        )
