"""Answers to `sparse.sparsities`; a wrong one's docstring is part of the message it gets."""

import numpy as np

from autoencoder_course import metrics


def _near_zero(codes):
    return np.mean(np.abs(codes) < 0.01)


def _active(rows):
    return rows[(rows != 0).any(axis=1)]


def _each(rows):
    return (1 - np.abs(rows).mean(axis=1) ** 2 / (rows**2).mean(axis=1)) / (1 - 1 / rows.shape[1])


def _answer(codes, mean_selectivity):
    return _near_zero(codes), mean_selectivity(codes), mean_selectivity(codes.T)


def right_rows_with_activity(codes):
    return _answer(codes, lambda rows: _each(_active(rows)).mean())


def right_not_a_number_left_out(codes):
    with np.errstate(invalid="ignore", divide="ignore"):
        return [*_answer(codes, lambda rows: np.nanmean(_each(rows)))]


def right_loop(codes):
    def selectivity(rows):
        found = []
        for row in np.abs(rows.astype("float64")):
            if row.sum() > 0:
                count = len(row)
                ratio = row.sum() ** 2 / count / (row**2).sum()
                found.append((1 - ratio) * count / (count - 1))
        return sum(found) / len(found)

    return np.array(_answer(codes, selectivity))


def right_from_the_library(codes):
    return (
        metrics.fraction_near_zero(codes),
        np.nanmean(metrics.population_sparsity(codes)),
        np.nanmean(metrics.lifetime_sparsity(codes)),
    )


def wrong_population_and_lifetime_exchanged(codes):
    """are exchanged"""
    near_zero, population, lifetime = right_rows_with_activity(codes)
    return near_zero, lifetime, population


def wrong_silent_rows_give_not_a_number(codes):
    """left out"""
    with np.errstate(invalid="ignore", divide="ignore"):
        return _answer(codes, lambda rows: _each(rows).mean())


def wrong_silent_rows_count_as_zero(codes):
    """count as 0"""
    return _answer(codes, lambda rows: _each(_active(rows)).sum() / len(rows))


def wrong_silent_rows_count_as_one(codes):
    """count as 1"""

    def selectivity(rows):
        kept = _active(rows)
        return (_each(kept).sum() + len(rows) - len(kept)) / len(rows)

    return _answer(codes, selectivity)


def wrong_not_normalised(codes):
    """the division by 1 - 1/N is missing"""
    return _answer(codes, lambda rows: (_each(_active(rows)) * (1 - 1 / rows.shape[1])).mean())


def wrong_count_of_rows(codes):
    """it is the number of activities in a row"""

    def selectivity(rows):
        return (_each(_active(rows)) * (1 - 1 / rows.shape[1])).mean() / (1 - 1 / len(rows))

    return _answer(codes, selectivity)


def wrong_no_absolute_values(codes):
    """activities of both signs cancel"""

    def selectivity(rows):
        rows = _active(rows)
        ratio = rows.mean(axis=1) ** 2 / (rows**2).mean(axis=1)
        return ((1 - ratio) / (1 - 1 / rows.shape[1])).mean()

    return _answer(codes, selectivity)


def wrong_all_activities_at_once(codes):
    """measure each row, then average"""

    def selectivity(rows):
        ratio = np.abs(rows).mean() ** 2 / (rows**2).mean()
        return (1 - ratio) / (1 - 1 / rows.size)

    return _answer(codes, selectivity)


def wrong_not_taken_from_one(codes):
    """the fraction is not taken from 1"""

    def selectivity(rows):
        rows = _active(rows)
        return (np.abs(rows).mean(axis=1) ** 2 / (rows**2).mean(axis=1)).mean()

    return _answer(codes, selectivity)


def wrong_exact_zeros(codes):
    """Only exact zeros are counted"""
    return np.mean(codes == 0), *right_rows_with_activity(codes)[1:]


def wrong_negative_activities_are_near_zero(codes):
    """Negative activities are counted"""
    return np.mean(codes < 0.01), *right_rows_with_activity(codes)[1:]


def wrong_fraction_that_is_active(codes):
    """NOT near zero"""
    return np.mean(np.abs(codes) >= 0.01), *right_rows_with_activity(codes)[1:]


def wrong_per_cent(codes):
    """in per cent"""
    return 100 * _near_zero(codes), *right_rows_with_activity(codes)[1:]


def wrong_one_value_per_row(codes):
    """to be one number"""
    return _answer(codes, lambda rows: _each(_active(rows)))


def wrong_only_two(codes):
    """Expected three numbers"""
    return right_rows_with_activity(codes)[:2]


def wrong_constant(codes):
    """Expected the fraction near zero"""
    return 0.9, 0.8, 0.7
