"""Answers to `convolutional.receptive_field`; a wrong one's docstring is part of its message."""

import numpy as np
from keras import ops


def _codes(encoder, batch, place):
    return ops.convert_to_numpy(encoder(batch))[:, place[0], place[1]]


def _copies(image, change, channels=slice(None)):
    """Return one copy of an image for each pixel, with that pixel changed."""
    height, width, _ = image.shape
    copies = np.repeat(image[None], height * width, axis=0)
    rows, columns = np.divmod(np.arange(height * width), width)
    every = np.arange(height * width)
    changed = change(copies[every, rows, columns])
    copies[every, rows, columns, channels] = changed[:, channels]
    return copies


def _field(
    encoder,
    place,
    images,
    change=lambda pixels: pixels + 1,
    channels=slice(None),
    codes=slice(None),
    limit=None,
):
    seen = np.zeros(images.shape[1] * images.shape[2], dtype=bool)
    for image in images:
        before = _codes(encoder, image[None], place)[:, codes]
        after = _codes(encoder, _copies(image, change, channels), place)[:, codes]
        small = limit or 1e-5 * np.abs(before).max()
        seen |= (np.abs(after - before) > small).any(axis=1)
    return seen.reshape(images.shape[1:3])


def right_all_pixels_at_once(encoder, place, images):
    return _field(encoder, place, images)


def right_inverted_pixels(encoder, place, images):
    return _field(encoder, place, images, lambda pixels: pixels - 2).astype(int)


def right_one_channel_after_the_other(encoder, place, images):
    fields = [
        _field(encoder, place, images, lambda pixels: pixels + 3, channel)
        for channel in range(images.shape[-1])
    ]
    return np.any(fields, axis=0)


def right_pixel_by_pixel_with_all_images(encoder, place, images):
    before = _codes(encoder, images, place)
    seen = []
    for row in range(images.shape[1]):
        for column in range(images.shape[2]):
            changed = images.copy()
            changed[:, row, column] = -1
            difference = np.abs(_codes(encoder, changed, place) - before).max()
            seen.append(difference > 1e-5 * np.abs(before).max())
    return np.reshape(seen, images.shape[1:3])


def wrong_red_only(encoder, place, images):
    """Do you try all channels of the pixel"""
    return _field(encoder, place, images, channels=0)


def wrong_first_channel_of_the_code(encoder, place, images):
    """look at all channels of the code"""
    return _field(encoder, place, images, codes=slice(0, 1))


def wrong_first_image(encoder, place, images):
    """use all images"""
    return _field(encoder, place, images[:1])


def wrong_limit_too_large(encoder, place, images):
    """however small"""
    return _field(encoder, place, images, limit=0.01)


def wrong_row_and_column_exchanged(encoder, place, images):
    """Row and column of `place` are exchanged"""
    return _field(encoder, place[::-1], images)


def wrong_any_place(encoder, place, images):
    """only this place of the code"""
    seen = np.zeros(images.shape[1] * images.shape[2], dtype=bool)
    for image in images[:2]:
        before = ops.convert_to_numpy(encoder(image[None]))
        after = ops.convert_to_numpy(encoder(_copies(image, lambda pixels: pixels + 1)))
        seen |= (np.abs(after - before) > 1e-4).any(axis=(1, 2, 3))
    return seen.reshape(images.shape[1:3])


def wrong_pixels_not_put_back(encoder, place, images):
    """Is only one pixel changed at a time"""
    images = images.copy()
    before = _codes(encoder, images, place)
    seen = np.zeros(images.shape[1:3], dtype=bool)
    for row in range(images.shape[1]):
        for column in range(images.shape[2]):
            images[:, row, column] += 1
            seen[row, column] = (np.abs(_codes(encoder, images, place) - before) > 1e-4).any()
    return seen


def wrong_images_changed(encoder, place, images):
    """work on copies"""
    seen = _field(encoder, place, images)
    images += 1
    return seen


def wrong_box_without_holes(encoder, place, images):
    """Is only one pixel changed at a time"""
    seen = _field(encoder, place, images)
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    seen[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1] = True
    return seen


def wrong_middle_of_the_field(encoder, place, images):
    """are missing"""
    seen = np.zeros(images.shape[1:3], dtype=bool)
    scale = images.shape[1] // encoder.output_shape[1]
    seen[place[0] * scale, place[1] * scale] = True
    return seen


def wrong_block_of_the_image(encoder, place, images):
    """are missing"""
    seen = np.zeros(images.shape[1:3], dtype=bool)
    scale = images.shape[1] // encoder.output_shape[1]
    row, column = place[0] * scale, place[1] * scale
    seen[row : row + scale, column : column + scale] = True
    return seen


def wrong_size_only(encoder, place, images):
    """Expected an array of booleans"""
    seen = _field(encoder, place, images)
    return int(seen.any(axis=1).sum()), int(seen.any(axis=0).sum())


def wrong_amount_of_change(encoder, place, images):
    """Expected True or False"""
    image = images[0]
    after = _codes(encoder, _copies(image, lambda pixels: pixels + 1), place)
    change = np.abs(after - _codes(encoder, image[None], place)).max(axis=1)
    return change.reshape(image.shape[:2])


def wrong_complement(encoder, place, images):
    """are missing"""
    return ~_field(encoder, place, images)


def wrong_whole_image(encoder, place, images):
    """you have"""
    return np.ones(images.shape[1:3], dtype=bool)


def wrong_constant(encoder, place, images):
    """are missing"""
    seen = np.zeros(images.shape[1:3], dtype=bool)
    seen[:7, :7] = True
    return seen
