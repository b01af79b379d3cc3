"""What checks of several exercises look at: an encoder, then a decoder."""

import numpy as np

from autoencoder_course.checks.common._failing import expect
from autoencoder_course.checks.common._models import (
    apply,
    expect_model,
    restored_images,
    sub_model,
)


def expect_parts(model, images, code_size):
    """Fail unless a model is an encoder, then a decoder; return codes and reconstructions."""
    expect_model(model)
    encoder, decoder = sub_model(model, "encoder"), sub_model(model, "decoder")
    codes = apply(encoder, images, "the encoder")
    expect(
        codes.shape == (len(images), code_size),
        f"Expected codes of shape {(len(images), code_size)}. Received: {codes.shape}.",
    )
    restored = restored_images(model, images)
    expect(
        np.allclose(apply(decoder, codes, "the decoder"), restored, atol=1e-4, equal_nan=True),
        "Expected the model to be the decoder applied to the encoder's codes, but its output "
        "differs from that.",
    )
    return codes, restored


def expect_relu_codes(codes):
    """Fail unless some numbers of codes are 0 and none is below."""
    expect(
        codes.min() >= 0 and (codes == 0).any(),
        "Expected codes from a ReLU, some of them 0 and none below. They reach from "
        f"{codes.min():.2g} to {codes.max():.2g}.",
    )


def expect_one_layer_each_way(model, image_shape, code_size):
    """Fail unless a model has the parameters of one dense layer each way, with biases."""
    pixels = int(np.prod(image_shape))
    expected = (pixels + 1) * code_size + (code_size + 1) * pixels
    expect(
        model.count_params() == expected,
        f"Expected {expected} parameters, one dense layer each way with biases. "
        f"Received: {model.count_params()}.",
    )
