"""One seed of a long run: its trainings, each of which can be taken up where it stopped.

A stage that is done keeps its weights, a stage in progress its weights and its optimizer's
state after each of its last two epochs. After an interruption the examples come in another order
and the noise is another one, so the numbers differ a little from those of an uninterrupted run.
"""

import json
import shutil
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import click
import keras
import numpy as np

from autoencoder_course import datasets, profile
from coursework.execution.checkpoints import Checkpoints
from coursework.notebooks.pairs import write_text

SEEDS = (0, 1, 2)


class LongRun(NamedTuple):
    """What a long run does.

    Args:
        name: The record's name.
        recipe: What is trained, on what and how, in a sentence or two.
        data: The data set, as in `datasets.load`.
        stages: Epochs of each training that one seed takes, by name and in order.
        train: Trains one seed; given its `Session`, returns results by name.
        controls: What the results stand beside, by name; given the data.
        seeds: Seeds to repeat it with, at least two.
    """

    name: str
    recipe: str
    data: str
    stages: dict[str, int]
    train: Callable[["Session"], dict[str, float]]
    controls: Callable[[datasets.ImageData], dict[str, float]]
    seeds: tuple[int, ...] = SEEDS

    def epochs(self) -> dict[str, int]:
        """Return the epochs of each stage under the present profile."""
        return {stage: profile.epochs(count) for stage, count in self.stages.items()}


class Session:
    """Train the stages of one seed.

    Args:
        run: The run.
        data: Its data.
        seed: The seed.
        folder: Where unfinished work is kept.
        tell: Called with the stage and the number of its epochs that are done.
        note: Called with a sentence about anything unusual.

    Raises:
        click.ClickException: here or in a method, if a file in the folder is damaged; it says
            what to delete.
    """

    def __init__(
        self,
        run: LongRun,
        data,
        seed: int,
        folder: Path,
        tell: Callable = print,
        note: Callable = print,
    ):
        self.data, self.seed, self.folder, self.tell, self.note = data, seed, folder, tell, note
        self.epochs = run.epochs()
        self.curves: dict[str, list[list[float]]] = {}
        self._clock = folder / "seconds.json"
        self._before = self._read(self._clock, 0.0)
        self._since = time.perf_counter()

    @property
    def seconds(self) -> float:
        """How long this seed has taken, what came before an interruption included."""
        return self._before + time.perf_counter() - self._since

    def fit(self, stage: str, model, inputs, targets, *, batch_size: int, measure=None) -> None:
        """Train a compiled model for the stage's epochs, without a report.

        Args:
            stage: One of the run's stages.
            model: A compiled `keras.Model`; the stage's result is its weights.
            inputs: As for `fit`.
            targets: As for `fit`.
            batch_size: Examples in a batch.
            measure: Called without arguments after every fifth epoch and the last; what it
                returns becomes the stage's curve in the record.
        """
        if measure:
            self.curves[stage] = self._read(self._curve(stage), [])

        def train(callbacks):
            if measure:
                callbacks = [*callbacks, _Curve(self, stage, measure)]
            checkpoints = Checkpoints(self._in_progress(stage), self.note)
            model.fit(
                inputs,
                targets,
                initial_epoch=checkpoints.restore(model),
                epochs=self.epochs[stage],
                batch_size=batch_size,
                callbacks=[*callbacks, checkpoints],  # last: what it saves has been measured
                verbose=0,
            )

        self.once(stage, model, train)

    def once(self, stage: str, model, train: Callable[[list], object]) -> None:
        """Do a stage, or read its result if it was done before an interruption.

        Args:
            stage: One of the run's stages.
            model: A `keras.Model`; the stage's result is its weights.
            train: Trains it; given the callbacks that its trainings should have.
        """
        kept = self.folder / f"{stage}.npz"
        if kept.exists():
            model.set_weights(_weights(kept))
        else:
            keras.utils.set_random_seed(self.seed)
            train([_Ticker(self, stage)])
            self.folder.mkdir(parents=True, exist_ok=True)
            unfinished = self.folder / f"{stage} unfinished.npz"
            np.savez(unfinished, *model.get_weights())
            unfinished.replace(kept)
        shutil.rmtree(self._in_progress(stage), ignore_errors=True)  # the result is kept now
        self.tell(stage, self.epochs[stage])

    def keep_time(self) -> None:
        """Note the time spent so far, for the case of an interruption."""
        write_text(self._clock, json.dumps(self.seconds))

    def forget(self) -> None:
        """Delete what was kept for the case of an interruption."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def add_to_curve(self, stage: str, epoch: int, value: float) -> None:
        """Note a point of a stage's curve, in place of an earlier one of the same epoch."""
        points = [point for point in self.curves[stage] if point[0] < epoch]
        self.curves[stage] = [*points, [epoch, float(value)]]
        write_text(self._curve(stage), json.dumps(self.curves[stage]))

    def _curve(self, stage: str) -> Path:
        return self.folder / f"{stage} curve.json"

    def _in_progress(self, stage: str) -> Path:
        return self.folder / f"{stage} in progress"

    def _read(self, path: Path, default):
        # Without one of its curve's points a stage must not go on: the record would lack it.
        mend = f"Delete {self.folder}: then seed {self.seed} is trained anew."
        return read_json(path, mend) if path.exists() else default


class _Ticker(keras.callbacks.Callback):
    """Tell how far a stage has come; it may consist of several trainings."""

    def __init__(self, session: Session, stage: str):
        super().__init__()
        self.session, self.stage, self.before, self.epoch = session, stage, 0, 0

    def on_epoch_end(self, epoch, logs=None):
        self.epoch = epoch + 1
        self.session.tell(self.stage, self.before + self.epoch)
        self.session.keep_time()

    def on_train_end(self, logs=None):
        self.before += self.epoch


class _Curve(keras.callbacks.Callback):
    """Measure after every few epochs and after the last."""

    EVERY = 5

    def __init__(self, session: Session, stage: str, measure: Callable[[], float]):
        super().__init__()
        self.session, self.stage, self.measure = session, stage, measure

    def on_epoch_end(self, epoch, logs=None):
        if (epoch + 1) % self.EVERY == 0 or epoch + 1 == self.params["epochs"]:
            self.session.add_to_curve(self.stage, epoch + 1, self.measure())


def decay(data_size: int, *, epochs: int, batch_size: int, start: float):
    """Return a learning rate that falls from `start` to 0 like a cosine, over a training."""
    steps = -(-data_size // batch_size)
    return keras.optimizers.schedules.CosineDecay(start, epochs * steps)


def all_training(data) -> datasets.Split:
    """Return the training and validation images as one split: settings have been chosen."""
    return datasets.Split(
        *(np.concatenate(parts) for parts in zip(data.train, data.validation, strict=True))
    )


def read_json(path: Path, mend: str):
    """Read what was kept for the case of an interruption.

    Args:
        path: The file.
        mend: What to do if it is damaged, in a sentence.

    Raises:
        click.ClickException: if it is damaged.
    """
    try:
        return json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise click.ClickException(f"{path} is damaged ({error}). {mend}") from None


def _weights(path: Path) -> list[np.ndarray]:
    try:
        with np.load(path) as file:
            return [file[f"arr_{number}"] for number in range(len(file.files))]
    except (OSError, EOFError, ValueError, zipfile.BadZipFile) as error:
        raise click.ClickException(
            f"{path} is damaged ({error}). Delete it: then this stage is trained anew."
        ) from None
