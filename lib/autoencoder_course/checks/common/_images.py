"""Images on which a mistake shows in what a model has learned."""

import numpy as np

from autoencoder_course import datasets


def random_images(count, shape, seed):
    """Make images (count, *shape) of noise, uniform in [0, 1); a generator is a seed too."""
    return np.random.default_rng(seed).random((count, *shape), dtype="float32")


def image_data(name, train, validation, test):
    """Make a data set of three arrays of images, all of one class."""
    splits = (
        datasets.Split(images, np.zeros(len(images), dtype="int64"))
        for images in (train, validation, test)
    )
    return datasets.ImageData(*splits, (name,), name, "sample")


def striped_data(count=3200):
    """Make splits whose test images use pixels that are black in all others.

    A model that was trained on the training images cannot restore the test images, so
    one that does has seen them. Images are 12 × 12 with stripes two pixels wide; at this
    size a few hundred steps of any usual optimiser learn them.
    """
    generator = np.random.default_rng(7)

    def images(count, stripes):
        made = np.zeros((count, 12, 12, 1), dtype="float32")
        for stripe in stripes:
            made[:, :, 2 * stripe : 2 * stripe + 2, 0] = generator.integers(0, 2, (count, 1, 1))
        return made

    return image_data(
        "stripes",
        train=images(count, [0, 1, 2]),
        validation=images(20, [0, 1]),
        test=images(count // 4, [3, 4, 5]),
    )
