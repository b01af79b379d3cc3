"""Bits-back coding: a variational autoencoder as a program that packs binary images."""

import numpy as np

from keras_autoencoders import argument_checks

_WORDS = np.dtype("<u4")
STEPS, REACH = 32, 8  # codes are rounded to 1/32, and lie between -8 and 8
_START_WORDS = 64  # random ones: the first code is drawn from them
# Probabilities of a pixel never reach 0 or 1, so that any image can be written.
_LEAST = 2.0**-16


def bits_back_encode(images, posterior, likelihood, *, seed=0):
    """Write binary images as bytes, with a variational autoencoder as the table.

    A stack of bits, on which the last written is the first read. For each image: *read* a code
    z with the table q(z|x), which takes bits away; write the image with p(x|z); write the code
    with p(z). An image then adds -log p(x|z) - log p(z) + log q(z|x) bits, on average the
    negative ELBO; more where codes of all images together are not distributed as p(z), because
    then what is read is not random. To begin with, the stack holds 64 random words, which the
    file keeps.

    Args:
        images: Binary images (n, …), 0 and 1.
        posterior: Function from images (1, …) to the means and log-variances of their
            codes, (1, code) each: q(z|x).
        likelihood: Function from codes (1, code) to logits of pixels (1, …): p(x|z). Both
            are called with one image at a time here and in `bits_back_decode`, and have to
            give the same floats, to the last bit.
        seed: Integer of 0 or more, which draws the words at the start.

    Returns:
        Bytes: what is on the stack at the end.

    Raises:
        ValueError: if `images` are not binary, or `seed` not an integer of 0 or more.

    Source: Hinton and van Camp 1993 for the idea; Townsend et al. 2019; `constriction` for the
        stack.

    Example:
        `bits_back_encode(binary_test, posterior, likelihood)`
    """
    images = argument_checks.binary_pixels("images", images)
    stack = _stack(start_words(seed))
    for image in images:
        code = stack.decode(*_of_code(posterior, image))
        pixels = np.ravel(image).astype("int32")
        stack.encode_reverse(pixels, *_of_pixels(likelihood, code))
        stack.encode_reverse(code, _prior())
    return stack.get_compressed().astype(_WORDS).tobytes()


def bits_back_decode(data, shape, code_size, posterior, likelihood, *, seed=0):
    """Read what `bits_back_encode` wrote: the same steps, backwards.

    The decoder needs the encoder's network too: it gives back the bits that each code took.

    Args:
        data: The bytes.
        shape: Shape of all images, (n, …).
        code_size: Numbers in a code, a positive integer.
        posterior: As for `bits_back_encode`.
        likelihood: As for `bits_back_encode`.
        seed: That of `bits_back_encode`.

    Returns:
        uint8 array of that shape, 0 and 1.

    Raises:
        ValueError: if the random words of the start do not come out again at the end: then
            some float differed on the way, or it is another file.
    """
    code_size = argument_checks.positive_integer("code_size", code_size)
    images = np.zeros(shape, "uint8")
    words = np.frombuffer(data, _WORDS).astype("uint32")
    if not words.size or not words[-1]:
        raise ValueError(
            f"Expected `data` to be what `bits_back_encode` wrote. Received: {len(data)} bytes"
        )
    stack = _stack(words)
    for image in images[::-1]:
        code = stack.decode(_prior(), code_size)
        image[...] = stack.decode(*_of_pixels(likelihood, code)).reshape(image.shape)
        stack.encode_reverse(code, *_of_code(posterior, image))
    if not np.array_equal(stack.get_compressed(), start_words(seed)):
        raise ValueError(
            "Expected `data` to end in the words that it was started with: either it is another "
            "file, or the functions gave other floats than when it was written"
        )
    return images


def start_words(seed):
    """Return the random words that a stack starts with; the last one is not 0."""
    seed = argument_checks.non_negative_integer("seed", seed)
    return np.random.default_rng(seed).integers(1, 2**32, _START_WORDS, dtype="uint32")


def _stack(words):
    import constriction

    return constriction.stream.stack.AnsCoder(words)


def _prior():
    """Return the table of p(z), for numbers that count steps of 1/32."""
    import constriction

    return constriction.stream.model.QuantizedGaussian(
        -REACH * STEPS, REACH * STEPS, 0.0, float(STEPS)
    )


def _of_code(posterior, image):
    """Return the tables of q(z|x), a kind and its parameters."""
    import constriction

    mean, log_variance = (
        np.ravel(values).astype("float64") for values in posterior(image[None].astype("float32"))
    )
    mean = np.clip(mean, -REACH, REACH) * STEPS
    stddev = np.clip(np.exp(log_variance / 2), 1 / (4 * STEPS), REACH) * STEPS
    return constriction.stream.model.QuantizedGaussian(-REACH * STEPS, REACH * STEPS), mean, stddev


def _of_pixels(likelihood, code):
    """Return the tables of p(x|z), a kind and its parameters."""
    import constriction

    logits = np.ravel(likelihood((code / STEPS).astype("float32")[None])).astype("float64")
    probabilities = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
    return constriction.stream.model.Bernoulli(perfect=False), np.clip(
        probabilities, _LEAST, 1 - _LEAST
    )
