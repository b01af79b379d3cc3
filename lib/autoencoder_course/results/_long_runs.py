"""What the course's long trainings gave: numbers that a notebook reads and doesn't retype."""

import json
from dataclasses import dataclass
from pathlib import Path

from autoencoder_course.metrics import Estimate
from autoencoder_course.results._folders import course_folder

FOLDER = course_folder("long_runs")


@dataclass(frozen=True)
class LongRun:
    """The record of a long run; iterate over it for pairs of a result's name and Estimate."""

    name: str
    recipe: str
    results: dict[str, dict]
    controls: dict[str, float]
    curves: dict[str, list]
    seeds: list[int]
    seconds: list[float]
    backend: str
    versions: dict[str, str]
    hardware: str
    fingerprint: dict | None = None  # of the code that made it; see `make check`

    def __iter__(self):
        return iter([(what, self.estimate(what)) for what in self.results])

    def values(self, what: str) -> list[float]:
        """Return a result of every seed.

        Args:
            what: The result's name.

        Raises:
            ValueError: if there is no such result; it lists those that there are.
        """
        return list(self._pick("what", what, self.results)["values"])

    def estimate(self, what: str) -> Estimate:
        """Return a result's mean with the half-width of its 95 % interval; see `values`."""
        result = self._pick("what", what, self.results)
        return Estimate(result["mean"], result["half_width"])

    def mean(self, what: str) -> float:
        """Return a result's mean over the seeds; see `values`."""
        return self.estimate(what).mean

    def control(self, what: str) -> float:
        """Return a number that the results stand beside; see `values`."""
        return self._pick("what", what, self.controls)

    def curve(self, stage: str, seed: int = 0) -> tuple[list[int], list[float]]:
        """Return how a measurement went during a training.

        Args:
            stage: The training's name.
            seed: One of the run's seeds.

        Returns:
            Epochs, counted from 1, and the values after them.

        Raises:
            ValueError: if there is no such curve or seed; it lists those that there are.
        """
        curves = dict(zip(self.seeds, self._pick("stage", stage, self.curves), strict=True))
        epochs, values = zip(*self._pick("seed", seed, curves), strict=True)
        return list(epochs), list(values)

    @property
    def caption(self) -> str:
        """What the numbers were measured with, in words."""
        keras = f"keras {self.versions['keras']} on {self.backend}"
        return (
            f"{len(self.seeds)} seeds, {sum(self.seconds) / 60:.0f} minutes in all, "
            f"{self.hardware}, {keras}"
        )

    def _pick(self, argument: str, key, choices: dict):
        if key not in choices:
            raise ValueError(
                f"Expected `{argument}` to be one of {list(choices)}, which the long run "
                f"{self.name!r} has. Received: {argument}={key!r}"
            )
        return choices[key]


def read_long_run(name: str, *, folder: Path = FOLDER) -> LongRun:
    """Read the record of a long run.

    Args:
        name: The run's name, such as `"deep_autoencoder"`.
        folder: Where the records lie; by default `course/long_runs` of the course that this
            library belongs to.

    Returns:
        The record: `.mean(what)`, `.estimate(what)`, `.values(what)`, `.control(what)`,
        `.curve(stage)`, `.recipe` and `.caption`.

    Raises:
        FileNotFoundError: if there is no record; it names the command that makes it.
        ValueError: if the file is not such a record.
    """
    path = Path(folder) / f"{name}.json"
    if not path.is_file():
        raise FileNotFoundError(
            f"There is no record of the long run {name!r} in {path.parent}. "
            f"Run: python -m coursework longrun {name}"
        )
    try:
        return LongRun(**json.loads(path.read_text("utf-8")))
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"{path} is not the record of a long run ({error}). "
            f"Run: python -m coursework longrun {name}"
        ) from None
