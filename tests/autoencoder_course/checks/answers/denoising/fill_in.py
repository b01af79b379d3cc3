"""Answers to `denoising.fill_in`; a wrong docstring is part of its message."""

import numpy as np
from scipy import linalg


def _filled(image, hidden, values):
    filled = image.copy()
    filled[hidden] = values
    return filled


def _blocks(hidden, covariance):
    return covariance[np.ix_(hidden, ~hidden)], covariance[np.ix_(~hidden, ~hidden)]


def right_solve(image, hidden, mean, covariance):
    across, seen = _blocks(hidden, covariance)
    guess = mean[hidden] + across @ np.linalg.solve(seen, (image - mean)[~hidden])
    return _filled(image, hidden, guess.clip(0, 1))


def right_inverse(image, hidden, mean, covariance):
    across, seen = _blocks(hidden, covariance)
    guess = across @ np.linalg.inv(seen) @ image[~hidden]
    guess += mean[hidden] - across @ np.linalg.inv(seen) @ mean[~hidden]
    return np.clip(_filled(image, hidden, guess), 0, 1)


def right_by_precision(image, hidden, mean, covariance):
    precision = linalg.inv(covariance)
    among, across = precision[np.ix_(hidden, hidden)], precision[np.ix_(hidden, ~hidden)]
    guess = mean[hidden] - linalg.solve(among, across @ (image - mean)[~hidden])
    return _filled(image, hidden, np.clip(guess, 0, 1))


def wrong_mean(image, hidden, mean, covariance):
    """Hidden pixels have their mean"""
    return np.where(hidden, mean, image)


def wrong_left_black(image, hidden, mean, covariance):
    """still black"""
    return image


def wrong_not_inverted(image, hidden, mean, covariance):
    """is not inverted"""
    across, _ = _blocks(hidden, covariance)
    guess = mean[hidden] + across @ (image - mean)[~hidden]
    return _filled(image, hidden, guess.clip(0, 1))


def wrong_mean_not_added(image, hidden, mean, covariance):
    """The mean of the hidden pixels is missing"""
    across, seen = _blocks(hidden, covariance)
    guess = across @ np.linalg.solve(seen, (image - mean)[~hidden])
    return _filled(image, hidden, guess.clip(0, 1))


def wrong_mean_not_subtracted(image, hidden, mean, covariance):
    """subtract their mean first"""
    across, seen = _blocks(hidden, covariance)
    guess = mean[hidden] + across @ np.linalg.solve(seen, image[~hidden])
    return _filled(image, hidden, guess.clip(0, 1))


def wrong_block_of_the_inverse(image, hidden, mean, covariance):
    """invert the block of the visible pixels"""
    across, _ = _blocks(hidden, covariance)
    seen = np.linalg.inv(covariance)[np.ix_(~hidden, ~hidden)]
    guess = mean[hidden] + across @ seen @ (image - mean)[~hidden]
    return _filled(image, hidden, guess.clip(0, 1))


def wrong_not_clipped(image, hidden, mean, covariance):
    """Clip what you fill in"""
    across, seen = _blocks(hidden, covariance)
    guess = mean[hidden] + across @ np.linalg.solve(seen, (image - mean)[~hidden])
    return _filled(image, hidden, guess)


def wrong_visible_pixels_changed(image, hidden, mean, covariance):
    """have to stay as they are"""
    return mean + covariance @ np.linalg.solve(covariance, image - mean) * 0.9


def wrong_hidden_pixels_only(image, hidden, mean, covariance):
    """Expected an image of shape"""
    return right_solve(image, hidden, mean, covariance)[hidden]
