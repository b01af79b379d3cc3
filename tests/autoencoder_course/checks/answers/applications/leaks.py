"""Answers to `applications.leaks`; a wrong docstring is part of its message."""

import numpy as np


def right_other_scores_and_labels(protocol, held_out, scores, anomaly):
    random = np.random.default_rng(0)
    first = protocol(held_out, scores, anomaly)
    for _ in range(20):
        other = random.uniform(0, 10, scores.shape), random.uniform(size=anomaly.shape) < 0.5
        if protocol(held_out, *other) != first:
            return True
    return False


def right_labels_then_scores(protocol, held_out, scores, anomaly):
    first, none = protocol(held_out, scores, anomaly), np.zeros_like(anomaly)
    changes = [(scores, none), (scores, ~anomaly), (3 * scores + 1, anomaly)]
    return any(protocol(held_out, *each) != first for each in changes)


def wrong_labels_only(protocol, held_out, scores, anomaly):
    """the scores of test images without their labels leaks"""
    return bool(protocol(held_out, scores, ~anomaly) != protocol(held_out, scores, anomaly))


def wrong_scores_only(protocol, held_out, scores, anomaly):
    """the share of anomalies among test images leaks"""
    return bool(protocol(held_out, scores + 1, anomaly) != protocol(held_out, scores, anomaly))


def wrong_always(protocol, held_out, scores, anomaly):
    """does not leak"""
    return True


def wrong_never(protocol, held_out, scores, anomaly):
    """leaks"""
    return False


def wrong_order_only(protocol, held_out, scores, anomaly):
    """leaks"""
    order = np.argsort(scores)
    changed = protocol(held_out, scores[order], anomaly[order])
    return bool(changed != protocol(held_out, scores, anomaly))


def wrong_other_held_out_scores(protocol, held_out, scores, anomaly):
    """does not leak"""
    return bool(protocol(held_out + 1, scores, anomaly) != protocol(held_out, scores, anomaly))


def wrong_number(protocol, held_out, scores, anomaly):
    """Expected True"""
    return protocol(held_out, scores, anomaly)


def wrong_in_place(protocol, held_out, scores, anomaly):
    """change a copy"""
    first = protocol(held_out, scores, anomaly)
    scores += 1
    anomaly[:] = ~anomaly
    return bool(protocol(held_out, scores, anomaly) != first)
