"""What checks look at in a student's model."""

import numpy as np

from autoencoder_course.checks.common._core import CheckFailed, expect


def sub_model(model, name):
    """Return the part of a model with a name."""
    try:
        return model.get_layer(name)
    except ValueError:
        raise CheckFailed(
            f'Expected a part of the model named "{name}". Pass name="{name}" when you build it.'
        ) from None


def predict(model, inputs, what):
    """Return what a model makes of its inputs."""
    try:
        return np.asarray(model.predict(inputs, verbose=0))
    except Exception:
        raise CheckFailed(
            f"Expected {what} to take an input of shape {inputs.shape}, but it cannot."
        ) from None


def expect_bounded_pixels(decoder, code_size):
    """Fail unless a decoder gives pixels in [0, 1] that depend on the code."""
    codes = np.random.default_rng(5).normal(scale=50, size=(64, code_size)).astype("float32")
    pixels = predict(decoder, codes, "the decoder")
    expect(
        pixels.min() >= 0 and pixels.max() <= 1,
        f"Expected pixels in [0, 1] whatever the code is; they reach from {pixels.min():.2g} to "
        f"{pixels.max():.2g}. Which activation keeps an output in (0, 1)?",
    )
    expect(
        np.ptp(pixels) > 0.1,
        "The decoder returns nearly the same pixels whatever the code is.",
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


def fit_classifier(model, images, class_count):
    """Train a classifier a little, on labels that mean nothing."""
    labels = np.arange(len(images)) % class_count
    model.compile("sgd", "sparse_categorical_crossentropy")
    model.fit(images, labels, epochs=1, verbose=0)
