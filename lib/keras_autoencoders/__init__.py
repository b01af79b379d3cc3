"""Autoencoders in Keras 3: builders, layers, penalties, corruption and training."""

__all__ = [
    "builders",
    "corruption",
    "layers",
    "regularizers",
    "training",
]
