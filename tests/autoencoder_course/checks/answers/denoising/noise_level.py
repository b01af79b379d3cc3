"""Answers to `denoising.noise_level`; a wrong one's docstring is part of the message it gets."""

import numpy as np


def _worst(row, split="validation"):
    return min(found[split] for found in row.values())


def _answer(scores, level):
    return level, _worst(scores[level], "test")


def right_maximum_of_minima(scores):
    return _answer(scores, max(scores, key=lambda level: _worst(scores[level])))


def right_loop(scores):
    best, best_worst = None, float("-inf")
    for level, row in scores.items():
        worst = float("inf")
        for found in row.values():
            worst = min(worst, found["validation"])
        if worst > best_worst:
            best, best_worst = level, worst
    return [best, _worst(scores[best], "test")]


def right_numpy(scores):
    levels = list(scores)
    tables = {
        split: np.array([[found[split] for found in scores[level].values()] for level in levels])
        for split in ("validation", "test")
    }
    best = int(tables["validation"].min(axis=1).argmax())
    return levels[best], tables["test"][best].min()


def wrong_best_mean(scores):
    """Look at the worst validation PSNR"""

    def mean(level):
        return np.mean([found["validation"] for found in scores[level].values()])

    return _answer(scores, max(scores, key=mean))


def wrong_best_case(scores):
    """Look at the worst validation PSNR"""

    def best(level):
        return max(found["validation"] for found in scores[level].values())

    return _answer(scores, max(scores, key=best))


def wrong_worst_of_all(scores):
    """Look at the worst validation PSNR"""
    return _answer(scores, min(scores, key=lambda level: _worst(scores[level])))


def wrong_chosen_on_test(scores):
    """its smallest validation PSNR is"""
    return _answer(scores, max(scores, key=lambda level: _worst(scores[level], "test")))


def wrong_best_at_its_own_level(scores):
    """Look at the worst validation PSNR"""

    def own(level):
        return scores[level].get(level, {"validation": 0})["validation"]

    return _answer(scores, max(scores, key=own))


def wrong_at_the_largest_noise_only(scores):
    """Look at the worst validation PSNR"""

    def largest(level):
        return scores[level][max(scores[level])]["validation"]

    return _answer(scores, max(scores, key=largest))


def wrong_middle_level(scores):
    """Look at the worst validation PSNR"""
    return _answer(scores, list(scores)[1])


def wrong_reports_validation(scores):
    """report the test PSNR"""
    level, _ = right_loop(scores)
    return level, _worst(scores[level])


def wrong_reports_the_best_test_psnr(scores):
    """Expected the smallest test PSNR"""
    level, _ = right_loop(scores)
    return level, max(found["test"] for found in scores[level].values())


def wrong_reports_test_where_validation_was_worst(scores):
    """Expected the smallest test PSNR"""
    level, _ = right_loop(scores)
    return level, min(scores[level].values(), key=lambda found: found["validation"])["test"]


def wrong_only_the_level(scores):
    """Expected two things"""
    return right_loop(scores)[0]


def wrong_order(scores):
    """Expected one of the training levels"""
    return right_loop(scores)[::-1]


def wrong_constant(scores):
    """Expected 0.5"""
    return 0.3, 14.8
