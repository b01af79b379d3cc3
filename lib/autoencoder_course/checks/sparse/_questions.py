"""Checks of exercise 3: sparse autoencoders."""

import numpy as np
from keras import ops

from autoencoder_course import metrics
from autoencoder_course.checks.common._core import call, close, expect, question
from autoencoder_course.checks.common._tensors import (
    expect_value,
    expect_works_in_fit,
    scalar,
    tensors_of,
    to_array,
)
from autoencoder_course.checks.sparse import _planted
from autoencoder_course.checks.sparse._sparse import (
    described,
    divergence,
    expect_dead,
    expect_frontier_choice,
    expect_selectivity,
    finite_number,
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
    codes = _planted.activities(seed)
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
        expect_value(value, expected, mistakes, f"the penalty for a target of {wanted:g}")
    silent = np.tile(np.array([0.0, 0.3, 1.0], "float32"), (4, 1))
    at_the_ends = to_array(call(penalty, ops.convert_to_tensor(silent), target), "the penalty")
    expect(
        np.isfinite(at_the_ends).all(),
        "A unit that is 0 or 1 for the whole batch makes the penalty infinite: clip the means to "
        "[1e-7, 1 - 1e-7].",
    )
    expect_works_in_fit(tensors_of(penalty, target), (4,), "kl_penalty")


@question(
    "sparse.batch_free",
    hints=(
        "The penalty is a sum over the batch. What turns a sum over images into a mean?",
        "Divide by the batch size, and by nothing else: ops.divide(penalty(codes), "
        "ops.shape(codes)[0]).",
    ),
)
def batch_free(per_image, batch_size=6, seed=0):
    """Check a function `per_image(penalty, codes)`: the penalty averaged over the batch."""

    def squares(codes):
        return 0.5 * ops.sum(ops.square(codes))

    def magnitudes(codes):
        return 0.2 * ops.sum(ops.abs(codes))

    def measure(penalty, codes):
        return scalar(per_image, penalty, ops.convert_to_tensor(codes), what="the penalty")

    vectors = _planted.distinct_codes(seed, batch_size, 5)
    maps = _planted.distinct_codes(seed, batch_size, 12).reshape(batch_size, 2, 2, 3)
    for penalty in (squares, magnitudes):
        for codes in (vectors, maps):
            total = float(penalty(codes))
            expected = total / batch_size
            mistakes = {
                "The penalty is still the sum over the batch.": total,
                "The penalty is divided by the number of units: divide by the batch size.": total
                / codes.shape[-1],
                "The penalty is divided by the number of all activities: divide by the batch size "
                "only.": total / codes.size,
                "The penalty is divided by the batch size twice, or inside it where it is squared: "
                "divide once, after the penalty.": expected / batch_size,
                "The penalty is multiplied by the batch size: divide by it.": total * batch_size,
                "Only the first image's penalty is there: average over the batch.": float(
                    penalty(codes[:1])
                ),
            }
            value = measure(penalty, codes)
            expect_value(value, expected, mistakes, f"the penalty of codes {codes.shape}")
            repeated = measure(penalty, np.concatenate([codes] * 4))
            expect(
                close(repeated, value),
                f"With every image four times in the batch the penalty goes from {value:.4f} to "
                f"{repeated:.4f}: it still depends on the batch size.",
            )
    expect_works_in_fit(lambda codes: per_image(squares, codes), (5,), "batch_free")


@question(
    "sparse.keep_largest",
    hints=(
        "Find the k-th largest number of each code: whatever is smaller becomes 0.",
        "largest = ops.top_k(codes, k)[0] is sorted downwards, so largest[:, -1:] is the k-th; "
        "ops.where(codes >= ..., codes, 0.0) does the rest.",
    ),
)
def keep_largest(keep, k=3, seed=0):
    """Check a function `keep(codes, k)` that sets all but the k largest numbers to 0."""
    codes = _planted.distinct_codes(seed)
    for kept in (k, 1, codes.shape[1]):
        answer = call(keep, ops.convert_to_tensor(codes), kept)
        sparse = to_array(answer, "the sparse codes")
        expect(
            sparse.shape == codes.shape,
            f"Expected codes of the same shape, {codes.shape}, with zeros in them. "
            f"Received: shape {sparse.shape}.",
        )
        by_code = -np.sort(-codes, axis=1)
        expected = np.where(codes >= by_code[:, kept - 1 : kept], codes, 0)
        by_size = -np.sort(-np.abs(codes), axis=1)
        expect(
            kept == codes.shape[1]
            or not _same(sparse, np.where(np.abs(codes) >= by_size[:, kept - 1 : kept], codes, 0)),
            "The largest absolute values are kept: keep the largest numbers, signs included.",
        )
        counts = np.count_nonzero(sparse, axis=1)
        expect(
            (counts == kept).all(),
            f"Expected {kept} numbers other than 0 in each code with k={kept}, in a code of "
            f"negative numbers too. Received: {counts.min()} to {counts.max()}.",
        )
        expect(
            _same(sparse != 0, expected != 0),
            f"With k={kept} not the largest {kept} of each code are kept.",
        )
        expect(_same(sparse, expected), "The numbers that are kept have changed: leave them be.")
    expect_works_in_fit(tensors_of(keep, k), (codes.shape[1],), "keep_largest")


@question(
    "sparse.find_dead",
    hints=(
        "A unit is dead if the absolute value is below the threshold for ALL images: one image "
        "is enough to be alive.",
        "silent = np.abs(codes) < threshold has a row per image; silent.all(axis=0) says which "
        "units are dead, and np.flatnonzero turns that into indices.",
    ),
)
def find_dead(find, threshold=0.01, units=10, seed=0):
    """Check a function `find(codes, threshold)` that returns the indices of dead units."""
    every = tuple(range(units))
    for limit in (threshold, 0.2):
        for dead in ((1, 4, units - 1), (), every):
            codes = _planted.codes_with_dead_units(dead, units, threshold=limit, seed=seed)
            answer = call(find, codes, limit)
            expect(
                not (isinstance(answer, tuple) and len(answer) == 1 and np.ndim(answer[0]) == 1),
                "Expected indices. Received: a tuple that holds them, as np.where returns it; "
                "take its [0].",
            )
            expect(
                np.asarray(answer).dtype != bool,
                "Expected indices. Received: True and False, from which np.flatnonzero makes them.",
            )
            found = to_array(answer, "the indices")
            expect(
                found.ndim == 1,
                f"Expected a list or array of indices. Received: {described(found)}.",
            )
            expect_dead(sorted(found.tolist()), list(dead), codes, limit)


@question(
    "sparse.sparsities",
    hints=(
        "Write a function of one row first: 1 minus mean(|a|)² / mean(a²), divided by 1 - 1/N. "
        "Then rows are images for one measure and units for the other.",
        "Leave out rows without any activity: `active = rows[np.any(rows != 0, axis=1)]`. The "
        "rows for lifetime sparsity are codes.T.",
    ),
)
def sparsities(measure, images=12, units=5, seed=0):
    """Check a function `measure(codes)` that returns three measures of sparsity."""
    codes = _planted.sparse_codes(seed, images, units)
    answer = call(measure, codes.copy())
    expect(
        isinstance(answer, (tuple, list, np.ndarray)) and len(answer) == 3,
        "Expected three numbers: fraction near zero, population sparsity, lifetime sparsity.",
    )
    near_zero = finite_number(
        answer[0], "the fraction near zero", "It is a count divided by a count."
    )
    right = metrics.fraction_near_zero(codes)
    expect_value(
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


@question(
    "sparse.choose_weight",
    hints=(
        "First leave out every weight whose validation error is above the limit. Of the rest, "
        "which one has the largest fraction near zero?",
        'allowed = [w for w in frontier if frontier[w]["validation_mse"] <= limit]; take the max '
        'of it by frontier[w]["near_zero"] and return it with its "test_mse".',
    ),
)
def choose_weight(choose, limit=0.02):
    """Check a function `choose(frontier, limit)` that returns (weight, test error)."""
    # Larger weights are not always sparser, errors are not sorted, and validation and test
    # errors lie on different sides of the limit.
    expect_frontier_choice(
        choose,
        limit,
        {
            0.0: (0.10, 0.50, 0.52),
            1e-4: (0.70, 0.90, 0.97),
            3e-4: (0.55, 0.80, 0.70),
            1e-3: (0.93, 1.05, 0.95),
            1e-2: (0.99, 3.00, 3.10),
        },
        1e-4,
    )
    # The limit itself is allowed, and the sparsest one has a test error above it.
    expect_frontier_choice(
        choose,
        limit,
        {1e-2: (0.9, 1.2, 0.8), 1e-3: (0.8, 1.0, 1.1), 1e-4: (0.6, 0.7, 0.6), 0.0: (0.7, 0.6, 0.5)},
        1e-3,
    )
    expect_frontier_choice(choose, limit, {5.0: (0.2, 0.5, 0.9), 0.5: (0.3, 0.4, 0.3)}, 0.5)


@question(
    "sparse.tell_penalty",
    hints=(
        "Measure the fraction of weights near zero, and the fraction of the code near zero. "
        "Which of the two did the penalty drive up?",
        "near_zero = lambda values: np.mean(np.abs(values) < 0.01). A ReLU code is near zero for "
        "about half of its activities without any penalty, so ask for more than 0.75.",
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
                made = _planted.layer(right, code=code, seed=seed, inputs=inputs, units=units)
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


def _same(a, b):
    return np.allclose(a, b, atol=1e-5)
