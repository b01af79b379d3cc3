"""Test images that several demos show, and PCA, the baseline of most."""

import numpy as np

from autoencoder_course import datasets, metrics, profile

NETWORKS = {}
SHOWN = profile.by_profile(full=500, quick=100)  # test images, as many of each class
DEALT = profile.by_profile(full=1_000, quick=100)  # of which they are the first
COMPONENTS = 200


def train(mnist, keep):
    """Write both; nothing is trained."""
    images, labels = datasets.balanced_subset(mnist.test, DEALT, seed=0)  # classes alternate
    pixels = np.round(255 * images[:SHOWN].reshape(SHOWN, -1))
    tensors = {"pixels": pixels.astype("uint8"), "labels": labels[:SHOWN].astype("uint8")}
    keep.data("pictures", tensors, {"source": "test images of MNIST"})
    pca = metrics.fit_pca(mnist.train.images, COMPONENTS)
    tensors = {"mean": pca.mean_, "components": pca.components_}
    keep.data(
        "pca",
        {name: array.astype("float16") for name, array in tensors.items()}
        | {"variances": pca.explained_variance_.astype("float32")},
        {"fitted_to": len(mnist.train.images)},
    )
