"""Answers to `denoising.linear_map`; a wrong docstring is part of its message."""

import numpy as np
from sklearn.linear_model import LinearRegression


def _solve(inputs, targets):
    design = np.column_stack([inputs, np.ones(len(inputs))])
    solution = np.linalg.lstsq(design, targets, rcond=None)[0]
    return solution[:-1], solution[-1]


def right_column_of_ones(noisy, clean):
    return _solve(noisy, clean)


def right_centred(noisy, clean):
    centred = noisy - noisy.mean(axis=0)
    weights = np.linalg.solve(centred.T @ centred, centred.T @ clean)
    return weights, clean.mean(axis=0) - noisy.mean(axis=0) @ weights


def right_scikit_learn(noisy, clean):
    model = LinearRegression().fit(noisy, clean)
    return model.coef_.T, model.intercept_


def wrong_no_shift(noisy, clean):
    """The shift is 0 or of no use"""
    return np.linalg.lstsq(noisy, clean, rcond=None)[0], np.zeros(noisy.shape[1])


def wrong_exchanged(noisy, clean):
    """The map goes from clean to noisy"""
    return _solve(clean, noisy)


def wrong_transposed(noisy, clean):
    """The weights are transposed"""
    weights, shift = _solve(noisy, clean)
    return weights.T, shift


def wrong_mean_as_shift(noisy, clean):
    """the shift is not"""
    return _solve(noisy, clean)[0], clean.mean(axis=0)


def wrong_each_pixel_alone(noisy, clean):
    """the best linear map has"""
    lines = [np.polyfit(*pair, 1) for pair in zip(noisy.T, clean.T, strict=True)]
    slopes, shifts = np.array(lines).T
    return np.diag(slopes), shifts


def wrong_ones_in_front(noisy, clean):
    """Expected weights of shape"""
    design = np.column_stack([np.ones(len(noisy)), noisy])
    solution = np.linalg.lstsq(design, clean, rcond=None)[0]
    return solution, solution[0]


def wrong_one_shift(noisy, clean):
    """Expected a shift for each pixel"""
    weights, shift = _solve(noisy, clean)
    return weights, shift.mean()


def wrong_answers_returned(noisy, clean):
    """Expected two things"""
    weights, shift = _solve(noisy, clean)
    return noisy @ weights + shift
