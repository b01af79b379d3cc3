"""Answers to `vanilla.classifier`; a wrong one's docstring is part of the message it gets."""

import keras
from keras import layers

from keras_autoencoders import builders


def _copy(encoder):
    copy = keras.models.clone_model(encoder)
    copy.set_weights(encoder.get_weights())
    return copy


def _on_top(part, class_count, activation="softmax"):
    images = keras.Input(part.input_shape[1:])
    return keras.Model(images, layers.Dense(class_count, activation)(part(images)))


def right_sequential(encoder, class_count, freeze):
    copy = _copy(encoder)
    copy.trainable = not freeze
    return keras.Sequential([copy, layers.Dense(class_count), layers.Softmax()])


def right_from_the_library(encoder, class_count, freeze):
    return builders.classifier(encoder, class_count, freeze_encoder=freeze)


def wrong_no_copy(encoder, class_count, freeze):
    """work on a copy"""
    encoder.trainable = not freeze
    return _on_top(encoder, class_count)


def wrong_copy_without_weights(encoder, class_count, freeze):
    """the copy has lost the encoder's weights"""
    copy = keras.models.clone_model(encoder)
    copy.trainable = not freeze
    return _on_top(copy, class_count)


def wrong_freeze_ignored(encoder, class_count, freeze):
    """trainable numbers with freeze=True"""
    return _on_top(_copy(encoder), class_count)


def wrong_always_frozen(encoder, class_count, freeze):
    """trainable numbers with freeze=False"""
    copy = _copy(encoder)
    copy.trainable = False
    return _on_top(copy, class_count)


def wrong_freeze_the_other_way_round(encoder, class_count, freeze):
    """trainable numbers with freeze=True"""
    copy = _copy(encoder)
    copy.trainable = freeze
    return _on_top(copy, class_count)


def wrong_no_softmax(encoder, class_count, freeze):
    """Expected probabilities that sum to 1"""
    copy = _copy(encoder)
    copy.trainable = not freeze
    return _on_top(copy, class_count, None)


def wrong_sigmoid(encoder, class_count, freeze):
    """Expected probabilities that sum to 1"""
    copy = _copy(encoder)
    copy.trainable = not freeze
    return _on_top(copy, class_count, "sigmoid")


def wrong_ten_classes_always(encoder, class_count, freeze):
    """Expected an output of shape"""
    return right_sequential(encoder, 10, freeze)


def wrong_reads_the_pixels(encoder, class_count, freeze):
    """reads something else"""
    images = keras.Input(encoder.input_shape[1:])
    return keras.Model(images, layers.Dense(class_count, "softmax")(layers.Flatten()(images)))


def wrong_reads_a_reconstruction(encoder, class_count, freeze):
    """reads something else"""
    copy = _copy(encoder)
    copy.trainable = not freeze
    images = keras.Input(encoder.input_shape[1:])
    pixels = layers.Dense(16, "sigmoid")(copy(images))
    return keras.Model(images, layers.Dense(class_count, "softmax")(pixels))


def wrong_only_the_encoder(encoder, class_count, freeze):
    """Expected an output of shape"""
    return _copy(encoder)
