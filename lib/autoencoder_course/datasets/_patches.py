"""Small windows of images."""

import numpy as np

from keras_autoencoders import argument_checks


def random_patches(images, size: int, count: int, *, seed: int) -> np.ndarray:
    """Cut square patches out of images, at random places.

    Args:
        images: Array (n, height, width, ...), pixels in [0, 1], at least one image.
        size: Side of a patch in pixels, at most the smaller side of an image.
        count: Number of patches, a positive integer; an image may give several.
        seed: Integer that fixes the images and the places.

    Returns:
        Array (count, size, size, ...), a copy.

    Raises:
        ValueError: if `size` or `count` is not a positive integer, `size` is larger than the
            images, or `images` are none, not finite or no pixels of [0, 1].

    Source: Olshausen and Field 1996 learned their code from such patches.

    Example:
        `random_patches(cifar.train.images, 8, 10_000, seed=0)` has the shape (10000, 8, 8, 3).
    """
    images = argument_checks.pixels("images", images)
    size = argument_checks.positive_integer("size", size)
    count = argument_checks.positive_integer("count", count)
    if images.ndim < 3 or size > min(images.shape[1:3]):
        raise ValueError(
            "Expected `size` to be at most the smaller side of `images`. "
            f"Received: size={size}, images of shape {images.shape[1:]}"
        )
    if not len(images):
        raise ValueError("Expected at least one image in `images`. Received: none")
    random = np.random.default_rng(seed)
    chosen = random.integers(len(images), size=count)
    tops, lefts = (random.integers(side - size + 1, size=count) for side in images.shape[1:3])
    # A window into each place, without copying; its own two axes come last.
    windows = np.lib.stride_tricks.sliding_window_view(images, (size, size), axis=(1, 2))
    return np.moveaxis(windows[chosen, tops, lefts], (-2, -1), (1, 2))
