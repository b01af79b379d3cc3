"""From encoder to classifier."""

import keras
from keras import layers

from keras_autoencoders import argument_checks


def classifier(encoder, class_count, *, freeze_encoder=False):
    """Put a softmax layer on top of a copy of an encoder.

    The encoder is copied with its weights, so training the classifier leaves the
    autoencoder that it came from as it was.

    Args:
        encoder: A built `keras.Model` from images to codes (n, code_size).
        class_count: Number of classes, an integer of at least 2.
        freeze_encoder: If True, only the softmax layer is trained.

    Returns:
        An uncompiled `keras.Model` from images to class probabilities (n, class_count),
        with the copy as sub-model `encoder` and the softmax layer `probabilities`.

    Raises:
        ValueError: if `encoder` is not a built model with codes of shape (n, code_size),
            or `class_count` is not an integer of at least 2.

    Source: Kharagpur recipe 12, second half: the decoder is dropped and replaced by a classifier.
    """
    if not isinstance(encoder, keras.Model) or len(getattr(encoder, "output_shape", ())) != 2:
        raise ValueError(
            "Expected `encoder` to be a built keras.Model with codes of shape "
            f"(n, code_size). Received: {encoder!r}"
        )
    class_count = argument_checks.positive_integer("class_count", class_count)
    if class_count < 2:
        raise ValueError(f"Expected `class_count` to be at least 2. Received: {class_count}")
    copy = keras.models.clone_model(encoder)
    copy.set_weights(encoder.get_weights())
    copy.name = "encoder"
    copy.trainable = not freeze_encoder
    images = keras.Input(encoder.input_shape[1:], name="images")
    probabilities = layers.Dense(class_count, activation="softmax", name="probabilities")
    return keras.Model(images, probabilities(copy(images)), name="classifier")
