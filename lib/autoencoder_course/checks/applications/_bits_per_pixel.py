"""The check of the bits that a code takes as it stands in memory."""

import numpy as np

from autoencoder_course.checks.common import call, expect_value, number, question


@question(
    "applications.bits_per_pixel",
    hints=(
        "How many bytes does one number of the type float32 take, and how many bits has a byte?",
        "An array knows its bytes: codes.nbytes. Of how many images are they?",
        "Divide the bits of one image's code by its height times its width. A colour pixel is one "
        "pixel, not three.",
    ),
)
def bits_per_pixel(function, images=7, units=24, seed=0):
    """Check a function `function(codes, image_shape)` that returns a number."""
    random = np.random.default_rng(seed)
    for kind, shape in (("float32", (28, 28, 1)), ("float64", (8, 6, 3)), ("uint8", (32, 32, 3))):
        codes = (100 * random.uniform(size=(images, units))).astype(kind)
        found = number(call(function, codes, shape), "the bits per pixel")
        height, width, channels = shape
        right = 8 * codes.itemsize * units / (height * width)
        expect_value(
            found,
            right,
            {
                "Those are bytes: a byte has 8 bits.": right / 8,
                "Those are the bits of all images: take one image's.": right * images,
                "A colour pixel is one pixel: divide by height times width only.": right / channels,
                "Those are the bits of a code: divide by the number of pixels.": (
                    right * height * width
                ),
                "A number of this code has another size: codes.dtype tells, codes.itemsize "
                "counts its bytes.": 32 * units / (height * width),
                "Those are pixels for each bit: divide the other way round.": 1 / right,
                "The size of a number is missing: each has codes.itemsize bytes.": (
                    units / (height * width)
                ),
            },
            f"Expected {right:.4f} bits per pixel for {units} numbers of {kind} and images of "
            f"shape {shape}. Received: {found:.4f}.",
        )
