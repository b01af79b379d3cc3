"""Answers to `denoising.gain_over_median`; a wrong one's docstring is part of its message."""

import numpy as np
from keras import ops
from scipy import ndimage

from autoencoder_course import metrics


def _filtered(images, size=(1, 3, 3, 1), **options):
    return ndimage.median_filter(images, size=size, **options)


def _mean(clean, images):
    return np.mean(metrics.psnr(clean, images))


def right_mean_of_differences(clean, noisy, restored):
    return np.mean(metrics.psnr(clean, restored) - metrics.psnr(clean, _filtered(noisy)))


def right_image_by_image(clean, noisy, restored):
    def quality(image, other):
        return -10 * np.log10(np.mean((image.astype("float64") - other) ** 2))

    gains = []
    for image, spoilt, answer in zip(clean, noisy, restored, strict=True):
        channels = [ndimage.median_filter(channel, 3) for channel in np.moveaxis(spoilt, -1, 0)]
        gains.append(quality(image, answer) - quality(image, np.stack(channels, -1)))
    return sum(gains) / len(gains)


def right_windows_of_numpy(clean, noisy, restored):
    padded = np.pad(noisy, ((0, 0), (1, 1), (1, 1), (0, 0)), mode="symmetric")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(1, 2))
    return _mean(clean, restored) - _mean(clean, np.median(windows, axis=(-2, -1)))


def right_tensor(clean, noisy, restored):
    return ops.convert_to_tensor(right_mean_of_differences(clean, noisy, restored))


def wrong_window_across_images(clean, noisy, restored):
    """into other images and channels"""
    return _mean(clean, restored) - _mean(clean, _filtered(noisy, 3))


def wrong_window_across_channels(clean, noisy, restored):
    """into the other channels"""
    return _mean(clean, restored) - _mean(clean, _filtered(noisy, (1, 3, 3, 3)))


def wrong_sign(clean, noisy, restored):
    """The sign is wrong"""
    return _mean(clean, _filtered(noisy)) - _mean(clean, restored)


def wrong_over_the_noisy_images(clean, noisy, restored):
    """the gain over the noisy images"""
    return _mean(clean, restored) - _mean(clean, noisy)


def wrong_filters_the_clean_images(clean, noisy, restored):
    """The CLEAN images are filtered"""
    return _mean(clean, restored) - _mean(clean, _filtered(clean))


def wrong_filters_the_answer_too(clean, noisy, restored):
    """The restored images are filtered too"""
    return _mean(clean, _filtered(restored)) - _mean(clean, _filtered(noisy))


def wrong_larger_window(clean, noisy, restored):
    """The window has 5 × 5 pixels"""
    return _mean(clean, restored) - _mean(clean, _filtered(noisy, (1, 5, 5, 1)))


def wrong_mean_filter(clean, noisy, restored):
    """That is a mean filter"""
    return _mean(clean, restored) - _mean(clean, ndimage.uniform_filter(noisy, (1, 3, 3, 1)))


def wrong_zeros_outside(clean, noisy, restored):
    """Outside the image there seem to be zeros"""
    return _mean(clean, restored) - _mean(clean, _filtered(noisy, mode="constant"))


def wrong_one_psnr_for_all(clean, noisy, restored):
    """take one PSNR per image"""

    def quality(images):
        return -10 * np.log10(np.mean((clean.astype("float64") - images) ** 2))

    return quality(restored) - quality(_filtered(noisy))


def wrong_no_difference(clean, noisy, restored):
    """only the PSNR of the restored images"""
    return _mean(clean, restored)


def wrong_quotient(clean, noisy, restored):
    """decibels are subtracted"""
    return _mean(clean, restored) / _mean(clean, _filtered(noisy))


def wrong_compared_with_the_noisy_images(clean, noisy, restored):
    """compared with the noisy ones"""
    return _mean(noisy, restored) - _mean(noisy, _filtered(noisy))


def wrong_mean_squared_errors(clean, noisy, restored):
    """Expected a gain of"""
    return np.mean((clean - restored) ** 2) - np.mean((clean - _filtered(noisy)) ** 2)


def wrong_a_number_per_image(clean, noisy, restored):
    """to be one finite number"""
    return metrics.psnr(clean, restored) - metrics.psnr(clean, _filtered(noisy))


def wrong_constant(clean, noisy, restored):
    """Expected a gain of"""
    return 5.0
