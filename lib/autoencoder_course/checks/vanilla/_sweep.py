"""The check of a sweep over code sizes: a fresh model and the same seed for each."""

import random

import keras
import numpy as np

from autoencoder_course import metrics
from autoencoder_course.checks.common import (
    call,
    expect,
    expect_items,
    expect_value,
    number,
    question,
    speckled_data,
)

_SHAPE = (4, 3, 1)


@question(
    "vanilla.sweep",
    hints=(
        "What has to be the same for every code size, and what has to be new?",
        "In a loop over the sizes: set the seed, build, fit, restore the validation images and "
        "the test images, and note two errors.",
        "Start with two empty dicts. profile.set_seed() stands before build(...), inside the "
        "loop; metrics.mean_squared_error compares images with model.predict(images, verbose=0).",
    ),
)
def sweep(run, code_sizes=(5, 2, 1)):
    """Check a function `run(build, fit, data, code_sizes)` that returns two dicts of errors."""
    data = speckled_data(_SHAPE, (30, 20, 25), seed=3)
    lab = _Laboratory(data)
    answer = call(run, lab.build, lab.fit, data, list(code_sizes))
    expect_items(
        answer, 2, "Expected two dicts: the validation errors and the test errors, by code size."
    )
    lab.expect_fair(code_sizes)
    for errors, name, other in zip(
        answer, ("validation", "test"), ("test", "validation"), strict=True
    ):
        expect(
            isinstance(errors, dict) and set(errors) == set(code_sizes),
            f"Expected the {name} errors as a dict with the keys {list(code_sizes)}.",
        )
        for size in code_sizes:
            value = number(errors[size], f"the {name} error of a code of {size}")
            expected = lab.error(size, name)
            expect_value(
                value,
                expected,
                {
                    f"The {name} errors are those of the training images: measure on "
                    f"data.{name}.": lab.error(size, "train"),
                    f"The {name} errors are those of data.{other}.": lab.error(size, other),
                    "A model was measured before `fit` had trained it.": lab.error(None, name),
                },
                f"Expected a {name} error of {expected:.4f} for a code of {size}. Received: "
                f"{value:.4f}. Does each size get its own model's error?",
            )


class _Laboratory:
    """A `build` and a `fit` that need no time and remember how they were used.

    Its models answer with one shade of grey, which `fit` sets by their code size: so errors
    say which model they are of and on which images they were measured.
    """

    def __init__(self, data):
        self.data = data
        self.sizes = {}  # the code size of each model, by the model's id
        self.models = []  # kept, so that no id is used twice
        self.draws = []  # what the random numbers were when a model was built
        self.fitted = []

    def build(self, image_shape, code_size):
        expect(
            tuple(image_shape) == _SHAPE,
            f"Expected `build` to be given the shape of one image of `data`, here {_SHAPE}. "
            f"Received: {image_shape}. Take it from data.train.images.",
        )
        size = number(code_size, "the code size given to `build`")
        self.draws.append(random.random())  # Keras's initialisers draw their seeds from it
        inputs = keras.Input(_SHAPE)
        grey = keras.layers.Dense(1, kernel_initializer="zeros")
        model = keras.Model(inputs, grey(inputs))
        self.sizes[id(model)] = size
        self.models.append(model)
        return model

    def fit(self, model, data):
        expect(
            id(model) in self.sizes,
            "Expected `fit` to be given a model that `build` made.",
        )
        expect(data is self.data, "Expected `fit` to be given `data`, all of it.")
        self.fitted.append(self.sizes[id(model)])
        model.compile(loss="mse", run_eagerly=True)  # nothing to trace: `predict` is quick
        model.layers[-1].bias.assign([_shade_of(self.sizes[id(model)])])

    def error(self, size, split):
        images = getattr(self.data, split).images
        return metrics.mean_squared_error(images, np.full_like(images, _shade_of(size)))

    def expect_fair(self, code_sizes):
        expect(
            sorted(self.sizes.values()) == sorted(code_sizes),
            f"Expected one new model for each of the code sizes {list(code_sizes)}. `build` was "
            f"called for {[f'{size:g}' for size in self.sizes.values()]}.",
        )
        expect(
            sorted(self.fitted) == sorted(code_sizes),
            "Expected `fit` to be called once for each model. It was called for the code sizes "
            f"{[f'{size:g}' for size in self.fitted]}.",
        )
        expect(
            len(set(self.draws)) == 1,
            "The models start from different random numbers: set the seed inside the loop, "
            "before each `build`.",
        )


def _shade_of(size):
    """The shade that a model of this code size answers with; None: before `fit`."""
    return 0.0 if size is None else 0.9 / (1 + size)
