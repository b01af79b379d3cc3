"""The check of a classifier on the codes of an encoder."""

import keras
import numpy as np

from autoencoder_course.checks.common import (
    apply,
    call,
    expect,
    expect_model,
    question,
    random_images,
    same_weights,
    take_a_step,
)
from keras_autoencoders import builders


@question(
    "vanilla.classifier",
    hints=(
        "The classifier reads the code, not the reconstruction: images to encoder to a Dense "
        "layer with a unit per class.",
        "Copy the encoder with keras.models.clone_model and set_weights(encoder.get_weights()), "
        "set `trainable` on the copy, and end with a softmax.",
    ),
)
def classifier(build, class_count=4):
    """Check a function `build(encoder, class_count, freeze)` that returns a classifier."""
    keras.utils.set_random_seed(4)
    source = builders.vanilla((4, 4, 1), 3, activation="tanh")
    encoder = source.get_layer("encoder")
    images = random_images(24, (4, 4, 1), seed=3)
    codes = apply(encoder, images, "the encoder")
    before = encoder.get_weights()
    labels = np.arange(len(images)) % class_count  # they mean nothing
    for freeze in (True, False):
        model = call(build, encoder, class_count, freeze)
        expect_model(model)
        probabilities = apply(model, images, "the classifier")
        expect(
            probabilities.shape == (24, class_count),
            f"Expected an output of shape (24, {class_count}) for 24 images and {class_count} "
            f"classes. Received: {probabilities.shape}.",
        )
        expect(
            np.allclose(probabilities.sum(axis=1), 1, atol=1e-4) and probabilities.min() >= 0,
            "Expected probabilities that sum to 1 for each image: end with a softmax.",
        )
        expect_reads_code(probabilities, codes)
        expect_trainable(model, class_count, freeze)
        take_a_step(model, images, labels, 0.01, "sparse_categorical_crossentropy")
        expect(
            same_weights(before, encoder),
            "Training the classifier changed the autoencoder's encoder: work on a copy of it.",
        )


def expect_reads_code(probabilities, codes):
    """Fail unless class probabilities are one softmax layer on these codes."""
    # The logs of softmax outputs are linear in what the last layer reads.
    logits = np.log(np.clip(probabilities, 1e-30, None))
    logits -= logits[:, :1]
    features = np.column_stack([codes, np.ones(len(codes))])
    residual = logits - features @ np.linalg.lstsq(features, logits, rcond=None)[0]
    expect(
        np.abs(residual).max() < 1e-3,
        "The class probabilities are not one Dense softmax layer on this encoder's codes: the "
        "classifier reads something else, or the copy has lost the encoder's weights.",
    )
    expect(np.ptp(logits) > 1e-6, "The class probabilities do not depend on the image.")


def expect_trainable(model, class_count, freeze):
    """Fail unless the encoder of 16 pixels and 3 units learns if and only if not frozen."""
    trainable = sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)
    head, encoder = 4 * class_count, 17 * 3
    expected = head if freeze else head + encoder
    expect(
        trainable == expected,
        f"Expected {expected} trainable numbers with freeze={freeze}: "
        f"{'only the new layer' if freeze else 'the new layer and the encoder'}. "
        f"Received: {trainable}.",
    )
