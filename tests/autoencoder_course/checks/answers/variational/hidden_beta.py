"""Answers to `variational.hidden_beta`; a wrong docstring is part of its message."""

import numpy as np
from keras import ops


def _divergence(mean, log_variance):
    return 0.5 * np.sum(mean**2 + np.exp(log_variance) - 1 - log_variance, axis=1)


def _prices(loss, distortion, images, restored, mean, log_variance):
    free = loss(images, restored, 0 * mean, 0 * log_variance)
    code = loss(images, restored, mean, log_variance) - free
    return free / distortion(images, restored).mean(), code / _divergence(mean, log_variance).mean()


def right_two_prices(*arguments):
    by_distortion, by_divergence = _prices(*arguments)
    return by_divergence / by_distortion


def right_from_two_qualities(loss, distortion, images, restored, mean, log_variance):
    """Without any free code: what does the loss gain where only the pixels get worse?"""
    worse = np.clip(restored + 0.05, 0, 1)
    gained = loss(images, worse, mean, log_variance) - loss(images, restored, mean, log_variance)
    price = gained / np.mean(distortion(images, worse) - distortion(images, restored))
    farther = loss(images, restored, 2 * mean, log_variance)
    paid = farther - loss(images, restored, mean, log_variance)
    rates = _divergence(2 * mean, log_variance) - _divergence(mean, log_variance)
    return paid / rates.mean() / price


def right_tensor(*arguments):
    return ops.convert_to_tensor(right_two_prices(*arguments))


def wrong_price_of_the_code(*arguments):
    """what the loss charges for a nat of divergence"""
    return _prices(*arguments)[1]


def wrong_upside_down(*arguments):
    """β is upside down"""
    by_distortion, by_divergence = _prices(*arguments)
    return by_distortion / by_divergence


def wrong_divergence_averaged(*arguments):
    """The divergence that you divide by is averaged over the code"""
    return right_two_prices(*arguments) * arguments[4].shape[1]


def wrong_whole_loss(loss, distortion, images, restored, mean, log_variance):
    """take off what the pixels cost"""
    whole = loss(images, restored, mean, log_variance)
    free = loss(images, restored, 0 * mean, 0 * log_variance)
    price = free / distortion(images, restored).mean()
    return whole / _divergence(mean, log_variance).mean() / price


def wrong_distortion_averaged(*arguments):
    """The distortion that you divide by is averaged over the pixels"""
    return right_two_prices(*arguments) / arguments[2].shape[1]


def wrong_divergence_summed_over_images(*arguments):
    """The divergence that you divide by is summed over the images"""
    return right_two_prices(*arguments) / len(arguments[4])


def wrong_price_of_the_whole_loss(loss, distortion, images, restored, mean, log_variance):
    """with the code's part in it"""
    whole = loss(images, restored, mean, log_variance)
    code = whole - loss(images, restored, 0 * mean, 0 * log_variance)
    price = whole / distortion(images, restored).mean()
    return code / _divergence(mean, log_variance).mean() / price


def wrong_ratio_of_the_parts(loss, distortion, images, restored, mean, log_variance):
    """the ratio of the two parts"""
    free = loss(images, restored, 0 * mean, 0 * log_variance)
    return (loss(images, restored, mean, log_variance) - free) / free


def wrong_guess_by_the_sizes(loss, distortion, images, restored, mean, log_variance):
    """for a loss with sums over pixels and over the code"""
    return 0.7 / mean.shape[1]


def wrong_one_price_per_image(loss, distortion, images, restored, mean, log_variance):
    """Expected β to be one finite number"""
    by_distortion, _ = _prices(loss, distortion, images, restored, mean, log_variance)
    return by_distortion / _divergence(mean, log_variance)


def wrong_blank_below(loss, distortion, images, restored, mean, log_variance):
    """uses `divergence`, which is still blank"""

    def divergence(mean, log_variance):
        raise NotImplementedError("Your answer")

    return divergence(mean, log_variance)
