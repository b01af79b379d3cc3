"""Classifiers trained many times: other labelled examples, other starts, the same network.

A comparison over label budgets, seeds and starts takes dozens of short trainings. Most of
the time of each would go into building and compiling; here that is done once for each
number of labels and learning rate.
"""

import keras
import numpy as np

from autoencoder_course import metrics, profile
from keras_autoencoders import training

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
            draws: For each seed a triple of splits: labelled, validation, test.
            seeds: Integers that fix fresh weights and the order of examples, one a draw.
            learning_rates: Rates to choose from, by the validation accuracy of the first
                draw.
            start: Called with each classifier before training, to set weights; or a list of
                such functions, one a draw. By default weights stay fresh.

        Returns:
            Array (seeds,): test accuracy in per cent.

        Raises:
            ValueError: if there are not as many draws as seeds, or as starts in a list, or no
                learning rates.
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
        labelled, validation, test = draws[0]
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
        count = len(labelled.labels)
        if (count, rate) not in self._compiled:
            self._compiled[count, rate] = self._compile(labelled.images, rate)
        model, repeats, options = self._compiled[count, rate]
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
