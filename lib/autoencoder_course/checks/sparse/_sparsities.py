"""The check of three measures of sparsity."""

import numpy as np

from autoencoder_course import metrics
from autoencoder_course.checks.common import call, described, expect, expect_items, number, question
from autoencoder_course.checks.sparse._tensor_functions import expect_codes_value


@question(
    "sparse.sparsities",
    hints=(
        "Write S for one row on paper. What does a row stand for in the second measure, and what "
        "in the third?",
        "Write one function that takes S of each row and averages; then the rows are images for "
        "one measure and units for the other. Which rows make 0 / 0?",
        "np.any(rows != 0, axis=1) says which rows have any activity: keep these only. Means along "
        "axis=1 are those of rows, N is how many numbers a row has, and codes.T swaps both axes.",
    ),
)
def sparsities(measure, images=12, units=5, seed=0):
    """Check a function `measure(codes)` that returns three measures of sparsity."""
    codes = sparse_codes(seed, images, units)
    answer = call(measure, codes.copy())
    expect_items(
        answer,
        3,
        "Expected three numbers: fraction near zero, population sparsity, lifetime sparsity.",
    )
    near_zero = finite_number(
        answer[0], "the fraction near zero", "It is a count divided by a count."
    )
    right = metrics.fraction_near_zero(codes)
    expect_codes_value(
        near_zero,
        right,
        {
            "That is the fraction of activities that are NOT near zero.": 1 - right,
            "Only exact zeros are counted: count what is below 0.01 in absolute value.": np.mean(
                codes == 0
            ),
            "Negative activities are counted, however large: take absolute values.": np.mean(
                codes < 0.01
            ),
            "The fraction is in per cent: leave it between 0 and 1.": 100 * right,
        },
        "the fraction near zero",
    )
    population, lifetime = metrics.population_sparsity(codes), metrics.lifetime_sparsity(codes)
    expect_selectivity(answer[1], population, lifetime, codes, "population sparsity")
    expect_selectivity(answer[2], lifetime, population, codes.T, "lifetime sparsity")


def sparse_codes(seed, images=12, units=5):
    """Make codes of both signs with a silent unit and a silent image, (images, units)."""
    generator = np.random.default_rng(seed)
    codes = generator.normal(size=(images, units)) * generator.integers(0, 2, (images, units))
    codes += 0.004 * generator.choice([-1, 1], (images, units))
    codes[:, 0] = generator.uniform(0.3, 0.5, images)  # a unit that answers to everything
    codes[:, 2] = 0
    codes[3] = 0
    return codes.astype("float32")


def expect_selectivity(value, of_each, other, rows, what):
    """Fail unless a number is the mean over rows of Vinje and Gallant's measure.

    `of_each` holds the measure of each row, and `other` that of each column.
    """
    value = finite_number(
        value, what, "Are rows without any activity, which make it 0 / 0, left out?"
    )
    right, count = np.nanmean(of_each), rows.shape[1]
    rows = rows.astype("float64")
    active = rows[rows.any(axis=1)]
    signed = 1 - active.mean(axis=1) ** 2 / np.square(active).mean(axis=1)
    whole = 1 - np.abs(rows).mean() ** 2 / np.square(rows).mean()
    mistakes = {
        "Population and lifetime sparsity are exchanged: population is over the units of one "
        "image, lifetime over the images of one unit.": np.nanmean(other),
        f"In {what}, rows without any activity count as 0: leave them out.": np.nansum(of_each)
        / len(rows),
        f"In {what}, rows without any activity count as 1: leave them out.": np.nan_to_num(
            of_each, nan=1.0
        ).mean(),
        f"In {what}, the division by 1 - 1/N is missing.": right * (1 - 1 / count),
        f"In {what}, N is the number of rows: it is the number of activities in a row.": right
        * (1 - 1 / count)
        / (1 - 1 / len(rows)),
        f"In {what}, activities of both signs cancel: take absolute values.": signed.mean()
        / (1 - 1 / count),
        f"In {what}, all activities are taken at once: measure each row, then average.": whole
        / (1 - 1 / rows.size),
        f"In {what}, the fraction is not taken from 1: 0 has to mean that all activities of a row "
        "are equal.": 1 - right * (1 - 1 / count),
    }
    expect_codes_value(value, right, mistakes, what)


def finite_number(value, what, question):
    """Return a number, or fail; where it is not finite, with a question."""
    array = np.asarray(value)
    expect(array.size == 1, f"Expected {what} to be one number. Received: {described(array)}.")
    infinite = array.size == 1 and array.dtype.kind == "f" and not np.isfinite(array).all()
    expect(not infinite, f"Expected {what} to be finite. Received: {array}. {question}")
    return number(value, what)
