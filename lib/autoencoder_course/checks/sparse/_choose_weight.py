"""The check of a choice on the frontier between error and sparsity."""

import copy

from autoencoder_course.checks.common import call, close, expect, expect_items, number, question


@question(
    "sparse.choose_weight",
    hints=(
        "Two things are asked, one after the other: which weights are allowed, and which of them "
        "is best. Which error decides on the first?",
        "First leave out every weight whose validation error is above the limit. Of the rest, "
        "which has the largest fraction near zero? The test error takes no part.",
        "allowed = [w for w in frontier if ...] is a list of weights. max(allowed, key=...) takes "
        "the weight for which the function `key` is largest: what should it look up?",
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
    expect_items(
        answer, 2, "Expected two numbers: the chosen weight, and the test error to report."
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
