"""What builders make of the initialiser that they are given."""

import keras


def recipe(initializer):
    """Return an initialiser's settings: the object itself always draws the same numbers."""
    if isinstance(initializer, keras.initializers.Initializer):
        return keras.initializers.serialize(initializer)
    return initializer
