"""Data made so that a mistake shows in what a model has learned."""

import numpy as np

from autoencoders import datasets


def striped_data():
    """Make splits whose test images use pixels that are black in all others.

    A model that was trained on the training images cannot restore the test images, so
    one that does has seen them.
    """
    generator = np.random.default_rng(7)

    def split(count, columns):
        images = np.zeros((count, 6, 6, 1), dtype="float32")
        images[:, :, columns, 0] = generator.integers(0, 2, (count, 1, len(columns)))
        return datasets.Split(images, np.zeros(count, dtype="int64"))

    return datasets.ImageData(
        train=split(2400, [0, 1, 2]),
        validation=split(20, [0, 1]),
        test=split(150, [3, 4, 5]),
        class_names=("stripes",),
        name="stripes",
        source="sample",
    )
