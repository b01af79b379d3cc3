"""The check of a convolutional denoiser."""

import keras
import numpy as np

from autoencoder_course.checks.common import (
    apply,
    call,
    expect,
    expect_bounded_pixels,
    expect_model,
    expect_not_linear,
    question,
    random_images,
    restored_images,
    sub_model,
)


@question(
    "denoising.convolutional",
    hints=(
        "The noise layer comes first, then the encoder, then the decoder. Each convolution of "
        "the encoder has strides=2; the decoder has to double the size as many times.",
        'Conv2D(count, 3, strides=2, padding="same", activation="relu") for each of `filters`; '
        "in the decoder Conv2DTranspose with the same arguments for reversed(filters[:-1]), and "
        "a last one to the image's channels with a sigmoid. Then "
        "decoder(encoder(noise(images))).",
    ),
)
def convolutional(build, filters=(5, 7), seed=0):
    """Check a function `build(image_shape, filters, noise)` that returns a denoiser."""
    keras.utils.set_random_seed(seed)
    for shape, widths in (
        ((24, 24, 1), filters),
        ((16, 20, 3), (filters[-1], 4)),
        ((8, 8, 1), (6,)),
    ):
        model = call(build, shape, list(widths), Veil())
        expect_convolutional(model, shape, widths, seed)
        expect_noise_in_training(model, shape, seed)


@keras.saving.register_keras_serializable(package="autoencoders.checks")
class Veil(keras.layers.Layer):
    """Replace every value by 0.7 in training, and return it unchanged otherwise."""

    def call(self, images, training=False):
        """Return images of the same shape."""
        return 0.7 * keras.ops.ones_like(images) if training else images


def expect_convolutional(model, shape, filters, seed):
    """Fail unless a model is made of convolutions that halve and double the image."""
    expect_model(model)
    encoder, decoder = sub_model(model, "encoder"), sub_model(model, "decoder")
    generator = np.random.default_rng(seed)
    images = random_images(9, shape, generator)
    stages = len(filters)
    code_shape = (9, shape[0] >> stages, shape[1] >> stages, filters[-1])
    codes = apply(encoder, images, "the encoder")
    expect(
        codes.shape == code_shape,
        f"Expected codes of shape {code_shape} for images of shape {images.shape} and "
        f"filters={list(filters)}. Received: {codes.shape}.",
    )
    expect(
        codes.min() >= 0 and (codes == 0).any(),
        f"Expected codes from a ReLU. They reach from {codes.min():.2g} to {codes.max():.2g}.",
    )
    restored = restored_images(model, images)
    expect(
        np.allclose(apply(decoder, codes, "the decoder"), restored, atol=1e-4),
        "Without training, the model has to be the decoder applied to the encoder's codes, but "
        "its output differs from that. Does the noise act outside training too?",
    )
    expect_bounded_pixels(decoder, codes.shape[1:])
    expect_not_linear(decoder, codes)
    _expect_moves(encoder, shape, stages, generator)


def expect_noise_in_training(model, shape, seed):
    """Fail unless the layer `Veil` is what the images pass first, in training only."""
    images = random_images(5, shape, seed)
    veiled = np.full_like(images, 0.7)
    in_training = apply(model, images, "the model", training=True)
    expect(
        np.allclose(apply(model, images, "the model"), apply(model, images, "the model")),
        "The model answers the same images differently outside training.",
    )
    expect(
        not np.allclose(in_training, apply(model, images, "the model"), atol=1e-6),
        "The layer `noise` does nothing in training: let the images pass it first.",
    )
    expect(
        np.allclose(in_training, apply(model, veiled, "the model"), atol=1e-4),
        "The layer `noise` is not the first one, or not the only one that acts in training: "
        "it has to corrupt the images, not the codes or the answer.",
    )


def _expect_moves(encoder, shape, stages, generator):
    """Fail unless what is moved in the image moves in the code, as with convolutions."""
    step = 1 << stages
    top, left = (side // 2 // step * step for side in shape[:2])
    patch = random_images(3, (step, step, shape[2]), generator)
    images = np.zeros((2, 3, *shape), dtype="float32")
    images[0, :, top - step : top, left - step : left] = patch
    images[1, :, top : top + step, left : left + step] = patch
    before, after = (apply(encoder, moved, "the encoder") for moved in images)
    black = apply(encoder, np.zeros_like(images[0]), "the encoder")
    before, after = before - black, after - black
    row, column = top // step, left // step
    near = np.abs(before).max()
    expect(
        near > 1e-6
        and np.allclose(before[:, row - 1, column - 1], after[:, row, column], atol=1e-4 * near),
        f"What moves by {step} pixels in the image does not move by one place in the code: "
        "use convolutions only, no Dense layer.",
    )
