"""The offline sample: image data for machines without a network or a copy of the real data.

Digits are real ones. Garments and scenes are drawn. All that is random comes from one fixed
seed, so every run sees the same images.
"""

from autoencoder_course.datasets._offline_sample._make import SEED, TEST, TRAIN, make

__all__ = ["SEED", "TEST", "TRAIN", "make"]
