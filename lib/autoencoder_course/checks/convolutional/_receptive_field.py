"""The check of measured receptive fields, on encoders whose fields are known."""

import numpy as np
from keras import layers

from autoencoder_course.checks.common import call, expect, fail, question, to_array
from autoencoder_course.checks.convolutional._encoders import randomise, sequential


@question(
    "convolutional.receptive_field",
    hints=(
        "Encode the image as it is. Then make copies with one pixel changed in each (all its "
        "channels at once, or one after the other), encode them in one call, and compare the "
        "codes at `place`.",
        "copies = np.repeat(image[None], width, axis=0); copies[i, row, i] += 1 for each column i; "
        "codes = encoder(copies)[:, place[0], place[1]]. The largest change of "
        "all channels counts; join the images with |=.",
    ),
)
def receptive_field(measure, place=(1, 2), seed=0):
    """Check a function `measure(encoder, place, images)`: which pixels a place sees."""
    generator = np.random.default_rng(seed)
    for case in CASES:
        expect_field(measure, case, place, generator)


def _convolution(width=3, **options):
    return layers.Conv2D(width, 3, padding="same", **{"activation": "leaky_relu", **options})


def _plain(generator):
    encoder = sequential((12, 16, 3), _convolution(strides=2), _convolution(strides=2))
    randomise(encoder, generator)
    return encoder


def _blind_for_red(generator):
    encoder = _plain(generator)
    weights = encoder.get_weights()
    weights[0][:, :, 0] = 0
    encoder.set_weights(weights)
    return encoder


def _silent_channel(generator):
    """The first channel of the code is always 0."""
    encoder = _plain(generator)
    weights = encoder.get_weights()
    weights[2][..., 0] = 0
    encoder.set_weights(weights)
    return encoder


def _holes(generator):
    encoder = sequential((13, 13, 2), _convolution(dilation_rate=3))
    randomise(encoder, generator)
    return encoder


def _pooled(generator):
    encoder = sequential(
        (12, 12, 1), _convolution(8), layers.MaxPooling2D(2), _convolution(6, activation="relu")
    )
    randomise(encoder, generator)
    return encoder


def _faint(generator):
    """A plain encoder whose codes are a thousand times smaller."""
    encoder = _plain(generator)
    encoder.set_weights(
        [*encoder.get_weights()[:2], *(w / 1000 for w in encoder.get_weights()[2:])]
    )
    return encoder


def _off_in_the_dark(generator):
    """An encoder whose ReLUs are on in bright images only."""
    encoder = sequential((8, 6, 3), _convolution(4, strides=2, activation="relu"))
    kernel, bias = encoder.get_weights()
    encoder.set_weights([generator.uniform(0.25, 0.35, kernel.shape), np.full_like(bias, -4)])
    return encoder


# (what to call it, how to make it, rows and columns that one place sees, step, first row seen at
# place 0, distance of the pixels seen); from the sizes of the kernels, by hand.
CASES = (
    ("two convolutions with strides of 2", _plain, 7, 4, 0, 1),
    ("an encoder that is blind for red", _blind_for_red, 7, 4, 0, 1),
    ("an encoder with one silent channel", _silent_channel, 7, 4, 0, 1),
    ("an encoder with faint codes", _faint, 7, 4, 0, 1),
    ("an encoder that is off in the dark", _off_in_the_dark, 3, 2, 0, 1),
    ("a kernel with holes", _holes, 7, 1, -3, 3),
    ("convolutions with pooling between them", _pooled, 8, 2, -3, 1),
)


def images_for(encoder, generator):
    """Make a black image and some of noise, for an encoder."""
    images = 0.5 + 0.5 * generator.random((6, *encoder.input_shape[1:]), dtype="float32")
    images[0] = 0
    return images


def true_field(shape, place, side, step, first, distance):
    """Return the pixels that a place of the code sees, by arithmetic."""
    seen = []
    for size, position in zip(shape, place, strict=True):
        start = position * step + first
        rows = np.arange(start, start + side, distance)
        line = np.zeros(size, dtype=bool)
        line[rows[(rows >= 0) & (rows < size)]] = True
        seen.append(line)
    return np.outer(*seen)


def expect_field(measure, case, place, generator):
    """Fail unless `measure` finds the receptive field of a place."""
    name, make, *numbers = case
    encoder = make(generator)
    images = images_for(encoder, generator)
    given = images.copy()
    answer = call(measure, encoder, place, given)
    expect(np.array_equal(given, images), "Your function changes `images` itself: work on copies.")
    found = to_array(answer, "the receptive field")
    shape = images.shape[1:3]
    expect(
        found.shape == shape,
        f"Expected an array of booleans of shape {shape}, one for each pixel. "
        f"Received: shape {found.shape}.",
    )
    expect(
        np.isin(found, (0, 1)).all(),
        "Expected True or False for each pixel. Received: other numbers.",
    )
    right, found = true_field(shape, place, *numbers), found.astype(bool)
    if np.array_equal(right, found):
        return
    where = f"for {name}, at place {place}"
    other = true_field(shape, place[::-1], *numbers)
    expect(
        place[0] == place[1] or not np.array_equal(found, other),
        "Row and column of `place` are exchanged.",
    )
    missing, surplus = np.argwhere(right & ~found), np.argwhere(found & ~right)
    expect(
        len(missing) == 0,
        f"The code sees {right.sum()} pixels {where}, and {len(missing)} of them are missing. "
        "Do you try all channels of the pixel, look at all channels of the code for any change, "
        "however small, and use all images?",
    )
    fail(
        f"The code sees {right.sum()} pixels {where}; you have {len(surplus)} more, such as "
        f"{tuple(int(i) for i in surplus[0])}. Is only one pixel changed at a time, and is only "
        "this place of the code compared?"
    )
