"""The check of one comparison with two intervals: paired, and not."""

import numpy as np

from autoencoder_course import metrics
from autoencoder_course.checks.common import (
    call,
    expect,
    expect_items,
    expect_value,
    number,
    question,
)


@question(
    "stacked.intervals",
    hints=(
        "A seed that is kind to one way is kind to the other too. In which of the two "
        "half-widths does that cancel out?",
        "The paired one knows n differences and nothing else. The unpaired one knows a standard "
        "deviation of each way. Which numbers does each average, and over how many?",
        "scipy.stats.t.ppf(p, degrees) is the number below which Student's t lies with "
        "probability p. Of the 5 % outside an interval, how many lie above it? np.std and np.var "
        "divide by n unless you say ddof=1.",
    ),
)
def intervals(measure, counts=(5, 9)):
    """Check a function `measure(first, second)`: mean difference, half-widths paired and not.

    Args:
        measure: The student's function.
        counts: How many runs each way has, one table each. Two of them tell a function
            that takes n from its arrays from one that has a number written into it.
    """
    for count in counts:
        _expect_intervals(measure, count, usual=counts[0])


def _expect_intervals(measure, count, usual):
    first, second = _accuracies(count)
    answer = call(measure, first.copy(), second.copy())
    expect_items(
        answer,
        3,
        "Expected three numbers: the mean difference, the paired half-width and the unpaired one.",
    )
    paired, unpaired = metrics.paired_difference(first, second), _unpaired(first, second)
    mean = number(answer[0], "the mean difference")
    expect(
        np.sign(mean) == np.sign(paired.mean),
        "The mean difference has the wrong sign: it is `first` minus `second`.",
    )
    expect_value(
        mean,
        paired.mean,
        {},
        f"Expected a mean difference of {paired.mean:.4f}. Received: {mean:.4f}.",
    )
    spreads = [np.std(values, ddof=1) for values in (first, second)]
    joined = np.std(np.concatenate([first, second]), ddof=1)
    degrees, both_degrees = count - 1, 2 * count - 2
    _expect_half_width(
        answer[1],
        paired.half_width,
        "paired half-width",
        count,
        {"That is the unpaired one, which is asked for in the third place": unpaired}
        | _slips(paired.half_width, count, degrees)
        | _other_quantile(paired.half_width, degrees, both_degrees)
        | _fixed_count(paired.half_width, count, degrees, usual, usual - 1),
    )
    _expect_half_width(
        answer[2],
        unpaired,
        "unpaired half-width",
        count,
        {
            "That is the paired one, which is asked for in the second place": paired.half_width,
            "The variances are averaged (the squares), not the standard deviations": (
                unpaired * np.mean(spreads) / np.sqrt(np.mean(np.square(spreads)))
            ),
            "There are two means, and both are uncertain: the root is of 2 / n, not of 1 / n": (
                unpaired / np.sqrt(2)
            ),
            "That is the standard deviation of both ways joined into one array, which takes their "
            "difference for scatter: take the variance of each way, then the mean of the two": (
                unpaired * joined / np.sqrt(np.mean(np.square(spreads)))
            ),
            "Two half-widths don't add up: their squares do": sum(
                metrics.mean_and_interval(values).half_width for values in (first, second)
            ),
        }
        | _slips(unpaired, count, both_degrees)
        | _other_quantile(unpaired, both_degrees, degrees)
        | _fixed_count(unpaired, count, both_degrees, usual, 2 * usual - 2),
    )


def _accuracies(count):
    """Make accuracies (%) in pairs, with another spread for each way: so slips differ."""
    generator = np.random.default_rng(count)
    seeds = generator.normal(size=count)
    seeds -= seeds.mean()
    return 71 + 5 * seeds + generator.uniform(size=count), 70 + 3 * seeds


def _unpaired(first, second):
    from scipy import stats  # here, so that a check which does not need it starts at once

    low, high = stats.ttest_ind(first, second).confidence_interval(0.95)
    return (high - low) / 2


def _quantile(probability, degrees):
    from scipy import stats

    return stats.t.ppf(probability, degrees)


def _density(number, degrees):
    from scipy import stats

    return stats.t.pdf(number, degrees)


def _slips(right, count, degrees):
    """Return what a half-width is after a usual slip, by the sentence to say."""
    quantile = _quantile(0.975, degrees)
    return {
        "It is a standard deviation so far, and does not shrink with n": right * np.sqrt(count),
        "It is a standard error so far: multiply it by Student's t": right / quantile,
        "It is the whole width: halve it": 2 * right,
        "The variance is divided by n: divide it by n - 1 (ddof=1)": (
            right * np.sqrt((count - 1) / count)
        ),
        "1.96 is for a standard deviation that is known: take Student's t": (
            right * _quantile(0.975, np.inf) / quantile
        ),
        "The interval leaves out 5 % on EACH side: it may leave out 2.5 %": (
            right * _quantile(0.95, degrees) / quantile
        ),
        "t.pdf is the density at a number; the number t_k itself is what t.ppf returns": (
            right * _density(0.975, degrees) / quantile
        ),
    }


def _other_quantile(right, degrees, wrong):
    return {
        f"Student's t has {degrees} degrees of freedom here, not {wrong}": (
            right * _quantile(0.975, wrong) / _quantile(0.975, degrees)
        )
    }


def _fixed_count(right, count, degrees, usual, usual_degrees):
    """Return what a half-width is with the n of another table, which is no slip in that one."""
    quantiles = _quantile(0.975, usual_degrees) / _quantile(0.975, degrees)
    return {
        f"Here each way has {count} runs, and not {usual} as before: take n from the arrays": (
            right * quantiles * np.sqrt(count / usual)
        )
    }


def _expect_half_width(value, expected, what, count, mistakes):
    value = number(value, f"the {what}")
    expect_value(
        value,
        expected,
        {f"Look at the {what} again. {sentence}.": wrong for sentence, wrong in mistakes.items()},
        f"Expected the {what} to be {expected:.4f} on this check's numbers, of {count} runs each. "
        f"Received: {value:.4f}.",
    )
