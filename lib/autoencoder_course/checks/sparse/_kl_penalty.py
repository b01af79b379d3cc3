"""The check of the Kullback-Leibler penalty."""

import numpy as np
from keras import ops

from autoencoder_course.checks.common import call, expect, question, scalar, to_array
from autoencoder_course.checks.sparse._tensor_functions import (
    expect_codes_value,
    expect_works_in_fit,
)


@question(
    "sparse.kl_penalty",
    hints=(
        "First one mean per unit: the mean over the batch, axis 0. Then the formula for each "
        "unit, and only then the sum over the units.",
        "means = ops.clip(ops.mean(codes, axis=0), 1e-7, 1 - 1e-7); the penalty is the ops.sum of "
        "target * ops.log(target / means) and a second term with 1 - target and 1 - means.",
    ),
)
def kl_penalty(penalty, target=0.05, seed=0):
    """Check a function `penalty(codes, target)` that returns the KL penalty, a scalar."""
    codes = activities(seed)
    for wanted in (target, 0.4):
        value = scalar(penalty, ops.convert_to_tensor(codes), wanted, what="the penalty")
        means = codes.mean(axis=0, dtype="float64")
        expected = divergence(wanted, means).sum()
        mistakes = {
            "The penalty is averaged over the units: sum over them.": expected / codes.shape[1],
            "The penalty has the wrong sign: it has to be 0 or more.": -expected,
            "One mean is taken over each image's units: average over the batch, axis 0, to have "
            "one mean per unit.": divergence(wanted, codes.mean(axis=1)).sum(),
            "One mean is taken over everything: average over the batch only, axis 0, to have one "
            "mean per unit.": divergence(wanted, codes.mean()),
            "The divergence of each activity is averaged: take the mean activity first, then its "
            "divergence.": divergence(wanted, codes).mean(axis=0).sum(),
            "The two distributions are exchanged: the target stands in front of the logarithm, "
            "the mean activity below the fraction line.": divergence(means, wanted).sum(),
            "Only the first of the two terms is there: a unit is also silent, with 1 - target and "
            "1 - mean.": (wanted * np.log(wanted / means)).sum(),
            "The logarithm has base 2: take the natural one.": expected / np.log(2),
        }
        expect_codes_value(value, expected, mistakes, f"the penalty for a target of {wanted:g}")
    silent = np.tile(np.array([0.0, 0.3, 1.0], "float32"), (4, 1))
    at_the_ends = to_array(call(penalty, ops.convert_to_tensor(silent), target), "the penalty")
    expect(
        np.isfinite(at_the_ends).all(),
        "A unit that is 0 or 1 for the whole batch makes the penalty infinite: clip the means to "
        "[1e-7, 1 - 1e-7].",
    )
    expect_works_in_fit(lambda codes: penalty(codes, target), (4,), "kl_penalty")


def activities(seed, count=6, units=4):
    """Make activities in (0, 1) whose mean is another one for each unit, (count, units)."""
    generator = np.random.default_rng(seed)
    means = np.linspace(0.1, 0.7, units)
    return (means + generator.uniform(-0.08, 0.2, (count, units))).astype("float32")


def divergence(target, means):
    """Return the KL divergence of each mean activity from a target, in nats."""
    rest = (1 - target) * np.log((1 - target) / (1 - means))
    return target * np.log(target / means) + rest
