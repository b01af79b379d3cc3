"""What the course knows about each data set. Everything else here reads this table."""

import hashlib
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class DataSet:
    """One data set: TensorFlow Datasets' version of it, and what a complete copy holds.

    `digest` is that of the decoded images and labels; `server` is what answers where the
    original can be downloaded.
    """

    version: str
    train: int
    test: int
    shape: tuple[int, int, int]
    class_names: tuple[str, ...]
    digest: str
    server: str


DATA_SETS = {
    "mnist": DataSet(
        version="3.0.1",
        train=60_000,
        test=10_000,
        shape=(28, 28, 1),
        class_names=tuple("0123456789"),
        digest="f771933d03a86cc5f6899b91d168d95717c342a985562a4a2b5d8d2517a4cb24",
        server="https://storage.googleapis.com/cvdf-datasets/mnist/train-labels-idx1-ubyte.gz",
    ),
    "fashion_mnist": DataSet(
        version="3.0.1",
        train=60_000,
        test=10_000,
        shape=(28, 28, 1),
        class_names=(
            "T-shirt/top",
            "Trouser",
            "Pullover",
            "Dress",
            "Coat",
            "Sandal",
            "Shirt",
            "Sneaker",
            "Bag",
            "Ankle boot",
        ),
        digest="4de292442a22996b5d72c79883ebd803d1eb19709f86b3eb7c24b5f4c7be93a1",
        server="http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
    ),
    "cifar10": DataSet(
        version="3.0.2",
        train=50_000,
        test=10_000,
        shape=(32, 32, 3),
        class_names=(
            "airplane",
            "automobile",
            "bird",
            "cat",
            "deer",
            "dog",
            "frog",
            "horse",
            "ship",
            "truck",
        ),
        digest="f08f3fc8e9e44e051211a4e932c7b19cc739dedc35a38a2b568cc33faeffb522",
        server="https://www.cs.toronto.edu/~kriz/cifar.html",
    ),
}
CLASS_NAMES = {name: data_set.class_names for name, data_set in DATA_SETS.items()}


def digest(train_images, train_labels, test_images, test_labels) -> str:
    """SHA-256 of all images with their labels, the same in whatever order a split has them."""
    whole = hashlib.sha256()
    for images, labels in ((train_images, train_labels), (test_images, test_labels)):
        rows = np.column_stack([images.reshape(len(images), -1), labels.astype(np.uint8)])
        whole.update(b"".join(sorted(hashlib.sha256(row).digest() for row in rows)))
    return whole.hexdigest()
