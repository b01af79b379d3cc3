"""The check of a noise level chosen by its worst case."""

import copy

from autoencoder_course.checks.common import call, close, expect, expect_items, number, question


@question(
    "denoising.noise_level",
    hints=(
        "Each training level has a worst case: the smallest PSNR among the levels it was tested "
        "at. Which training level has the best worst case?",
        'worst = {level: min(row["validation"] for row in scores[level].values()) for level in '
        'scores}; choose max(worst, key=worst.get), and report the smallest "test" of it.',
    ),
)
def noise_level(choose):
    """Check a function `choose(scores)` that returns (training level, worst test PSNR)."""
    for scores, right in CASES:
        expect_level(call(choose, copy.deepcopy(scores)), scores, right)


def expect_level(answer, scores, right):
    """Fail unless an answer is the level with the best worst case, and its worst test PSNR."""
    expect_items(
        answer, 2, "Expected two things: the training level, and the worst test PSNR of it."
    )
    level, report = answer
    expect(
        isinstance(level, (str, int, float)) and level in scores,
        f"Expected one of the training levels {list(scores)}. Received: {level!r}.",
    )

    def worst(level, split):
        return min(row[split] for row in scores[level].values())

    expect(
        level == right,
        f"Expected {right!r}: its smallest validation PSNR is {worst(right, 'validation'):g} dB, "
        f"and that of {level!r} is {worst(level, 'validation'):g} dB. Look at the worst "
        "validation PSNR of each training level, and choose the best of those.",
    )
    report = number(report, "the reported PSNR")
    expect(
        not close(report, worst(right, "validation")),
        "The reported PSNR is the validation PSNR, which was used for choosing: report the "
        "test PSNR.",
    )
    expect(
        close(report, worst(right, "test")),
        f"Expected the smallest test PSNR of the chosen level, {worst(right, 'test'):g} dB. "
        f"Received: {report:g}.",
    )


def _row(validation, test):
    return {"validation": validation, "test": test}


# Tables of scores and the right level. Means, best cases, single columns and test values
# all point to another level; a level tested at the level it was trained at is no use either.
CASES = (
    (
        {
            0.1: {0.1: _row(30.0, 29.5), 0.3: _row(20.0, 20.3), 0.5: _row(11.0, 11.2)},
            0.3: {0.1: _row(23.0, 22.6), 0.3: _row(22.0, 22.1), 0.5: _row(15.0, 14.8)},
            0.5: {0.1: _row(16.0, 15.7), 0.3: _row(17.5, 17.4), 0.5: _row(16.8, 14.1)},
            0.7: {0.1: _row(15.5, 16.1), 0.3: _row(15.8, 15.9), 0.5: _row(17.0, 16.0)},
        },
        0.5,
    ),
    (
        {
            "range": {0.2: _row(20.0, 20.5), 0.4: _row(19.0, 18.8)},
            0.2: {0.2: _row(25.0, 24.4), 0.4: _row(17.0, 17.2)},
            0.4: {0.2: _row(18.5, 19.4), 0.4: _row(21.0, 21.2)},
        },
        "range",
    ),
)
