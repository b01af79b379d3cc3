"""Answers to `microscopes.find_shortcut`; a wrong docstring is part of its message."""

import numpy as np


def _changed(predict, take_out, vectors, codes, directions, unit):
    return predict(take_out(vectors, codes, directions, unit)) != predict(vectors)


def _search(given, measure, least):
    codes = given[3]
    shares = {}
    for unit in range(codes.shape[1]):
        on = codes[:, unit] > 0
        if on.sum() >= max(least, 1):
            shares[unit] = measure(_changed(*given, unit), on, codes[:, unit])
    best = max(shares, key=shares.get)
    return best, shares[best]


def right_share_where_on(predict, take_out, vectors, codes, directions, least):
    given = predict, take_out, vectors, codes, directions
    return _search(given, lambda changed, on, activity: changed[on].mean(), least)


def right_only_those_images(predict, take_out, vectors, codes, directions, least):
    before, best = predict(vectors), (0, -1.0)
    for unit in range(len(directions)):
        on = codes[:, unit] > 0
        if np.count_nonzero(on) < least:
            continue
        after = predict(take_out(vectors[on], codes[on], directions, unit))
        share = np.mean(after != before[on])
        if share > best[1]:
            best = unit, share
    return best


def wrong_no_least(predict, take_out, vectors, codes, directions, least):
    """skip units that are on for fewer"""
    given = predict, take_out, vectors, codes, directions
    return _search(given, lambda changed, on, activity: changed[on].mean(), 0)


def wrong_counted(predict, take_out, vectors, codes, directions, least):
    """changes the most predictions because it is on for all images"""
    given = predict, take_out, vectors, codes, directions
    return _search(given, lambda changed, on, activity: changed.sum(), least)


def wrong_largest_activity(predict, take_out, vectors, codes, directions, least):
    """That unit has the largest activities"""
    given = predict, take_out, vectors, codes, directions
    return _search(given, lambda changed, on, activity: activity[on].mean(), least)


def wrong_share_of_all(predict, take_out, vectors, codes, directions, least):
    """The share is one of all images"""
    given = predict, take_out, vectors, codes, directions
    unit, _ = right_only_those_images(*given, least)
    return unit, _changed(*given, unit).mean()


def wrong_number_of_images(predict, take_out, vectors, codes, directions, least):
    """That is a number of images"""
    given = predict, take_out, vectors, codes, directions
    unit, _ = right_only_those_images(*given, least)
    return unit, _changed(*given, unit).sum()


def wrong_unit_only(predict, take_out, vectors, codes, directions, least):
    """Expected two things"""
    return right_only_those_images(predict, take_out, vectors, codes, directions, least)[0]


def wrong_no_such_unit(predict, take_out, vectors, codes, directions, least):
    """Expected the number of a unit"""
    return len(directions), 1.0
