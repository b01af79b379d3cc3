"""How probable images are under a variational autoencoder, as closely as samples can tell."""

import numpy as np

from keras_autoencoders import argument_checks


def importance_weighted_bound(model, images, samples, *, batch_size: int = 5000, seed: int = 0):
    """Return a lower bound on the log-likelihood of each image, in nats.

    It is log 1/k Σ p(x | z) p(z) / q(z | x) over k codes z that the encoder draws. For k = 1 its
    expectation is the ELBO (β, if the model has one, is not part of it). It grows with k, towards
    log p(x): what it gains is what the encoder lost. It never takes the wrong side on average,
    but with too few samples for a bad encoder it stays far below.

    Args:
        model: From `builders.variational`; or any `keras.Model` with the sub-models `encoder`,
            of which the layers `mean` and `log_variance` are called so, and `decoder`, and a
            layer `likelihood` of `keras_autoencoders.layers` that takes what the decoder returns.
        images: Images (n, height, width, channels); of 0 and 1 for a Bernoulli likelihood.
        samples: How many codes are drawn for each image, k, a positive integer; or a sequence of
            them, which costs as much as the largest: smaller ones use the first of the same draws.
        batch_size: How many codes are decoded at a time, a positive integer; it bounds the
            memory, about five arrays of (batch_size, pixels). Results differ by rounding only.
        seed: Integer of 0 or more. Every image has noise of its own, whatever else is asked for.

    Returns:
        float64 array (n,), nats: one bound for each image. For a sequence of k, (k's, n).

    Raises:
        ValueError: if `model` has other parts, `images` have not the model's shape, are no pixels
            or not binary where they have to be, or a number is out of its range.

    Source: Burda, Grosse and Salakhutdinov 2016.

    Example:
        `importance_weighted_bound(model, test, [1, 10, 100]).mean(axis=1)`
    """
    # Not above: that imports Keras, which those who only compare numbers don't wait for.
    from autoencoder_course.metrics._log_weights import LogWeightsInParts

    single = np.ndim(samples) == 0
    sizes = [samples] if single else list(samples)
    sizes = [argument_checks.positive_integer("samples", size) for size in sizes]
    if not sizes:
        raise ValueError("Expected `samples` to name at least one number. Received: samples=[]")
    scorer = LogWeightsInParts(model, len(images) * max(sizes))
    images = argument_checks.images_of_shape("images", images, model.input_shape[1:])
    if scorer.needs_binary_images:
        argument_checks.binary_pixels("images", images)
    batch_size = argument_checks.positive_integer("batch_size", batch_size)
    seed = argument_checks.non_negative_integer("seed", seed)
    bounds = np.empty((len(sizes), len(images)))
    at_a_time = max(1, batch_size // max(sizes))
    for start in range(0, len(images), at_a_time):
        chunk = slice(start, start + at_a_time)
        noise = [np.random.default_rng([seed, index]) for index in range(len(images))[chunk]]
        log_weights = scorer.of_samples(images[chunk], noise, max(sizes), batch_size)
        for bound, size in zip(bounds, sizes, strict=True):
            bound[chunk] = _log_mean_exp(log_weights[:, :size])
    return bounds[0] if single else bounds


def _log_mean_exp(values):
    """Return log of the mean of exp, along the second axis, without overflow."""
    from scipy.special import logsumexp

    return logsumexp(values, axis=1) - np.log(values.shape[1])
