"""What several builders do alike."""

import keras

# Said by every layer that has a choice: `keras.config` may be set to "channels_first", which
# would silently build other models.
CHANNELS_LAST = {"data_format": "channels_last"}


def join(encoder, decoder, name):
    """Return the functional model that applies `encoder`, then `decoder`."""
    images = keras.Input(encoder.input_shape[1:], name="images")
    return keras.Model(images, decoder(encoder(images)), name=name)


def activation_of_code(code_activation, activation):
    """Return the activation of the code, which is `activation` where it is `"same"`."""
    is_same = isinstance(code_activation, str) and code_activation == "same"
    return activation if is_same else code_activation


def initializer_for_each_layer(initializer):
    """Return an initialiser's settings: the object itself always draws the same numbers."""
    if isinstance(initializer, keras.initializers.Initializer):
        return keras.initializers.serialize(initializer)
    return initializer
