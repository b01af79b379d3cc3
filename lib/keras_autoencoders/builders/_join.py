"""The last step of every builder."""

import keras


def join(encoder, decoder, name):
    """Return the functional model that applies `encoder`, then `decoder`."""
    images = keras.Input(encoder.input_shape[1:], name="images")
    return keras.Model(images, decoder(encoder(images)), name=name)
