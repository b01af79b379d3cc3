"""What the checks of sparse codes measure, and how they say what is wrong."""

import copy

import numpy as np

from autoencoder_course.checks.common._core import call, close, expect, number
from autoencoder_course.checks.common._tensors import expect_value


def divergence(target, means):
    """Return the KL divergence of each mean activity from a target, in nats."""
    rest = (1 - target) * np.log((1 - target) / (1 - means))
    return target * np.log(target / means) + rest


def described(value):
    """Name a value in a few words, for a message."""
    if np.ndim(value):
        return f"an array of shape {np.shape(value)}"
    text = repr(value.item() if hasattr(value, "item") else value)
    return text if len(text) <= 60 else text[:57] + "..."


def expect_dead(found, right, codes, threshold):
    """Fail unless the sorted indices `found` are those of the dead units."""
    largest = np.abs(codes).max(axis=0)
    strangers = [unit for unit in found if unit not in range(len(largest))]
    expect(
        not strangers,
        f"Expected indices of units, from 0 to {len(largest) - 1}. Received: "
        f"{strangers[0] if strangers else ''}. Which axis of the codes is the units?",
    )
    for unit in found:
        expect(
            unit in right,
            f"Unit {unit:g} is not dead: the absolute value of its activity reaches "
            f"{largest[int(unit)]:.3g}, and the threshold is {threshold:g}. A dead unit is below "
            "it for every image.",
        )
    for unit in right:
        expect(
            unit in found,
            f"Unit {unit} is missing: its activity reaches {largest[unit]:.3g} at most, in "
            f"absolute value, and the threshold is {threshold:g}.",
        )
    expect(len(found) == len(right), "A unit is listed more than once.")


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
    expect_value(value, right, mistakes, what)


def finite_number(value, what, question):
    """Return a number, or fail; where it is not finite, with a question."""
    array = np.asarray(value)
    expect(array.size == 1, f"Expected {what} to be one number. Received: {described(array)}.")
    infinite = array.size == 1 and array.dtype.kind == "f" and not np.isfinite(array).all()
    expect(not infinite, f"Expected {what} to be finite. Received: {array}. {question}")
    return number(value, what)


def expect_frontier_choice(choose, limit, rows, right):
    """Fail unless `choose` takes the sparsest allowed weight and reports its test error.

    `rows` maps a weight to its fraction near zero and, in units of `limit`, its validation
    and test error.
    """
    frontier = {
        weight: {"near_zero": near_zero, "validation_mse": limit * seen, "test_mse": limit * kept}
        for weight, (near_zero, seen, kept) in rows.items()
    }
    answer = call(choose, copy.deepcopy(frontier), limit)
    expect(
        isinstance(answer, (tuple, list)) and len(answer) == 2,
        "Expected two numbers: the chosen weight, and the test error to report.",
    )
    weight, report = number(answer[0], "the weight"), number(answer[1], "the reported error")
    expect(
        weight in frontier, f"Expected one of the weights {list(frontier)}. Received: {weight:g}."
    )
    chosen = frontier[weight]
    expect(
        chosen["validation_mse"] <= limit,
        f"The weight {weight:g} has a validation error of {chosen['validation_mse']:.4g}, above "
        f"the limit of {limit:g}: its test error has no say in the choice.",
    )
    expect(
        weight == right,
        f"Expected the weight {right:g}: with {frontier[right]['near_zero']:.0%} of its code near "
        f"zero it is sparser than {weight:g} with {chosen['near_zero']:.0%}, and its validation "
        f"error of {frontier[right]['validation_mse']:.4g} is not above the limit of {limit:g}.",
    )
    expect(
        not close(report, chosen["validation_mse"]),
        "The reported error is the validation error, which was used for choosing: report the "
        "test error.",
    )
    expect(
        close(report, chosen["test_mse"]),
        f"Expected the test error of the chosen weight, {chosen['test_mse']:.4g}. "
        f"Received: {report:.4g}.",
    )
