"""What the check of a convolutional denoiser looks at."""

import keras
import numpy as np

from autoencoder_course.checks.common._core import CheckFailed, expect
from autoencoder_course.checks.common._models import sub_model
from autoencoder_course.checks.common._tensors import to_array


def expect_convolutional(model, shape, filters, seed):
    """Fail unless a model is made of convolutions that halve and double the image."""
    expect(isinstance(model, keras.Model), f"Expected a keras.Model. Received: {type(model)}.")
    encoder, decoder = sub_model(model, "encoder"), sub_model(model, "decoder")
    generator = np.random.default_rng(seed)
    images = generator.random((9, *shape), dtype="float32")
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
    restored = apply(model, images, "the model")
    expect(
        restored.shape == images.shape,
        f"Expected images of shape {images.shape} to come out. Received: {restored.shape}.",
    )
    expect(
        np.allclose(apply(decoder, codes, "the decoder"), restored, atol=1e-4),
        "Without training, the model has to be the decoder applied to the encoder's codes, but "
        "its output differs from that. Does the noise act outside training too?",
    )
    loud = 300 * generator.standard_normal(codes.shape).astype("float32")
    pixels = apply(decoder, loud, "the decoder")
    expect(
        pixels.min() >= 0 and pixels.max() <= 1 and np.ptp(pixels) > 0.1,
        f"Expected pixels in [0, 1] whatever the code is; they reach from {pixels.min():.2g} to "
        f"{pixels.max():.2g}. Which activation keeps an output in (0, 1)?",
    )
    _expect_not_linear(decoder, codes)
    _expect_moves(encoder, shape, stages, generator)


def expect_noise_in_training(model, shape, seed):
    """Fail unless the layer `Veil` is what the images pass first, in training only."""
    images = np.random.default_rng(seed).random((5, *shape), dtype="float32")
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


def apply(model, images, what, training=False):
    """Return what a model makes of images or codes, in or outside training."""
    try:
        return to_array(model(images, training=training), f"the output of {what}")
    except CheckFailed:
        raise
    except Exception:
        raise CheckFailed(
            f"Expected {what} to take an input of shape {images.shape}, but it cannot."
        ) from None


def _expect_not_linear(decoder, codes):
    """Fail if the logits of the pixels are a linear function of the codes."""
    codes = codes.astype("float32")

    def logits(codes):
        pixels = np.clip(apply(decoder, codes, "the decoder"), 1e-12, 1 - 1e-7)
        return np.log(pixels / (1 - pixels))

    if len(decoder.trainable_weights) <= 2:  # one convolution from the code to the pixels
        return
    zero = logits(np.zeros_like(codes))
    middle = logits(codes) + logits(-codes) - 2 * zero
    expect(
        np.abs(middle).max() > 1e-4,
        "The decoder is linear up to its sigmoid: give its hidden layers a ReLU.",
    )


def _expect_moves(encoder, shape, stages, generator):
    """Fail unless what is moved in the image moves in the code, as with convolutions."""
    step = 1 << stages
    top, left = (side // 2 // step * step for side in shape[:2])
    patch = generator.random((3, step, step, shape[2]), dtype="float32")
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
