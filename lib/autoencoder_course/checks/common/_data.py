"""Data made so that a mistake shows in what a model has learned."""

import numpy as np

from autoencoder_course import datasets


def striped_data():
    """Make splits whose test images use pixels that are black in all others.

    A model that was trained on the training images cannot restore the test images, so
    one that does has seen them. Images are 12 × 12 with stripes two pixels wide; at this
    size a few hundred steps of any usual optimiser learn them.
    """
    generator = np.random.default_rng(7)

    def split(count, stripes):
        images = np.zeros((count, 12, 12, 1), dtype="float32")
        for stripe in stripes:
            white = generator.integers(0, 2, (count, 1, 1))
            images[:, :, 2 * stripe : 2 * stripe + 2, 0] = white
        return datasets.Split(images, np.zeros(count, dtype="int64"))

    return datasets.ImageData(
        train=split(3200, [0, 1, 2]),
        validation=split(20, [0, 1]),
        test=split(150, [3, 4, 5]),
        class_names=("stripes",),
        name="stripes",
        source="sample",
    )
