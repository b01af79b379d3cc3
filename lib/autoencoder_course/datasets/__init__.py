"""The course's image data: real where there is a copy or a network, else a sample."""

from autoencoder_course.datasets._data_error import DataError
from autoencoder_course.datasets._load import CLASS_NAMES, ImageData, Split, balanced_subset, load

__all__ = [
    "CLASS_NAMES",
    "DataError",
    "ImageData",
    "Split",
    "balanced_subset",
    "load",
]
