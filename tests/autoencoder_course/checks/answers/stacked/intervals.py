"""Answers to `stacked.intervals`; a wrong one's docstring is part of the message it gets."""

import numpy as np
from scipy import stats


def _quantile(degrees, probability=0.975):
    return stats.t.ppf(probability, degrees)


def _paired(first, second):
    n = len(first)
    return _quantile(n - 1) * np.std(first - second, ddof=1) / np.sqrt(n)


def _unpaired(first, second):
    n = len(first)
    variance = (np.var(first, ddof=1) + np.var(second, ddof=1)) / 2
    return _quantile(2 * n - 2) * np.sqrt(2 * variance / n)


def _answer(first, second, *, paired=None, unpaired=None):
    return (
        np.mean(first - second),
        _paired(first, second) if paired is None else paired,
        _unpaired(first, second) if unpaired is None else unpaired,
    )


def right_formulas(first, second):
    return list(_answer(first, second))


def right_intervals_of_scipy(first, second):
    widths = [
        np.ptp(test(first, second).confidence_interval(0.95)) / 2
        for test in (stats.ttest_rel, stats.ttest_ind)
    ]
    return first.mean() - second.mean(), *widths


def right_plain_sums(first, second):
    n = len(first)
    differences = [a - b for a, b in zip(first, second, strict=True)]
    mean = sum(differences) / n
    variance = sum((each - mean) ** 2 for each in differences) / (n - 1)
    paired = _quantile(n - 1) * (variance / n) ** 0.5
    squares = sum(sum((x - sum(way) / n) ** 2 for x in way) for way in (first, second))
    return np.array([mean, paired, _quantile(2 * n - 2) * (squares / (n - 1) / n) ** 0.5])


def wrong_sign(first, second):
    """it is `first` minus `second`"""
    return _answer(second, first)


def wrong_sum_of_differences(first, second):
    """Expected a mean difference"""
    return np.sum(first - second), *_answer(first, second)[1:]


def wrong_order_of_the_half_widths(first, second):
    """which is asked for in the third place"""
    mean, paired, unpaired = _answer(first, second)
    return mean, unpaired, paired


def wrong_paired_twice(first, second):
    """which is asked for in the second place"""
    return _answer(first, second, unpaired=_paired(first, second))


def wrong_normal_quantile(first, second):
    """take Student's t"""
    factor = 1.959964 / _quantile(len(first) - 1)
    return _answer(first, second, paired=factor * _paired(first, second))


def wrong_divided_by_n(first, second):
    """(ddof=1)"""
    n = len(first)
    return _answer(first, second, paired=_quantile(n - 1) * np.std(first - second) / np.sqrt(n))


def wrong_deviation_of_the_differences(first, second):
    """does not shrink with n"""
    n = len(first)
    return _answer(first, second, paired=_quantile(n - 1) * np.std(first - second, ddof=1))


def wrong_standard_error(first, second):
    """multiply it by Student's t"""
    return _answer(first, second, paired=stats.sem(first - second))


def wrong_whole_width(first, second):
    """halve it"""
    return _answer(first, second, paired=2 * _paired(first, second))


def wrong_one_sided(first, second):
    """it may leave out 2.5 %"""
    n = len(first)
    factor = _quantile(2 * n - 2, 0.95) / _quantile(2 * n - 2)
    return _answer(first, second, unpaired=factor * _unpaired(first, second))


def wrong_degrees_of_freedom(first, second):
    """degrees of freedom here, not"""
    n = len(first)
    factor = _quantile(n - 1) / _quantile(2 * n - 2)
    return _answer(first, second, unpaired=factor * _unpaired(first, second))


def wrong_one_mean_only(first, second):
    """both are uncertain"""
    return _answer(first, second, unpaired=_unpaired(first, second) / np.sqrt(2))


def wrong_deviations_averaged(first, second):
    """The variances are averaged"""
    n = len(first)
    spread = (np.std(first, ddof=1) + np.std(second, ddof=1)) / 2
    return _answer(first, second, unpaired=_quantile(2 * n - 2) * spread * np.sqrt(2 / n))


def wrong_half_widths_added(first, second):
    """their squares do"""
    n = len(first)
    both = sum(_quantile(n - 1) * stats.sem(way) for way in (first, second))
    return _answer(first, second, unpaired=both)


def wrong_density_for_quantile(first, second):
    """t.pdf is the density at a number"""
    n = len(first)
    factor = stats.t.pdf(0.975, n - 1) / _quantile(n - 1)
    return _answer(first, second, paired=factor * _paired(first, second))


def wrong_density_in_the_unpaired_one(first, second):
    """t_k itself is what t.ppf returns"""
    n = len(first)
    factor = stats.t.pdf(0.975, 2 * n - 2) / _quantile(2 * n - 2)
    return _answer(first, second, unpaired=factor * _unpaired(first, second))


def wrong_deviation_of_the_joined_arrays(first, second):
    """both ways joined into one array"""
    n = len(first)
    spread = np.std(np.concatenate([first, second]), ddof=1)
    return _answer(first, second, unpaired=_quantile(2 * n - 2) * spread * np.sqrt(2 / n))


def wrong_five_runs_written_into_it(first, second):
    """Here each way has 9 runs, and not 5 as before"""
    paired = _quantile(4) * np.std(first - second, ddof=1) / np.sqrt(5)
    return _answer(first, second, paired=paired)


def wrong_five_runs_in_the_degrees_of_freedom_only(first, second):
    """degrees of freedom here, not 8"""
    factor = _quantile(8) / _quantile(2 * len(first) - 2)
    return _answer(first, second, unpaired=factor * _unpaired(first, second))


def wrong_pairs_sorted(first, second):
    """Expected the paired half-width to be"""
    return _answer(first, second, paired=_paired(np.sort(first), np.sort(second)[::-1]))


def wrong_not_a_number(first, second):
    """to be one finite number"""
    return _answer(first, second, paired=np.nan)


def wrong_only_the_mean(first, second):
    """Expected three numbers"""
    return np.mean(first - second)
