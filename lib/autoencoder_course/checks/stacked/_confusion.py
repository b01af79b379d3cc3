"""The check of a function that reads a confusion matrix."""

import numpy as np

from autoencoder_course.checks.common import call, expect, expect_items, number, question


@question(
    "stacked.confusion",
    hints=(
        "The diagonal holds the right answers, and a row holds all pictures of a class. For "
        "the mistakes, the diagonal must not count.",
        "np.diag(counts) / counts.sum(axis=1) are the shares of right answers. Set the diagonal "
        "of a COPY of counts to 0; np.unravel_index(copy.argmax(), copy.shape) is the pair.",
    ),
)
def confusion(read, seed=0):
    """Check a function `read(counts)` that returns (worst class, (right, answer))."""
    counts = misleading_counts(seed)
    given = counts.copy()
    answer = call(read, given)
    expect_items(answer, 2, "Expected two things: the worst class, and the pair (right, answer).")
    expect_worst_class(answer[0], counts)
    expect_most_confused(answer[1], counts)
    expect(
        np.array_equal(given, counts),
        "Your function changes `counts` itself: work on a copy of it.",
    )


def misleading_counts(seed):
    """Make counts in which the usual misreadings all give other answers.

    Class 0 has few pictures, so the fewest right ones. Class 1 is the least recognised.
    Answer 2 is the least reliable. Most mistakes are 3 for 4; both ways together, 5 and 6.
    The seed shuffles the classes.
    """
    counts = np.diag([30, 120, 200, 1300, 1200, 700, 710])
    counts[0, 1], counts[1, 2], counts[1, 3] = 6, 95, 90
    counts[4, 2], counts[5, 2], counts[3, 4], counts[4, 3] = 90, 90, 101, 10
    counts[5, 6], counts[6, 5], counts[2, 0] = 98, 97, 20
    order = np.random.default_rng(seed).permutation(len(counts))
    return counts[np.ix_(order, order)]


def expect_worst_class(answer, counts):
    """Fail unless `answer` is the class with the smallest share of right answers."""
    worst = number(answer, "the worst class")
    shares, columns = np.diag(counts) / counts.sum(axis=1), np.diag(counts) / counts.sum(axis=0)
    expected = int(shares.argmin())
    expect(
        worst != np.diag(counts).argmin(),
        "That class has the fewest right answers, but it also has few pictures: divide by how "
        "many there are.",
    )
    expect(
        worst != columns.argmin(),
        "That is the worst COLUMN: it says how often an answer is right, not how often a "
        "class is recognised. The pictures of a class are a row.",
    )
    expect(
        worst == expected,
        f"Expected the worst class to be {expected}, with {shares[expected]:.0%} right. "
        f"Received: {answer}.",
    )


def expect_most_confused(answer, counts):
    """Fail unless `answer` is (right, answer) of the most frequent mistake."""
    mistakes = counts * (1 - np.eye(len(counts), dtype=int))
    right, said = (int(i) for i in np.unravel_index(mistakes.argmax(), mistakes.shape))
    expect(np.shape(answer) == (2,), "Expected the most confused pair as (right, answer).")
    pair = tuple(number(item, "each class of the pair") for item in answer)
    expect(pair[0] != pair[1], "Those are right answers, on the diagonal: look for mistakes only.")
    expect(
        pair != (said, right),
        "The pair is the wrong way round: first the class that is right (the row), then the "
        "answer (the column).",
    )
    expect(
        pair == (right, said),
        f"Expected the pair {(right, said)}, a mistake made {mistakes.max()} times. "
        f"Received: {tuple(map(int, pair))}.",
    )
