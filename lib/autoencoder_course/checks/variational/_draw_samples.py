"""The check of images that a decoder makes of codes from the prior."""

import numpy as np

from autoencoder_course.checks.common import call, expect, question, to_array


@question(
    "variational.draw_samples",
    hints=(
        "In training the divergence pulled the codes towards one distribution. Which one?",
        "Draw codes (count, code_size) with a generator of NumPy that starts from the seed. The "
        "decoder does the rest.",
        "decoder.predict(codes, verbose=0) turns codes into images. "
        "np.random.default_rng(seed) has many distributions: which of its functions is yours?",
    ),
)
def draw_samples(draw, code_size=3, count=2000, seed=0):
    """Check a function `draw(decoder, code_size, count, seed)` that returns images."""
    first = _expect_images(draw, code_size, count, seed)
    _expect_standard_normal(first)
    again = _expect_images(draw, code_size, count, seed)
    expect(
        np.allclose(again, first),
        "The same seed gives other samples: start a generator from it.",
    )
    other = _expect_images(draw, code_size, count, seed + 1)
    expect(not np.allclose(other, first), "Another seed gives the same samples: use it.")


class _Decoder:
    """Turn codes into small images; remember the codes."""

    def __init__(self, code_size):
        self.code_size, self.given = code_size, []
        self.input_shape = (None, code_size)
        self._kernel = np.random.default_rng(5).normal(size=(code_size, 4))

    def predict(self, codes, *args, **kwargs):
        """Return images (n, 2, 2, 1)."""
        codes = to_array(codes, "the codes")
        expect(
            codes.ndim == 2 and codes.shape[1] == self.code_size,
            f"Expected the decoder to be given codes of shape (count, {self.code_size}). "
            f"Received: shape {codes.shape}.",
        )
        self.given.append(codes)
        return (1 / (1 + np.exp(-codes @ self._kernel))).reshape(-1, 2, 2, 1)

    def __call__(self, codes, *args, **kwargs):
        return self.predict(codes)

    predict_on_batch = predict


def _expect_images(draw, code_size, count, seed):
    """Return the codes that the decoder was given."""
    decoder = _Decoder(code_size)
    images = to_array(call(draw, decoder, code_size, count, seed), "the samples")
    expect(decoder.given, "The decoder was never called: it makes images of codes.")
    codes = np.concatenate(decoder.given)
    expect(
        codes.shape == (count, code_size),
        f"Expected the decoder to be given {count} codes. Received: {len(codes)}.",
    )
    right = decoder.predict(codes)
    expect(
        images.shape == right.shape and np.allclose(images, right, atol=1e-5),
        "Expected the images that the decoder returns, as they are.",
    )
    return codes


def _expect_standard_normal(codes):
    moments = codes.T @ codes / len(codes)
    mean, variance = codes.mean(axis=0), codes.var(axis=0)
    expect(np.ptp(codes, axis=0).max() > 1e-6, "All codes are the same: draw one for each image.")
    expect(
        np.abs(np.corrcoef(codes.T) - np.eye(codes.shape[1])).max() < 0.15,
        "All units of a code are the same draw: every unit has its own.",
    )
    expect(
        np.abs(mean).max() < 0.15,
        f"The codes' mean is {mean[0]:.2f}: that of the prior is 0.",
    )
    expect(
        np.abs(variance - 1).max() < 0.2,
        f"The codes' variance is {variance[0]:.2f}: that of the prior is 1.",
    )
    share = np.mean(np.abs(codes) < 1)
    expect(
        abs(share - 0.683) < 0.04 and np.allclose(np.diag(moments), 1, atol=0.2),
        "The codes have the mean 0 and the variance 1, but they are not normal.",
    )
