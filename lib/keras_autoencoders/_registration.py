"""The names by which saved models know the classes of this package."""

import keras

# Stands in Keras's error where a process loads a model without having imported this package,
# so it says what is missing: that import registers every class.
_HINT = "import keras_autoencoders.builders"
_FIRST_EDITION = "autoencoders"


def registered(cls):
    """Register a class, for what is saved from now on and for what was saved before.

    Args:
        cls: A layer, model or regularizer with `get_config`.

    Returns:
        The class itself: a decorator.
    """
    for package in (_FIRST_EDITION, _HINT):  # Keras saves under the last one, and loads both
        keras.saving.register_keras_serializable(package=package)(cls)
    return cls
