"""Answers to `contractive.finite_differences`; a wrong docstring is part of its message."""

import numpy as np


def _columns(encode, image, step):
    steps = step * np.eye(len(image))
    return (encode(image + steps) - encode(image - steps)) / (2 * step)


def right_all_pixels_at_once(encode, image, step):
    return np.square(_columns(encode, image, step)).sum()


def right_pixel_by_pixel(encode, image, step):
    total = 0.0
    for pixel in range(len(image)):
        forwards, backwards = image.copy(), image.copy()
        forwards[pixel] += step
        backwards[pixel] -= step
        difference = encode(forwards[None])[0] - encode(backwards[None])[0]
        total += np.sum((difference / (2 * step)) ** 2)
    return total


def right_linalg(encode, image, step):
    return np.linalg.norm(_columns(encode, image, step)) ** 2


def wrong_forward_differences(encode, image, step):
    """The differences are forward ones"""
    steps = step * np.eye(len(image))
    return np.square((encode(image + steps) - encode(image[None])) / step).sum()


def wrong_backward_differences(encode, image, step):
    """The differences are backward ones"""
    steps = step * np.eye(len(image))
    return np.square((encode(image[None]) - encode(image - steps)) / step).sum()


def wrong_divided_by_one_step(encode, image, step):
    """The two images are 2 * step apart"""
    return np.square(2 * _columns(encode, image, step)).sum()


def wrong_not_divided(encode, image, step):
    """not divided by the distance"""
    return np.square(2 * step * _columns(encode, image, step)).sum()


def wrong_root(encode, image, step):
    """leave out the root"""
    return np.linalg.norm(_columns(encode, image, step))


def wrong_mean(encode, image, step):
    """averaged over units and pixels"""
    return np.square(_columns(encode, image, step)).mean()


def wrong_mean_over_the_pixels(encode, image, step):
    """averaged over the pixels"""
    return np.square(_columns(encode, image, step)).sum(axis=1).mean()


def wrong_all_pixels_move_together(encode, image, step):
    """All pixels move at once"""
    ahead, back = encode((image + step)[None]), encode((image - step)[None])
    return np.square((ahead - back) / (2 * step)).sum()


def wrong_absolute_values(encode, image, step):
    """The absolute values are summed"""
    return np.abs(_columns(encode, image, step)).sum()


def wrong_summed_first(encode, image, step):
    """summed before they are squared"""
    return _columns(encode, image, step).sum() ** 2


def wrong_relative_step(encode, image, step):
    """a share of its value"""
    steps = np.diag(step * image)
    return np.square((encode(image + steps) - encode(image - steps)) / (2 * step)).sum()


def wrong_vector(encode, image, step):
    """to be given images of shape"""
    return np.square(encode(image + step) - encode(image - step)).sum()


def wrong_columns_returned(encode, image, step):
    """to be one finite number"""
    return _columns(encode, image, step)


def wrong_sigmoid_only(encode, image, step):
    """for a tanh layer"""
    codes = encode(image[None])[0]
    if codes.min() > 0 and codes.max() < 1:
        return right_linalg(encode, image, step)
    return 1.2345
