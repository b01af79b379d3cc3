"""What several checks of stacks look at: an encoder, then a decoder."""

import numpy as np

from autoencoder_course.checks.common import apply, expect, expect_model, restored_images, sub_model


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
        "Expected the model to be its decoder applied to its encoder's codes, but its output "
        "differs from that.",
    )
    return codes, restored
