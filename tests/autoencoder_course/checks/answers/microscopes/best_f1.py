"""Answers to `microscopes.best_f1`; a wrong docstring is part of its message."""

import numpy as np


def _counts(scores, labels):
    for threshold in np.unique(scores):
        predicted = scores >= threshold
        yield (predicted & labels).sum(), predicted.sum(), labels.sum(), predicted


def right_loop(scores, labels):
    return max(2 * hits / (above + actual) for hits, above, actual, _ in _counts(scores, labels))


def right_library(scores, labels):
    from autoencoder_course import metrics

    return metrics.best_f1(scores[:, None], labels)[0]


def right_precision_and_recall(scores, labels):
    best = 0.0
    for hits, above, actual, _ in _counts(scores, labels):
        precision, recall = hits / above, hits / actual
        if hits:
            best = max(best, 2 * precision * recall / (precision + recall))
    return best


def wrong_threshold_0(scores, labels):
    """The threshold is always 0"""
    on = scores > 0
    return 2 * (on & labels).sum() / (on.sum() + labels.sum())


def wrong_precision(scores, labels):
    """The best precision is taken"""
    return max(hits / above for hits, above, _, _ in _counts(scores, labels))


def wrong_recall(scores, labels):
    """The best recall is taken"""
    return max(hits / actual for hits, _, actual, _ in _counts(scores, labels))


def wrong_mean_of_both(scores, labels):
    """the mean of precision and recall"""
    pairs = ((hits / above, hits / actual) for hits, above, actual, _ in _counts(scores, labels))
    return max(sum(pair) / 2 for pair in pairs)


def wrong_accuracy(scores, labels):
    """That is accuracy"""
    return max((predicted == labels).mean() for *_, predicted in _counts(scores, labels))


def wrong_average(scores, labels):
    """averaged over thresholds"""
    all_of_them = [
        2 * hits / (above + actual) for hits, above, actual, _ in _counts(scores, labels)
    ]
    return np.mean(all_of_them)


def wrong_without_2(scores, labels):
    """The factor 2 is missing"""
    return right_loop(scores, labels) / 2


def wrong_product(scores, labels):
    """Precision and recall are multiplied"""
    return max(hits**2 / above / actual for hits, above, actual, _ in _counts(scores, labels))
