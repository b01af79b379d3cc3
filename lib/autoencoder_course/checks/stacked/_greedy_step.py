"""The check of one step of greedy layerwise pretraining."""

import keras
import numpy as np

from autoencoder_course.checks.common import apply, call, expect, expect_items, question


@question(
    "stacked.greedy_step",
    hints=(
        "This is an autoencoder with one layer each way. What goes in, and what is the target?",
        "Make the two Dense layers first and keep them in variables; put both into a "
        "keras.Sequential to train them, and return them afterwards.",
        "The layer has `units` units and an ELU; how many has its partner? Codes may be "
        "computed only after the training: a layer can be called like a function.",
    ),
)
def greedy_step(step, features=12, units=6, epochs=12):
    """Check a function `step(inputs, units, epochs)` returning (layer, partner, codes)."""
    keras.utils.set_random_seed(0)
    inputs = codes_from_below(features, units - 2)
    answer = call(step, inputs.copy(), units, epochs)
    expect_items(answer, 3, "Expected three things: the layer, its partner, and the codes.")
    layer, partner = answer[:2]
    for part, width, name in ((layer, units, "layer"), (partner, features, "partner")):
        expect(
            isinstance(part, keras.layers.Dense) and part.built and part.units == width,
            f"Expected the {name} to be a trained keras.layers.Dense with {width} units. "
            f"Received: {part}.",
        )
    codes, expected = np.asarray(answer[2]), apply(layer, inputs, "the layer")
    expect(
        codes.shape == expected.shape,
        f"Expected codes of shape {expected.shape}. Received: {codes.shape}.",
    )
    expect(
        np.allclose(codes, expected, atol=1e-3),
        "The codes are not what the returned layer makes of `inputs`: compute them after "
        "training, from the inputs as they were given.",
    )
    expect(
        not is_linear(inputs, codes),
        "The codes are a linear function of the inputs, so stacked layers would be no better "
        "than one: give the layer an activation.",
    )
    expect(
        np.allclose(codes, elu_codes(layer, inputs), atol=1e-3),
        'The layer has another activation than ELU: make it with activation="elu".',
    )
    expect(
        apply(partner, 100 * (codes - codes.mean()), "the partner").min() < -1,
        f"The inputs go down to {inputs.min():.1f}, but whatever the codes are, the partner does "
        "not: leave its activation away.",
    )
    restored = apply(partner, codes, "the partner")
    error, mean_error = np.mean((restored - inputs) ** 2), np.mean(np.var(inputs, axis=0))
    expect(
        error < 0.5 * mean_error,
        f"The pair restores its own inputs with an error of {error:.2f}; their mean alone has "
        f"{mean_error:.2f}. Are `inputs`, unchanged, the target too, and does the training use "
        "all `epochs`, with Adam at a rate of about 0.002 or more?",
    )


def codes_from_below(features, rank, count=3000):
    """Make inputs as a layer below may give them: on both sides of [0, 1], a few true causes."""
    generator = np.random.default_rng(6)
    mixing = generator.normal(size=(rank, features)) / np.sqrt(rank)
    inputs = 1.2 * generator.normal(size=(count, rank)) @ mixing + 0.5
    return (inputs + 0.1 * generator.normal(size=inputs.shape)).astype("float32")


def elu_codes(layer, inputs):
    """Return what a Dense layer would make of inputs if its activation were ELU."""
    weights = [keras.ops.convert_to_numpy(weight) for weight in layer.weights]
    values = inputs @ weights[0] + sum(weights[1:])
    return np.where(values > 0, values, np.expm1(np.minimum(values, 0)))


def is_linear(inputs, codes):
    """Say whether codes are a linear function of the inputs, plus a constant."""
    features = np.column_stack([inputs, np.ones(len(inputs))])
    residual = codes - features @ np.linalg.lstsq(features, codes, rcond=None)[0]
    return np.abs(residual).max() < 1e-3
