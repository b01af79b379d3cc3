"""The check of a deep autoencoder made of pretrained pairs of layers."""

import keras
import numpy as np

from autoencoder_course.checks.common import (
    apply,
    call,
    expect,
    expect_parts,
    question,
    random_images,
    same_weights,
    take_a_step,
)


@question(
    "stacked.stack_pairs",
    hints=(
        "The encoder uses the layers in the order of `pairs`. What was encoded last: when does "
        "it have to be decoded?",
        "Build both parts from the layers of `pairs`. Between images and rows of pixels stand a "
        "Flatten and a Reshape.",
        "Layers that two models share are trained by both. keras.models.clone_model makes new "
        "layers of the same kind: which weights do they start with, and which should they?",
    ),
)
def stack_pairs(stack, widths=(12, 12)):
    """Check a function `stack(pairs, image_shape)` that returns a deep autoencoder."""
    generator = np.random.default_rng(8)
    shape = (4, 3, 1)
    pairs = random_pairs(12, widths, generator)
    before = [[w.copy() for layer in pair for w in layer.get_weights()] for pair in pairs]
    model = call(stack, list(pairs), shape)
    images = random_images(16, shape, generator)
    codes, restored = expect_parts(model, images, widths[-1])
    flat, layers, partners = images.reshape(16, -1), *zip(*pairs, strict=True)
    right_codes = np.allclose(codes, through(layers, flat), atol=1e-4)
    expect(
        right_codes or not has_weights_of(model.get_layer("encoder"), layers),
        "The encoder has the weights of the layers in `pairs`, in the right order, but its codes "
        "are not theirs: do the layers keep their activations?",
    )
    expect(
        right_codes,
        "The encoder's codes are not those of the layers in `pairs`, one after the other: is "
        "their order right, and do they keep their weights and activations?",
    )
    undone = np.allclose(restored.reshape(16, -1), through(partners[::-1], codes), atol=1e-4)
    expect(
        undone or not has_weights_of(model.get_layer("decoder"), partners[::-1]),
        "The decoder has the weights of the partners, in the right order, but another activation: "
        "partners are linear, so its layers are too, the one at the pixels included.",
    )
    expect(
        undone,
        "The decoder does not undo the encoder step by step: the partner of the LAST layer "
        "comes first, and all keep their weights.",
    )
    old = model.get_weights()
    take_a_step(model, images, images)
    now = [[w for layer in pair for w in layer.get_weights()] for pair in pairs]
    expect(
        all(
            np.array_equal(a, b)
            for p, q in zip(before, now, strict=True)
            for a, b in zip(p, q, strict=True)
        ),
        "Training the stack changed the layers in `pairs`: give the stack copies of them.",
    )
    expect(
        len(old) == 4 * len(pairs)
        and not any(np.array_equal(a, b) for a, b in zip(old, model.get_weights(), strict=True)),
        f"Expected {4 * len(pairs)} weight arrays, and a step of training to change each of "
        "them: is any layer frozen, missing or superfluous?",
    )


def random_pairs(pixels, widths, generator):
    """Make layers and their partners, as after greedy steps, with any weights."""
    pairs, inputs = [], pixels
    for width in widths:
        layer, partner = keras.layers.Dense(width, "tanh"), keras.layers.Dense(inputs)
        layer.build((None, inputs))
        partner.build((None, width))
        for dense in (layer, partner):
            dense.set_weights([generator.normal(size=w.shape) for w in dense.get_weights()])
        pairs.append((layer, partner))
        inputs = width
    return pairs


def has_weights_of(part, layers):
    """Say whether a part's weights are those of layers, in their order."""
    expected = [weight for layer in layers for weight in layer.get_weights()]
    return same_weights(expected, part)


def through(layers, values):
    """Return what layers make of values, one after the other."""
    for layer in layers:
        values = apply(layer, values, "a layer of `pairs`")
    return values
