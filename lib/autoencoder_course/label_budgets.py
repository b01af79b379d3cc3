"""Classifiers trained many times: other labelled examples, other starts, the same network.

A comparison over label budgets, seeds and starts takes dozens of short trainings. Most of
the time of each would go into building and compiling; here that is done once for each
number of labels and learning rate.
"""

import keras
import numpy as np

from autoencoder_course import metrics, profile
from autoencoder_course.datasets import Split
from keras_autoencoders import argument_checks, training

LONG_EPOCH = 1_000  # up to so many examples are repeated within one epoch


class Trainer:
    """Train a classifier from fresh weights as often as asked.

    Labelled examples are seen 20 times, or as often as makes about 60,000 in all, but at
    least 3 times, in batches of a tenth of them, at most 250; Adam's rate rises during the
    first pass and then falls to zero like a cosine. The quick profile makes fewer passes.

    Args:
        build: Called without arguments; returns an uncompiled `keras.Model` from examples to
            class probabilities, with fresh weights.

    Source: lecture 2.
    """

    def __init__(self, build):
        self.build = build
        self._compiled = {}

    def accuracies(self, draws, seeds, learning_rates, start=None):
        """Train once for each seed, with a learning rate chosen on validation.

        Args:
            draws: For each seed a triple of splits: labelled, validation, test. Each has
                at least one example: images with pixels in [0, 1], or vectors.
            seeds: Integers that fix fresh weights and the order of examples, one a draw.
            learning_rates: Rates to choose from, by the validation accuracy of the first
                draw.
            start: Called with each classifier before training, to set weights; or a list of
                such functions, one a draw. By default weights stay fresh.

        Returns:
            Array (seeds,): test accuracy in per cent.

        Raises:
            ValueError: if there are not as many draws as seeds, or as starts in a list, no
                learning rates, or a draw is no such triple: examples that are not finite, no
                pixels of [0, 1] or not of the classifier's shape, or labels that are not one of
                its classes for each.
        """
        if len(draws) != len(seeds) or not draws:
            raise ValueError(
                "Expected one draw for each seed, at least one. "
                f"Received: {len(draws)} draws, {len(seeds)} seeds"
            )
        if not len(learning_rates):
            raise ValueError("Expected `learning_rates` to hold at least one. Received: none")
        starts = start if isinstance(start, list) else [start] * len(draws)
        if len(starts) != len(draws):
            raise ValueError(
                "Expected one start for each draw. "
                f"Received: {len(starts)} starts, {len(draws)} draws"
            )
        draws = [_checked_draw(f"draws[{number}]", draw) for number, draw in enumerate(draws)]
        labelled, validation, test = draws[0]
        model, *_ = self._ready(labelled, next(iter(learning_rates)))
        for number, draw in enumerate(draws):
            _check_fits(f"draws[{number}]", draw, model)
        tried = {}
        for rate in learning_rates:
            model = self._train(labelled, rate, seeds[0], starts[0])
            tried[rate] = _percent_right(model, validation), _percent_right(model, test)
        best = max(tried, key=lambda rate: tried[rate][0])
        values = [tried[best][1]]
        rest = zip(draws[1:], seeds[1:], starts[1:], strict=True)
        for (labelled, _, test), seed, start in rest:
            values.append(_percent_right(self._train(labelled, best, seed, start), test))
        return np.array(values)

    def _train(self, labelled, rate, seed, start):
        model, repeats, options = self._ready(labelled, rate)
        profile.set_seed(seed)
        model.set_weights(self.build().get_weights())
        if start is not None:
            start(model)
        for memory in model.optimizer.variables:  # Adam forgets the training before
            memory.assign(keras.ops.zeros_like(memory))
        if repeats > 1:  # once would be a copy
            labelled = [np.repeat(part, repeats, axis=0) for part in labelled]
        model.fit(*labelled, **options)
        return model

    def _ready(self, labelled, rate):
        count = len(labelled.labels)
        if (count, rate) not in self._compiled:
            self._compiled[count, rate] = self._compile(labelled.images, rate)
        return self._compiled[count, rate]

    def _compile(self, images, rate):
        count = len(images)
        batch_size = min(max(1, count // 10), 250)
        epochs = profile.epochs(max(3, min(20, 60_000 // count)))
        # To start an epoch takes longer than ten small batches.
        repeats = epochs if count <= LONG_EPOCH else 1
        steps = training.steps(images, batch_size)
        schedule = training.warmup_cosine(rate, epochs * steps, warmup_steps=steps)
        model = self.build()
        model.compile(
            keras.optimizers.Adam(schedule),
            "sparse_categorical_crossentropy",
            steps_per_execution=training.steps_per_execution(range(count * repeats), batch_size),
        )
        model.optimizer.build(model.trainable_variables)  # else TensorFlow traces a step twice
        options = {"batch_size": batch_size, "epochs": epochs // repeats, "verbose": 0}
        return model, repeats, options


def table(rows, columns, heading: str, *, widths=(26, 16)) -> str:
    """Return a table of estimates as text: a row for each way, a column for each label budget.

    Args:
        rows: Names with a list of `metrics.Estimate`, one for each column; may be shorter.
        columns: Numbers of labels, or words.
        heading: What stands above the names.
        widths: Characters of the first column and of each other one.

    Returns:
        Lines "name  mean ± half-width …", with one digit after the point.
    """
    first, other = widths

    def line(name, cells):
        return name.ljust(first) + "".join(cell.rjust(other) for cell in cells)

    named = (column if isinstance(column, str) else f"{column:,}" for column in columns)
    lines = [line(heading, named)]
    for name, items in rows.items():
        lines.append(line(name, (f"{item.mean:.1f} ± {item.half_width:.1f}" for item in items)))
    return "\n".join(lines)


def _percent_right(model, split):
    answers = model.predict(split.images, batch_size=1000, verbose=0)
    return 100 * metrics.accuracy(split.labels, answers)


def _checked_draw(name, draw):
    """Return a draw whose labels have the shape (n,), or raise a ValueError."""
    if len(draw) != 3 or not all(hasattr(split, "images") for split in draw):
        raise ValueError(
            f"Expected `{name}` to be three splits: labelled, validation, test. "
            f"Received: {type(draw).__name__} of {[type(split).__name__ for split in draw]}"
        )
    checked = []
    for place, split in enumerate(draw):
        argument_checks.examples(f"{name}[{place}].images", split.images)
        count = len(split.images)
        if not count:
            raise ValueError(
                f"Expected at least one example in `{name}[{place}].images`. Received: none"
            )
        labels = argument_checks.class_labels(f"{name}[{place}].labels", split.labels, count)
        checked.append(Split(split.images, labels))
    return checked


def _check_fits(name, draw, model):
    """Raise a ValueError unless a classifier can take all examples and tell all classes."""
    for place, split in enumerate(draw):
        shape, wanted = np.shape(split.images), model.input_shape[1:]
        if shape[1:] != wanted:
            raise ValueError(
                f"Expected `{name}[{place}].images` to have the shape {(None, *wanted)}, that of "
                f"the classifier's inputs. Received: {shape}"
            )
        labels = f"{name}[{place}].labels"
        argument_checks.class_labels(labels, split.labels, shape[0], model.output_shape[-1])
