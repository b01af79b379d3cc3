"""Answers to `convolutional.coverage`; a wrong one's docstring is part of the message it gets."""

import keras
import numpy as np


def _line(size, kernel_size, strides):
    line = np.zeros((size - 1) * strides + kernel_size, dtype=int)
    for place in range(size):
        line[place * strides : place * strides + kernel_size] += 1
    return line


def right_outer_product(size, kernel_size, strides):
    line = _line(size, kernel_size, strides)
    return np.outer(line, line)


def right_transposed_convolution_of_ones(size, kernel_size, strides):
    layer = keras.layers.Conv2DTranspose(1, kernel_size, strides, kernel_initializer="ones")
    counts = keras.ops.convert_to_numpy(layer(np.ones((1, size, size, 1), "float32")))[0, ..., 0]
    side = (size - 1) * strides + kernel_size
    return counts[:side, :side]


def right_lists(size, kernel_size, strides):
    side = (size - 1) * strides + kernel_size
    starts = [strides * place for place in range(size)]
    return [
        [
            sum(
                0 <= row - top < kernel_size and 0 <= column - left < kernel_size
                for top in starts
                for left in starts
            )
            for column in range(side)
        ]
        for row in range(side)
    ]


def wrong_one_row(size, kernel_size, strides):
    """rows and columns"""
    return _line(size, kernel_size, strides)


def wrong_overwritten(size, kernel_size, strides):
    """ADD where patches overlap"""
    return np.minimum(right_outer_product(size, kernel_size, strides), 1)


def wrong_rows_and_columns_added(size, kernel_size, strides):
    """are added"""
    line = _line(size, kernel_size, strides)
    return line[:, None] + line


def wrong_picture_too_small(size, kernel_size, strides):
    """The picture is cut off"""
    return right_outer_product(size, kernel_size, strides)[: size * strides, : size * strides]


def wrong_last_patch_forgotten(size, kernel_size, strides):
    """Expected counts of shape"""
    return right_outer_product(size - 1, kernel_size, strides)


def wrong_ends_where_the_last_patch_starts(size, kernel_size, strides):
    """The picture ends at the last patch's first pixel"""
    side = (size - 1) * strides
    return right_outer_product(size, kernel_size, strides)[:side, :side]


def wrong_convolution(size, kernel_size, strides):
    """turned round"""
    side = (size - kernel_size) // strides + 1
    return np.full((side, side), kernel_size**2)


def wrong_patches_side_by_side(size, kernel_size, strides):
    """The patches do not overlap"""
    return np.ones((size * kernel_size, size * kernel_size))


def wrong_strides_of_one(size, kernel_size, strides):
    """Expected counts of shape"""
    return right_outer_product(size, kernel_size, 1)


def wrong_kernel_and_stride_exchanged(size, kernel_size, strides):
    """Expected counts of shape"""
    return right_outer_product(size, strides, kernel_size)


def wrong_divided_by_the_largest(size, kernel_size, strides):
    """divided by the largest"""
    counts = right_outer_product(size, kernel_size, strides)
    return counts / counts.max()


def wrong_diagonal_patches_only(size, kernel_size, strides):
    """on pixel (0, 2)"""
    side = (size - 1) * strides + kernel_size
    counts = np.zeros((side, side))
    for place in range(size):
        start = place * strides
        counts[start : start + kernel_size, start : start + kernel_size] += 1
    return counts


def wrong_ratio_only(size, kernel_size, strides):
    """rows and columns"""
    return kernel_size / strides


def wrong_constant(size, kernel_size, strides):
    """Expected 1 patch(es) on pixel (0, 0)"""
    side = (size - 1) * strides + kernel_size
    return np.full((side, side), 4)


def wrong_even_kernels_only(size, kernel_size, strides):
    """at most one patch"""
    side = (size - 1) * strides + kernel_size
    line = np.full(side, max(kernel_size // strides, 1))
    return np.outer(line, line)
