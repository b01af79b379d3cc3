"""A long run of seconds, for tests."""

import functools
import io

import keras
import numpy as np
import pytest
from rich.console import Console

from autoencoder_course import datasets
from coursework.execution import long_runs
from coursework.execution.long_run_session import LongRun


def toy(train, **changes):
    run = LongRun("toy", "a toy", "mnist", {"first": 4, "second": 2}, train, lambda data: {})
    return run._replace(**changes)


def write_recipe(root, code, name="toy", *, only_if_missing=False):
    path = root / long_runs.FOLDER / f"{name}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not (only_if_missing and path.exists()):
        path.write_text(code)


def start(root, run, source="sample"):
    write_recipe(root, "steps = 1\n", only_if_missing=True)
    text = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        data = few_images()._replace(source=source)
        patch.setattr(datasets, "load", lambda name: data)
        assert long_runs.train_and_record(root, run, console=Console(file=text, width=200))
    return text.getvalue()


@functools.cache
def few_images():
    return datasets.load("mnist", limit=10)


def model():
    inputs = keras.Input((2,))
    made = keras.Model(inputs, keras.layers.Dense(2)(inputs))
    made.compile("adam", "mse")
    return made


ROWS = np.ones((8, 2), "float32")
