"""Answers to `convolutional.checkerboard`; a wrong one's docstring is part of its message."""

import numpy as np
from keras import ops


def _kinds(images):
    return np.stack([images[:, r::2, c::2].mean(axis=(1, 2)) for r in (0, 1) for c in (0, 1)])


def right_four_slices(images):
    return np.std(_kinds(images), axis=0).mean()


def right_reshape(images):
    count, height, width, channels = images.shape
    blocks = images.reshape(count, height // 2, 2, width // 2, 2, channels)
    means = blocks.mean(axis=(1, 3)).reshape(count, 4, channels)
    return float(means.std(axis=1).mean())


def right_loops(images):
    found = []
    for image in images:
        for channel in range(images.shape[-1]):
            plane = image[..., channel]
            means = [np.mean(plane[r::2, c::2]) for r in range(2) for c in range(2)]
            found.append(sum((m - sum(means) / 4) ** 2 for m in means) ** 0.5 / 2)
    return sum(found) / len(found)


def right_keras_ops(images):
    kinds = [ops.mean(images[:, r::2, c::2], axis=(1, 2)) for r in (0, 1) for c in (0, 1)]
    return ops.mean(ops.std(ops.stack(kinds), axis=0))


def wrong_images_averaged_first(images):
    """patterns of opposite signs cancel"""
    return _kinds(images).mean(axis=1).std(axis=0).mean()


def wrong_channels_averaged_first(images):
    """The channels are averaged"""
    return _kinds(images).mean(axis=2).std(axis=0).mean()


def wrong_all_averaged_first(images):
    """Everything is averaged"""
    return np.std([images[:, r::2, c::2].mean() for r in (0, 1) for c in (0, 1)])


def wrong_standard_deviation_of_everything(images):
    """kinds, images and channels together"""
    return np.std(_kinds(images))


def wrong_over_the_images_too(images):
    """over images and channels too"""
    return np.std(_kinds(images), axis=(0, 1)).mean()


def wrong_over_the_channels_too(images):
    """over kinds and channels"""
    return np.std(_kinds(images), axis=(0, 2)).mean()


def wrong_of_all_pixels(images):
    """take the means of the four kinds first"""
    return images.std(axis=(1, 2)).mean()


def wrong_black_and_white_fields_only(images):
    """there are four"""
    kinds = _kinds(images)
    return np.std([(kinds[0] + kinds[3]) / 2, (kinds[1] + kinds[2]) / 2], axis=0).mean()


def wrong_rows_only(images):
    """columns count too"""
    return np.std([images[:, r::2].mean(axis=(1, 2)) for r in (0, 1)], axis=0).mean()


def wrong_columns_only(images):
    """rows count too"""
    return np.std([images[:, :, c::2].mean(axis=(1, 2)) for c in (0, 1)], axis=0).mean()


def wrong_variance(images):
    """That is the variance"""
    return np.var(_kinds(images), axis=0).mean()


def wrong_range(images):
    """That is the range"""
    return np.ptp(_kinds(images), axis=0).mean()


def wrong_divided_by_three(images):
    """divided by 3"""
    return np.std(_kinds(images), axis=0, ddof=1).mean()


def wrong_largest(images):
    """the largest of all"""
    return np.std(_kinds(images), axis=0).max()


def wrong_one_number_per_image(images):
    """to be one number"""
    return np.std(_kinds(images), axis=0).mean(axis=1)


def wrong_quarters_of_the_image(images):
    """Expected a strength"""
    height, width = images.shape[1] // 2, images.shape[2] // 2
    quarters = [
        images[:, r * height : (r + 1) * height, c * width : (c + 1) * width].mean(axis=(1, 2))
        for r in (0, 1)
        for c in (0, 1)
    ]
    return np.std(quarters, axis=0).mean()


def wrong_constant(images):
    """Expected a strength"""
    return 0.05
