"""Answers to `applications.bits_per_pixel`; a wrong docstring is part of its message."""

import math


def right_itemsize(codes, image_shape):
    return 8 * codes.itemsize * codes.shape[1] / (image_shape[0] * image_shape[1])


def right_nbytes(codes, image_shape):
    return 8 * codes.nbytes / len(codes) / math.prod(image_shape[:2])


def wrong_bytes(codes, image_shape):
    """Those are bytes"""
    return right_itemsize(codes, image_shape) / 8


def wrong_all_images(codes, image_shape):
    """the bits of all images"""
    return 8 * codes.nbytes / math.prod(image_shape[:2])


def wrong_channels(codes, image_shape):
    """A colour pixel is one pixel"""
    return 8 * codes.nbytes / len(codes) / math.prod(image_shape)


def wrong_for_each_code(codes, image_shape):
    """divide by the number of pixels"""
    return 8 * codes.nbytes / len(codes)


def wrong_always_32(codes, image_shape):
    """another size"""
    return 32 * codes.shape[1] / math.prod(image_shape[:2])


def wrong_inverse(codes, image_shape):
    """divide the other way round"""
    return 1 / right_itemsize(codes, image_shape)


def wrong_numbers(codes, image_shape):
    """The size of a number is missing"""
    return codes.shape[1] / math.prod(image_shape[:2])


def wrong_array(codes, image_shape):
    """to be one finite number"""
    return codes


def wrong_error(codes, image_shape):
    """stopped with AttributeError"""
    return codes.bits
