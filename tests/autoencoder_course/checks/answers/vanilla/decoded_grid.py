"""Answers to `vanilla.decoded_grid`; a wrong one's docstring is part of the message it gets."""

import numpy as np


def _decoded(decoder, horizontal, vertical):
    """Decode a grid, rows in the order of `vertical`: (rows, columns, height, width)."""
    codes = np.array([[x, y] for y in vertical for x in horizontal])
    images = decoder.predict(codes, verbose=0)[..., 0]
    return images.reshape(len(vertical), len(horizontal), *images.shape[1:])


def _side_by_side(tiles):
    rows, columns, height, width = tiles.shape
    return tiles.transpose(0, 2, 1, 3).reshape(rows * height, columns * width)


def right_transposed(decoder, horizontal, vertical):
    return _side_by_side(_decoded(decoder, horizontal, vertical[::-1]))


def right_one_image_at_a_time_with_its_channel(decoder, horizontal, vertical):
    strips = [
        np.concatenate([np.asarray(decoder(np.array([[x, y]])))[0] for x in horizontal], axis=1)
        for y in vertical[::-1]
    ]
    return np.concatenate(strips, axis=0)


def wrong_upside_down(decoder, horizontal, vertical):
    """upside down"""
    return _side_by_side(_decoded(decoder, horizontal, vertical))


def wrong_mirrored(decoder, horizontal, vertical):
    """mirrored"""
    return _side_by_side(_decoded(decoder, horizontal[::-1], vertical[::-1]))


def wrong_cut_up(decoder, horizontal, vertical):
    """The images are cut up"""
    tiles = _decoded(decoder, horizontal, vertical[::-1])
    rows, columns, height, width = tiles.shape
    return tiles.reshape(rows * height, columns * width)


def wrong_numbers_exchanged(decoder, horizontal, vertical):
    """The two numbers of the code are exchanged"""
    codes = np.array([[y, x] for y in vertical[::-1] for x in horizontal])
    images = decoder.predict(codes, verbose=0)[..., 0]
    return _side_by_side(images.reshape(len(vertical), len(horizontal), *images.shape[1:]))


def wrong_rows_and_columns_exchanged(decoder, horizontal, vertical):
    """Expected one image of 3 rows and 4 columns of tiles"""
    return _side_by_side(_decoded(decoder, horizontal, vertical).transpose(1, 0, 2, 3))


def wrong_images_not_joined(decoder, horizontal, vertical):
    """Expected one image"""
    return _decoded(decoder, horizontal, vertical[::-1])


def wrong_codes_of_even_steps(decoder, horizontal, vertical):
    """is not what the decoder makes of its code"""
    even = np.linspace(vertical[0], vertical[-1], len(vertical))
    return _side_by_side(_decoded(decoder, horizontal, even[::-1]))
