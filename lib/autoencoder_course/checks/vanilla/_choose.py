"""The check of a choice by validation error, reported with its test error."""

from autoencoder_course.checks.common import call, expect, expect_items, number, question


@question(
    "vanilla.choose",
    hints=(
        "Which of the two error tables may you look at while you choose?",
        "best = the key with the smallest VALIDATION error; return best and test_errors[best].",
    ),
)
def choose(pick):
    """Check a function `pick(validation_errors, test_errors)` that returns (choice, report)."""
    validation = {0.1: 0.031, 0.01: 0.012, 0.001: 0.014, 0.0001: 0.044}
    test = {0.1: 0.033, 0.01: 0.016, 0.001: 0.013, 0.0001: 0.046}
    expect_choice(pick, validation, test, 0.01)
    expect_choice(pick, {8: 0.5, 16: 0.2, 32: 0.3}, {8: 0.1, 16: 0.4, 32: 0.2}, 16)
    expect_choice(pick, {"b": 0.2, "a": 0.1}, {"b": 0.3, "a": 0.6}, "a")


def expect_choice(pick, validation, test, right):
    """Fail unless `pick` chooses by validation error and reports that choice's test error."""
    answer = call(pick, dict(validation), dict(test))
    expect_items(answer, 2, "Expected two things: the chosen setting, and the error to report.")
    choice, report = answer
    expect(
        right == min(test, key=test.get) or choice != min(test, key=test.get),
        f"{choice} has the smallest TEST error: choosing by it makes the reported error too "
        "good. Choose by the validation error.",
    )
    expect(
        choice == right,
        f"Expected {right}, which has the smallest validation error. Received: {choice}.",
    )
    report = number(report, "the reported error")
    expect(
        report != validation[right],
        "The reported error is the validation error of the choice, which was used for "
        "choosing: report its test error.",
    )
    expect(
        report == test[right],
        f"Expected the test error of the choice, {test[right]}. Received: {report}.",
    )
