"""Answers to `sparse.keep_largest`; a wrong one's docstring is part of the message it gets."""

import numpy as np
from keras import ops


def right_compare_with_the_kth(codes, k):
    return ops.where(codes >= ops.top_k(codes, k)[0][:, -1:], codes, 0.0)


def right_sorted(codes, k):
    smallest_kept = ops.sort(codes, axis=-1)[:, -k]
    mask = ops.cast(codes >= smallest_kept[:, None], codes.dtype)
    return codes * mask


def right_marked_by_index(codes, k):
    marks = ops.one_hot(ops.top_k(codes, k)[1], codes.shape[-1])
    return codes * ops.sum(marks, axis=1)


def wrong_largest_absolute_values(codes, k):
    """signs included"""
    sizes = ops.abs(codes)
    return ops.where(sizes >= ops.top_k(sizes, k)[0][:, -1:], codes, 0.0)


def wrong_smallest(codes, k):
    """not the largest"""
    return ops.where(codes <= ops.sort(codes, axis=-1)[:, k - 1 : k], codes, 0.0)


def wrong_over_the_whole_batch(codes, k):
    """in each code"""
    count = k * codes.shape[0]
    return ops.where(codes >= ops.top_k(ops.reshape(codes, (-1,)), count)[0][-1], codes, 0.0)


def wrong_largest_of_each_unit(codes, k):
    """in each code"""
    k = min(k, codes.shape[0])
    return ops.where(codes >= ops.sort(codes, axis=0)[-k], codes, 0.0)


def wrong_only_the_values(codes, k):
    """Expected codes of the same shape"""
    return ops.top_k(codes, k)[0]


def wrong_only_the_indices(codes, k):
    """Expected codes of the same shape"""
    return ops.top_k(codes, k)[1]


def wrong_mask(codes, k):
    """have changed"""
    return ops.cast(codes >= ops.top_k(codes, k)[0][:, -1:], "float32")


def wrong_one_too_few(codes, k):
    """numbers other than 0"""
    return ops.where(codes > ops.top_k(codes, k)[0][:, -1:], codes, 0.0)


def wrong_one_too_many(codes, k):
    """numbers other than 0"""
    count = min(k + 1, codes.shape[-1])
    return ops.where(codes >= ops.top_k(codes, count)[0][:, -1:], codes, 0.0)


def wrong_relu_as_well(codes, k):
    """in a code of negative numbers too"""
    return ops.relu(right_compare_with_the_kth(codes, k))


def wrong_k_as_a_number(codes, k):
    """numbers other than 0"""
    return right_compare_with_the_kth(codes, 3)


def wrong_less_the_threshold(codes, k):
    """numbers other than 0"""
    return ops.relu(codes - ops.top_k(codes, k)[0][:, -1:])


def wrong_softmax(codes, k):
    """have changed"""
    kept = right_compare_with_the_kth(codes, k)
    return ops.where(kept != 0, ops.softmax(codes), 0.0)


def wrong_unchanged(codes, k):
    """numbers other than 0"""
    return codes


def wrong_numpy(codes, k):
    """in place of NumPy"""
    codes = np.asarray(codes).copy()
    smallest = np.argsort(codes, axis=1)[:, : codes.shape[1] - k]
    np.put_along_axis(codes, smallest, 0.0, axis=1)
    return codes


def wrong_python_loop_over_the_batch(codes, k):
    """where the codes and the batch size are not known yet"""
    return ops.stack([ops.where(code >= ops.sort(code)[-k], code, 0.0) for code in list(codes)])
