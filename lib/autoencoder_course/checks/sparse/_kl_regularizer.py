"""The check of the Kullback-Leibler penalty, written as a regularizer of Keras."""

import json

import keras
import numpy as np
from keras import ops

from autoencoder_course.checks.common import (
    call,
    close,
    described,
    expect,
    expect_no_mistake,
    fail,
    question,
    scalar,
    to_array,
)
from autoencoder_course.checks.sparse._tensor_functions import (
    expect_codes_value,
    expect_works_in_fit,
)

_UNDIVIDED = (
    "Keras divides what an activity regularizer returns by the batch size, and your means are free "
    "of it already: multiply by the batch size first."
)


@question(
    "sparse.kl_regularizer",
    hints=(
        "First one mean for each unit: over which axis? Then the formula for each unit, and only "
        "then the sum over the units. What will Keras divide the result by?",
        "Keep the means off 0 and 1 with ops.clip. Write the two terms, one with the target and "
        "one with 1 - target, sum, and multiply by the weight and by the batch size, which "
        "ops.shape(codes)[0] knows inside `fit`, too.",
        "ops.shape(codes)[0] may be a tensor of whole numbers: ops.cast(..., codes.dtype) makes a "
        "number of it that you can multiply by. Whatever `__init__` takes, `get_config` gives "
        "back, in a dict by name.",
    ),
)
def kl_regularizer(make, target=0.05, weight=0.3, seed=0):
    """Check a class `make(target, weight)`: a `Regularizer` with the KL penalty."""
    codes = activities(seed)
    for wanted, factor in ((target, weight), (0.4, 7 * weight)):
        regularizer = call(make, wanted, factor)
        expect(
            isinstance(regularizer, keras.regularizers.Regularizer),
            "Expected a keras.regularizers.Regularizer. "
            f"Received: {described(type(regularizer).__name__)}.",
        )
        _expect_penalty(regularizer, codes, wanted, factor)
    silent = np.tile(np.array([0.0, 0.3, 1.0], "float32"), (4, 1))
    at_the_ends = call(regularizer.__call__, ops.convert_to_tensor(silent))
    expect(
        np.isfinite(to_array(at_the_ends, "the penalty")).all(),
        "A unit that is 0 or 1 for the whole batch makes the penalty infinite: clip the means to "
        "[1e-7, 1 - 1e-7].",
    )
    expect_works_in_fit(lambda codes: regularizer(codes), (4,), "__call__")
    _expect_copy(regularizer, codes)


def _expect_penalty(regularizer, codes, target, weight):
    count, units = codes.shape
    means = codes.mean(axis=0, dtype="float64")
    expected = weight * divergence(target, means).sum()
    mistakes = {
        "The weight is missing: multiply by it.": expected / weight,
        "The penalty is averaged over the units: sum over them.": expected / units,
        "The penalty is multiplied by the number of units: multiply by the number of images, which "
        "is the first axis.": expected * units / count,
        "The penalty has the wrong sign: it has to be 0 or more.": -expected,
        "One mean is taken over each image's units: average over the batch, axis 0, to have one "
        "mean per unit.": weight * divergence(target, codes.mean(axis=1)).sum(),
        "One mean is taken over everything: average over the batch only, axis 0, to have one mean "
        "per unit.": weight * divergence(target, codes.mean()),
        "The divergence of each activity is averaged: take the mean activity first, then its "
        "divergence.": weight * divergence(target, codes).mean(axis=0).sum(),
        "The two distributions are exchanged: the target stands in front of the logarithm, the "
        "mean activity below the fraction line.": weight * divergence(means, target).sum(),
        "Only the first of the two terms is there: a unit is also silent, with 1 - target and "
        "1 - mean.": weight * (target * np.log(target / means)).sum(),
        "The logarithm has base 2: take the natural one.": expected / np.log(2),
    }
    returned = _returned(regularizer, codes)
    added = returned / count  # what Keras makes of it
    if not close(added, expected):
        expect(not close(returned, expected), _UNDIVIDED)
        expect_no_mistake(returned, mistakes)  # not multiplied, and wrong in another way, too
    what = f"what Keras adds to the loss, for a target of {target:g} and a weight of {weight:g},"
    expect_codes_value(added, expected, mistakes, what)


def _returned(regularizer, codes):
    return scalar(regularizer.__call__, ops.convert_to_tensor(codes), what="the penalty")


def _expect_copy(regularizer, codes):
    """Fail unless Keras can write the regularizer down, and make it again."""
    kind = type(regularizer)
    expect(
        kind.get_config is not keras.regularizers.Regularizer.get_config,
        "`get_config` is missing: without it a model with your regularizer can't be saved.",
    )
    config = call(regularizer.get_config)
    expect(
        isinstance(config, dict),
        f"Expected `get_config` to return a dict. Received: {described(config)}.",
    )
    try:
        json.dumps(config)
    except TypeError:
        fail("Expected plain numbers in `get_config`: Keras writes them into a file.")
    try:
        copy = kind.from_config(config)
    except Exception:
        fail(
            f"Keras makes a copy with the names and values of `get_config`, {sorted(config)}, and "
            "`__init__` does not take these: give back what `__init__` takes, by name.",
        )
    expect(
        close(_returned(copy, codes), _returned(regularizer, codes)),
        "A copy made from `get_config` gives another penalty: the values in it are not those of "
        "the regularizer.",
    )
    layer = keras.layers.Activation("linear", activity_regularizer=copy)
    layer(ops.convert_to_tensor(codes))
    added = float(to_array(layer.losses[0], "the penalty"))
    expect(
        close(added, _returned(copy, codes) / len(codes)),
        f"As the activity regularizer of a layer the penalty adds {added:.4f} to the loss. "
        f"Expected: {_returned(copy, codes) / len(codes):.4f}.",
    )


def activities(seed, count=6, units=4):
    """Make activities in (0, 1) whose mean is another one for each unit, (count, units)."""
    generator = np.random.default_rng(seed)
    means = np.linspace(0.1, 0.7, units)
    return (means + generator.uniform(-0.08, 0.2, (count, units))).astype("float32")


def divergence(target, means):
    """Return the KL divergence of each mean activity from a target, in nats."""
    rest = (1 - target) * np.log((1 - target) / (1 - means))
    return target * np.log(target / means) + rest
