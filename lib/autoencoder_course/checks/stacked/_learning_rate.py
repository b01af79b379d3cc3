"""The check of a fair choice of the learning rate, on a model that answers with one grey."""

from typing import NamedTuple

import keras
import numpy as np

from autoencoder_course.checks.common import (
    call,
    close,
    expect,
    expect_items,
    image_data,
    number,
    question,
)


@question(
    "stacked.learning_rate",
    hints=(
        "In a loop over the rates: seed, build, compile, fit, and measure on the validation "
        "split. The test split is needed once, for the model that you choose.",
        "Keep the smallest validation error so far, starting from np.inf: `if error < smallest` "
        "is never true for NaN. profile.set_seed() before build() makes the starts equal.",
    ),
)
def learning_rate(choose, rates=(30.0, 0.1, 0.2, 0.04), epochs=5):
    """Check a function `choose(build, data, rates, epochs)` returning (rate, test error)."""
    data = grey_data()
    build, built = grey_builder()
    answer = call(choose, build, data, list(rates), epochs)
    expect_items(answer, 2, "Expected two things: the chosen rate, and the test error.")
    expect_grey_choice(answer, grey_runs(built, epochs, len(rates)), rates, data)


class EagerModel(keras.Model):
    """A functional model that runs step by step and notes what it is trained on.

    Nothing is compiled, so that a check which trains several tiny models takes no seconds.
    """

    def compile(self, *args, **options):
        """Compile as asked, but to run eagerly."""
        super().compile(*args, **{**options, "run_eagerly": True, "jit_compile": False})

    def fit(self, *args, **options):
        """Note the inputs, then train."""
        self.trained_on = args[0] if args else options.get("x")
        return super().fit(*args, **options)


class Grey(keras.layers.Layer):
    """Answer every image with one grey, the layer's only weight; it overflows beyond 5."""

    def build(self, input_shape):
        """Create the weight, near zero."""
        start = keras.initializers.RandomUniform(-0.01, 0.01)
        self.grey = self.add_weight(shape=(), initializer=start)

    def call(self, images):
        """Return images of the same shape, all of one grey; NaN after an overflow."""
        grey = keras.ops.where(self.grey > 5, float("nan"), self.grey)
        return keras.ops.zeros_like(images) + grey


def grey_builder():
    """Return a function that builds a grey model, and the list of what it has built."""
    built = []

    def build():
        images = keras.Input((3, 3, 1))
        model = EagerModel(images, Grey()(images))
        model.start = model.get_weights()[0].copy()
        model.trained_on = None
        built.append(model)
        return model

    return build, built


def grey_data():
    """Make splits of one grey each: a model on its way to 1 passes 0.2, then 0.5.

    So each split has another best learning rate. One training image makes one step an
    epoch, whatever the batch size is.
    """

    splits = (
        np.full((count, 3, 3, 1), grey, "float32") for count, grey in ((1, 1), (3, 0.5), (3, 0.2))
    )
    return image_data("grey", *splits)


class GreyRun(NamedTuple):
    """What became of one grey model."""

    rate: float
    grey: float  # NaN after an overflow


def grey_runs(built, epochs, rate_count):
    """Fail unless each rate had a grey model, trained fairly; return their `GreyRun`s."""
    expect(
        len(built) == rate_count,
        f"Expected one new model from `build` for each of {rate_count} rates. "
        f"Received: {len(built)}. A model that goes on from the last rate's weights has been "
        "trained for longer.",
    )
    starts = {float(model.start) for model in built}
    expect(
        len(starts) == 1,
        "The models start from different weights, so chance takes part in the choice: set the "
        "random seed before each `build()`.",
    )
    runs = []
    for model in built:
        expect(
            model.trained_on is not None and model.optimizer is not None,
            "Expected each model from `build` to be compiled and trained with `fit`.",
        )
        expect(
            np.shape(model.trained_on) == (1, 3, 3, 1) and np.min(model.trained_on) == 1,
            "Train on data.train.images and on nothing else; another split was used, or added.",
        )
        steps = int(model.optimizer.iterations)
        expect(steps == epochs, f"Expected {epochs} epochs of training. Received: {steps}.")
        rate = float(keras.ops.convert_to_numpy(model.optimizer.learning_rate))
        grey = float(model.get_weights()[0])
        runs.append(GreyRun(rate, grey if grey <= 5 else float("nan")))
    return runs


def expect_grey_choice(answer, found, rates, data):
    """Fail unless `answer` is the rate to choose and its test error, given the `GreyRun`s."""
    expect(
        sorted(run.rate for run in found) == [float(np.float32(rate)) for rate in sorted(rates)],
        "Expected each rate to be used for one model. Received: "
        + ", ".join(f"{run.rate:g}" for run in found)
        + ".",
    )
    errors = {
        name: [(run.grey - split.images.mean()) ** 2 for run in found]
        for name, split in (
            ("train", data.train), ("validation", data.validation), ("test", data.test)
        )
    }  # fmt: skip
    best = {name: int(np.nanargmin(values)) for name, values in errors.items()}
    rate = number(answer[0], "the chosen rate")
    chosen = [close(rate, run.rate) for run in found]
    expect(any(chosen), f"Expected one of the rates. Received: {answer[0]}.")
    chosen = chosen.index(True)
    expect(
        np.isfinite(found[chosen].grey),
        f"The error at the rate {rate:g} is not a number (NaN): never choose that one. "
        "`min` and `<` do not see it, because no comparison with NaN is true.",
    )
    why = {
        "test": f"{rate:g} has the smallest TEST error: the test split must not choose.",
        "train": f"{rate:g} has the smallest TRAINING error: choose on data.validation.",
    }
    for split in ("test", "train"):
        expect(chosen != best[split] or chosen == best["validation"], why[split])
    expect(
        chosen == best["validation"],
        f"Expected {found[best['validation']].rate:g}, which has the smallest validation error. "
        f"Received: {rate:g}.",
    )
    report = number(answer[1], "the test error")
    expect(
        not close(report, errors["validation"][chosen], tolerance=0.01),
        "That is the validation error of the choice, which was used for choosing: return its "
        "test error.",
    )
    expect(
        close(report, errors["test"][chosen], tolerance=0.01),
        f"Expected the test error of the chosen model, {errors['test'][chosen]:.4f}. "
        f"Received: {report:.4f}.",
    )
