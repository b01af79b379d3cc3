"""The check of strides in place of pooling."""

import keras
import numpy as np
from keras import layers

from autoencoder_course.checks.common import (
    apply,
    call,
    expect,
    expect_model,
    fail,
    question,
    random_images,
    same_weights,
    take_a_step,
)
from autoencoder_course.checks.convolutional._encoders import flat_layers, randomise, sequential


@question(
    "convolutional.swap_pooling",
    hints=(
        "Go through encoder.layers with an eye on the layer that follows. A copy of a Conv2D "
        "with other strides can be made from its get_config().",
        'layers.Conv2D.from_config({**layer.get_config(), "strides": 2}) where a MaxPooling2D '
        "follows; add the copies to a new Sequential with the same Input, then "
        "new.set_weights(encoder.get_weights()).",
    ),
)
def swap_pooling(swap, widths=(5, 4, 6), seed=0):
    """Check a function `swap(encoder)` that returns an encoder with strides for pooling."""
    generator = np.random.default_rng(seed)
    for shape, kernel_size, chosen in (((16, 12, 3), 3, widths), ((8, 10, 2), 5, widths[:1])):
        encoder = pooled_encoder(shape, chosen, generator, kernel_size)
        images = random_images(6, shape, generator)
        weights, codes = encoder.get_weights(), apply(encoder, images, "the encoder")
        model = call(swap, encoder)
        expect_model(model)
        unchanged = np.array_equal(codes, apply(encoder, images, "the encoder"))
        expect(
            unchanged and same_weights(weights, encoder),
            "`encoder` itself has changed: make new layers for the new encoder.",
        )
        expect_strided(model, encoder, images)
        take_a_step(model, images, np.zeros(codes.shape, "float32"))
        expect(
            same_weights(weights, encoder),
            "Training the new encoder changes the old one: copy the weights into new layers.",
        )


def pooled_encoder(image_shape, widths, generator, kernel_size=3):
    """Make an encoder with pooling behind all convolutions but the second, any weights."""
    stack, activations = [], ["relu", "tanh", "linear"]
    for stage, width in enumerate(widths):
        activation = activations[stage % 3]
        stack.append(layers.Conv2D(width, kernel_size, padding="same", activation=activation))
        if stage != 1:
            stack.append(layers.MaxPooling2D(2))
    encoder = sequential(image_shape, *stack)
    randomise(encoder, generator)
    return encoder


def possible_codes(encoder, images):
    """Return the codes of the strided encoder, for zeros on either or on both sides.

    With stride 2 the kernel's middle stands on the odd rows (Keras's "same") or on the even
    ones (zeros on both sides): both are right.
    """
    found = []
    for start in (1, 0):
        values = images
        for layer in encoder.layers:
            if isinstance(layer, layers.MaxPooling2D):
                values = values[:, start::2, start::2]
            else:
                values = apply(layer, values, "a layer")
        found.append(values)
    return found


def expect_strided(model, encoder, images):
    """Fail unless a model is the encoder with strides in place of pooling."""
    convolutions = [layer for layer in encoder.layers if isinstance(layer, layers.Conv2D)]
    pools = len(encoder.layers) - len(convolutions)
    expect(
        not any("Pooling" in type(layer).__name__ for layer in flat_layers(model)),
        "There is still pooling in the new encoder: leave it out.",
    )
    pooled = apply(encoder, images, "the old encoder")
    codes = apply(model, images, "the new encoder")
    expect(
        codes.shape == pooled.shape,
        f"Expected codes of the same shape as before, {pooled.shape}. Received: {codes.shape}. "
        "Which convolutions had pooling behind them?",
    )
    _expect_weights(model, encoder)
    full = [
        layer
        for layer in flat_layers(model)
        if isinstance(layer, layers.Conv2D) and tuple(layer.strides) == (1, 1)
    ]
    expect(
        len(full) <= len(convolutions) - pools,
        "A convolution still computes all places, and three of four are left out after it: "
        "give the convolution itself a stride of 2.",
    )
    possible = possible_codes(encoder, images)
    if any(np.allclose(codes, right, atol=1e-4) for right in possible):
        return
    bare = keras.models.clone_model(encoder)
    bare.set_weights([w if w.ndim > 1 else 0 * w for w in encoder.get_weights()])
    expect(
        not any(np.allclose(codes, right, atol=1e-4) for right in possible_codes(bare, images)),
        "The biases are missing.",
    )
    fail(
        "The shapes and weights are right, but the codes are not those of the same convolutions "
        "with strides: do activations, padding and the order of the strides stay as they are?"
    )


def _expect_weights(model, encoder):
    old, new = encoder.get_weights(), model.get_weights()
    expect(
        encoder.count_params() == model.count_params(),
        f"Expected as many parameters as before, {encoder.count_params()}. "
        f"Received: {model.count_params()}.",
    )
    expect(
        sorted(w.shape for w in old) == sorted(w.shape for w in new),
        "The weights have other shapes than those of the old encoder: numbers of filters and "
        "kernel sizes stay.",
    )
    expect(
        all(any(np.array_equal(w, v) for v in new) for w in old),
        "The new encoder does not start with the old one's weights: set_weights copies them.",
    )
