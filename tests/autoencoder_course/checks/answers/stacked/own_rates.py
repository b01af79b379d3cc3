"""Answers to `stacked.own_rates`; a wrong one's docstring is part of the message it gets."""

import math

import numpy as np


def _finite(errors):
    return {rate: error for rate, error in errors.items() if not math.isnan(error)}


def right_nan_thrown_out(errors):
    return {way: min(_finite(row), key=_finite(row).get) for way, row in errors.items()}


def right_nanargmin(errors):
    return {way: list(row)[np.nanargmin(list(row.values()))] for way, row in errors.items()}


def right_running_minimum(errors):
    chosen = {}
    for way, row in errors.items():
        smallest = math.inf
        for rate, error in row.items():
            if error < smallest:
                chosen[way], smallest = rate, error
    return chosen


def right_nan_as_infinity(errors):
    return {
        way: np.float64(min(row, key=lambda rate: np.nan_to_num(row[rate], nan=np.inf)))
        for way, row in errors.items()
    }


def wrong_min_meets_nan_first(errors):
    """No comparison with NaN is true"""
    return {way: min(row, key=row.get) for way, row in errors.items()}


def wrong_argmin(errors):
    """No comparison with NaN is true"""
    return {way: list(row)[np.argmin(list(row.values()))] for way, row in errors.items()}


def wrong_nan_as_zero(errors):
    """No comparison with NaN is true"""
    return {way: min(row, key=lambda rate: np.nan_to_num(row[rate])) for way, row in errors.items()}


def wrong_one_rate_for_all(errors):
    """each has a best rate of its own"""
    rates = list(next(iter(errors.values())))
    shared = min(rates, key=lambda rate: np.nanmean([row[rate] for row in errors.values()]))
    return dict.fromkeys(errors, shared)


def wrong_rate_of_the_best_way(errors):
    """each has a best rate of its own"""
    best = min(errors, key=lambda way: min(_finite(errors[way]).values()))
    return dict.fromkeys(errors, right_nanargmin(errors)[best])


def wrong_largest_error(errors):
    """you want the smallest"""
    return {way: max(_finite(row), key=_finite(row).get) for way, row in errors.items()}


def wrong_errors_returned(errors):
    """return the rate that it belongs to"""
    return {way: min(_finite(row).values()) for way, row in errors.items()}


def wrong_positions_returned(errors):
    """Expected one of the rates"""
    return {way: int(np.nanargmin(list(row.values()))) for way, row in errors.items()}


def wrong_first_that_is_a_number(errors):
    """Expected 0.01 for 'tied'"""
    return {way: next(iter(_finite(row))) for way, row in errors.items()}


def wrong_smallest_rate(errors):
    """you want the smallest"""
    return {way: min(_finite(row)) for way, row in errors.items()}


def wrong_list(errors):
    """Expected a dict"""
    return list(right_nanargmin(errors).values())


def wrong_way_left_out(errors):
    """a rate for each of the ways"""
    return dict(list(right_nanargmin(errors).items())[1:])


def wrong_nan_removed_in_place(errors):
    """leave it as it is"""
    for row in errors.values():
        for rate in [rate for rate, error in row.items() if math.isnan(error)]:
            del row[rate]
    return {way: min(row, key=row.get) for way, row in errors.items()}
