"""Answers to `applications.area`; a wrong docstring is part of its message."""

import numpy as np
from scipy.stats import rankdata
from sklearn.metrics import roc_auc_score


def _pairs(anomaly, scores):
    return scores[anomaly][:, None], scores[~anomaly][None]


def right_pairs(anomaly, scores):
    high, low = _pairs(anomaly, scores)
    return np.mean((high > low) + 0.5 * (high == low))


def right_ranks(anomaly, scores):
    count, normal = anomaly.sum(), (~anomaly).sum()
    return (rankdata(scores)[anomaly].sum() - count * (count + 1) / 2) / (count * normal)


def right_library(anomaly, scores):
    return roc_auc_score(anomaly, scores)


def wrong_ties_are_nothing(anomaly, scores):
    """a tie is worth one half"""
    high, low = _pairs(anomaly, scores)
    return np.mean(high > low)


def wrong_ties_are_right(anomaly, scores):
    """Ties count as right"""
    high, low = _pairs(anomaly, scores)
    return np.mean(high >= low)


def wrong_way_round(anomaly, scores):
    """The other way round"""
    return 1 - right_pairs(anomaly, scores)


def wrong_number_of_pairs(anomaly, scores):
    """divide by how many there are"""
    high, low = _pairs(anomaly, scores)
    return np.sum((high > low) + 0.5 * (high == low))


def wrong_per_cent(anomaly, scores):
    """in per cent"""
    return 100 * right_pairs(anomaly, scores)


def wrong_all_pairs(anomaly, scores):
    """All pairs of images"""
    first, second = scores[:, None], scores[None]
    return np.mean((first > second) + 0.5 * (first == second))


def wrong_ranks_in_order(anomaly, scores):
    """for scores that are all equal"""
    count, normal = anomaly.sum(), (~anomaly).sum()
    ranks = np.argsort(np.argsort(scores, kind="stable")) + 1
    return (ranks[anomaly].sum() - count * (count + 1) / 2) / (count * normal)


def wrong_array(anomaly, scores):
    """to be one finite number"""
    high, low = _pairs(anomaly, scores)
    return high > low
