"""The course's image data: real where there is a copy or a network, else a sample."""

from autoencoder_course.datasets._catalogue import CLASS_NAMES
from autoencoder_course.datasets._data_error import DataError
from autoencoder_course.datasets._jpeg import through_jpeg
from autoencoder_course.datasets._load import ImageData, Split, balanced_subset, load
from autoencoder_course.datasets._own_folder import from_folder
from autoencoder_course.datasets._own_images import from_arrays
from autoencoder_course.datasets._patches import random_patches
from autoencoder_course.datasets._prepared_copy import prepared_folder
from autoencoder_course.datasets._superposition import Superposition, superposition

__all__ = [
    "CLASS_NAMES",
    "DataError",
    "ImageData",
    "Split",
    "Superposition",
    "balanced_subset",
    "from_arrays",
    "from_folder",
    "load",
    "prepared_folder",
    "random_patches",
    "superposition",
    "through_jpeg",
]
