"""What checks look at in numbers that a student's function returns."""

from autoencoder_course.checks.common._core import call, close, expect, number


def expect_choice(pick, validation, test, right):
    """Fail unless `pick` chooses by validation error and reports that choice's test error."""
    answer = call(pick, dict(validation), dict(test))
    expect(
        isinstance(answer, (tuple, list)) and len(answer) == 2,
        "Expected two things: the chosen setting, and the error to report.",
    )
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


def expect_not_scaled(value, expected, images, pixels, what):
    """Fail if a mean squared error is a sum or a root instead, and say which."""
    factors = {
        pixels: "summed over the pixels",
        images: "summed over the images",
        images * pixels: "summed over images and pixels",
    }
    for factor, how in factors.items():
        expect(
            not close(value, expected * factor),
            f"It looks as if {what} is {how}: average over images and pixels.",
        )
    expect(not close(value, expected**0.5), f"It looks as if {what} is a root: leave it away.")
