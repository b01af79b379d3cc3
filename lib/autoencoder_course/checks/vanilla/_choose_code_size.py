"""The check of a choice by validation error, reported with its test error."""

from autoencoder_course.checks.common import call, expect, expect_items, number, question


@question(
    "vanilla.choose_code_size",
    hints=(
        "Which of the two tables may you look at while you choose, and which one only after it?",
        "First list the code sizes whose VALIDATION error is at most the limit. Which of them "
        "do you want?",
        "The smallest one, which need not be the first and need not have the smallest error. "
        "Its test error is what you report.",
    ),
)
def choose_code_size(choose):
    """Check a function `choose(validation_errors, test_errors, limit)`: (size, test error)."""
    # Test errors lead to another choice, in either direction.
    _expect_choice(
        choose,
        {1: 0.06, 2: 0.043, 4: 0.031, 8: 0.024, 16: 0.017, 32: 0.012},
        {1: 0.07, 2: 0.029, 4: 0.028, 8: 0.026, 16: 0.019, 32: 0.013},
        limit=0.025,
        right=8,
    )
    # From large to small, with a training that went wrong, and the limit itself is allowed.
    _expect_choice(
        choose,
        {64: 0.011, 32: 0.04, 16: 0.013, 10: 0.02, 9: 0.021, 2: 0.05},
        {64: 0.012, 32: 0.05, 16: 0.014, 10: 0.023, 9: 0.019, 2: 0.06},
        limit=0.02,
        right=10,
    )


def _expect_choice(choose, validation, test, limit, right):
    answer = call(choose, dict(validation), dict(test), limit)
    expect_items(
        answer, 2, "Expected two numbers: the chosen code size, and the error that you report."
    )
    size, report = number(answer[0], "the code size"), number(answer[1], "the reported error")
    expect(size in validation, f"Expected one of the sizes {list(validation)}. Received: {size:g}.")
    _expect_size(size, validation, test, limit, right)
    expect(
        report != validation[right],
        "The reported error is the validation error of the choice, which was used for "
        "choosing: report its test error.",
    )
    expect(
        report == test[right],
        f"Expected the test error of the choice, {test[right]}. Received: {report:g}.",
    )


def _expect_size(size, validation, test, limit, right):
    by_test = min(each for each in test if test[each] <= limit)
    expect(
        size != by_test,
        f"{by_test} is the smallest code whose TEST error is within the limit: choosing by it "
        "makes the reported error too good. Choose by the validation error.",
    )
    expect(
        validation[size] <= limit,
        f"A code of {size:g} has a validation error of {validation[size]}, above the limit of "
        f"{limit}.",
    )
    expect(
        size == right,
        f"Expected {right}, the smallest code whose validation error is at most {limit} (the "
        f"limit itself is allowed). Received: {size:g}.",
    )
