"""Answers to `stacked.confusion`; a wrong one's docstring is part of the message it gets."""

import numpy as np


def _worst(counts):
    return np.argmin(counts.diagonal() / counts.sum(1))


def _without_diagonal(counts):
    return counts * (1 - np.eye(len(counts)))


def _largest(counts):
    return np.unravel_index(np.argmax(counts), counts.shape)


def right_numpy_integers_and_a_list(counts):
    return [_worst(counts), list(_largest(_without_diagonal(counts)))]


def right_loops(counts):
    worst = min(range(len(counts)), key=lambda i: counts[i][i] / sum(counts[i]))
    pairs = [(i, j) for i in range(len(counts)) for j in range(len(counts)) if i != j]
    return worst, max(pairs, key=lambda pair: counts[pair])


def right_copy_with_a_filled_diagonal(counts):
    copy = counts.copy()
    np.fill_diagonal(copy, -1)
    row, column = divmod(int(copy.argmax()), len(copy))
    return _worst(counts), (row, column)


def wrong_fewest_right_answers(counts):
    """divide by how many there are"""
    return counts.diagonal().argmin(), _largest(_without_diagonal(counts))


def wrong_share_of_the_column(counts):
    """That is the worst COLUMN"""
    return np.argmin(counts.diagonal() / counts.sum(0)), _largest(_without_diagonal(counts))


def wrong_best_class(counts):
    """Expected the worst class to be"""
    return np.argmax(counts.diagonal() / counts.sum(1)), _largest(_without_diagonal(counts))


def wrong_largest_number_of_mistakes(counts):
    """Expected the worst class to be"""
    return _without_diagonal(counts).sum(1).argmax(), _largest(_without_diagonal(counts))


def wrong_diagonal_counts_as_mistake(counts):
    """look for mistakes only"""
    return _worst(counts), _largest(counts)


def wrong_pair_turned_round(counts):
    """The pair is the wrong way round"""
    return _worst(counts), _largest(_without_diagonal(counts))[::-1]


def wrong_both_directions_added(counts):
    """Expected the pair"""
    mistakes = _without_diagonal(counts)
    return _worst(counts), _largest(mistakes + mistakes.T)


def wrong_flat_index(counts):
    """Expected the most confused pair as (right, answer)"""
    return _worst(counts), _without_diagonal(counts).argmax()


def wrong_share_of_the_row_in_place_of_the_count(counts):
    """Expected the pair"""
    return _worst(counts), _largest(_without_diagonal(counts) / counts.sum(1, keepdims=True))


def wrong_counts_changed(counts):
    """work on a copy"""
    worst = _worst(counts)
    np.fill_diagonal(counts, 0)
    return worst, _largest(counts)


def wrong_only_the_class(counts):
    """Expected two things"""
    return _worst(counts)


def wrong_constant(counts):
    """Expected the worst class to be"""
    return 1, (0, 1)
