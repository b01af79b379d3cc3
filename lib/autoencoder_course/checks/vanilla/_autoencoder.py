"""The check of a vanilla autoencoder: its two parts, their layers and its pixels."""

import keras
import numpy as np

from autoencoder_course.checks.common import (
    apply,
    call,
    expect,
    expect_bounded_pixels,
    expect_model,
    expect_one_layer_each_way,
    expect_parts,
    expect_relu_codes,
    question,
    sub_model,
)


@question(
    "vanilla.autoencoder",
    hints=(
        "Draw the shapes on paper: image, one long row of pixels, code, one long row of pixels, "
        "image. Which layer makes each step?",
        "The encoder is Flatten and a Dense layer with `code_size` units. The decoder is a Dense "
        "layer with one unit per pixel, and Reshape.",
        'Begin with keras.Sequential([keras.Input(image_shape), ...], name="encoder") and a '
        "second one that begins with keras.Input((code_size,)). To join them, call both on "
        "images = keras.Input(image_shape), as the lecture does.",
    ),
)
def autoencoder(build, image_shape=(6, 5, 1), code_size=3):
    """Check a function `build(image_shape, code_size)` that returns an autoencoder."""
    keras.utils.set_random_seed(0)
    model = call(build, image_shape, code_size)
    # Numbers of both signs: each ReLU unit is on for about half of the images.
    images = np.random.default_rng(0).normal(size=(32, *image_shape)).astype("float32")
    expect_model(model)
    _, decoder = (sub_model(model, name) for name in ("encoder", "decoder"))
    _expect_shape(model, images)
    codes, _ = expect_parts(model, images, code_size)
    expect_relu_codes(codes)
    pixels = expect_bounded_pixels(decoder, (code_size,))
    expect(
        not np.allclose(pixels.sum(axis=(1, 2, 3)), 1, atol=1e-3),
        "The pixels of every image add up to 1, as a softmax makes them: an image has as much "
        "white as it needs. Which activation gives each pixel its own number in (0, 1)?",
    )
    expect(
        float(np.ptp(codes, axis=0).max()) > 0,
        "The codes are the same for every image, so nothing of the image reaches the decoder.",
    )
    expect_one_layer_each_way(model, image_shape, code_size)
    _expect_follows_arguments(call(build, (4, 4, 2), 5))


def _expect_shape(model, images):
    made = apply(model, images, "the model").shape[1:]
    wanted = images.shape[1:]
    expect(
        made == wanted,
        f"Expected images of shape {wanted} to come out, because the check called with "
        f"image_shape={wanted}. Received: {made}. Take every size from `image_shape`.",
    )


def _expect_follows_arguments(model):
    images = np.zeros((1, 4, 4, 2), dtype="float32")
    codes = apply(sub_model(model, "encoder"), images, "an encoder for (4, 4, 2) and 5")
    restored = apply(model, images, "a model for (4, 4, 2) and 5")
    expect(
        codes.shape == (1, 5) and restored.shape == images.shape,
        f"The model does not follow `image_shape` and `code_size`: for (4, 4, 2) and 5 its "
        f"codes have shape {codes.shape[1:]} and its images {restored.shape[1:]}.",
    )
