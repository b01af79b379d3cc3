"""Measuring everything, one process at a time: what runs beside a measurement disturbs it."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.frameworks import matmul
from benchmarks.frameworks.contestants import CONTESTANTS, Contestant, why_absent
from benchmarks.frameworks.processes import Failed, ask
from benchmarks.frameworks.trainings import Case

TURN = 600.0  # seconds; who takes longer is out, and the others go on
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Selection:
    """What to measure.

    Attributes:
        cases: The trainings.
        contestants: Who trains; names in `CONTESTANTS`.
        rounds: How often everybody has a turn.
        epochs: Epochs timed in a process; None for what each training says.
        sizes: Matrices to try for the arithmetic limit.
        libraries: Whose multiplication is tried for it.
        trainings_only: Whether start-up and loading are left out.
    """

    cases: list[Case]
    contestants: tuple[str, ...] = tuple(CONTESTANTS)
    rounds: int = 3
    epochs: int | None = None
    sizes: tuple[int, ...] = matmul.SIZES
    libraries: tuple[str, ...] = matmul.LIBRARIES
    trainings_only: bool = False

    @property
    def data_sets(self) -> list[str]:
        """The data sets of the cases."""
        return list(dict.fromkeys(case.training.data for case in self.cases))


@dataclass
class Measured:
    """What somebody's turns gave; a reason instead of values where there was none.

    Attributes:
        status: `"measured"`, `"absent"` or `"failed"`.
        reason: Why there is nothing, in words.
        answers: The child's answer in each round.
    """

    status: str = "measured"
    reason: str = ""
    answers: list[dict] = field(default_factory=list)

    def take_turn(self, request: dict, environment: dict[str, str] | None = None) -> None:
        """Ask a child once more, unless there is nothing to ask or it failed before."""
        if self.status != "measured":
            return
        try:
            self.answers.append(ask(request, environment, patience=TURN))
        except Failed as failure:
            self.status, self.reason = "failed", str(failure)


def everything(selection: Selection, tell: Tell) -> dict:
    """Measure all that a selection asks for.

    Args:
        selection: What to measure.
        tell: Is given a sentence about what comes next.

    Returns:
        `rates` by library; `sources` by data set; `cases`, a list of pairs of a case and
        who did what in it; `start_up` by backend; `loads` by data set.

    Raises:
        Failed: if the images can't be had; nobody can train without them.
    """
    found: dict = {"start_up": {}, "loads": {}}
    tell("the arithmetic limit")
    found["rates"] = _rates(selection)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        tell(f"images: {', '.join(selection.data_sets)}")
        found["sources"] = {
            name: _write_images(selection, name, folder) for name in selection.data_sets
        }
        found["cases"] = [(case, _train(selection, case, folder, tell)) for case in selection.cases]
    if not selection.trainings_only:
        tell("start-up")
        found["start_up"] = _start_up(selection)
        tell("loading")
        found["loads"] = {name: _loads(selection, name) for name in selection.data_sets}
    return found


def _rates(selection: Selection) -> dict[str, Measured]:
    found = {
        library: _entrant(Contestant(library, "", "", (library,)))
        for library in selection.libraries
    }
    for _ in range(selection.rounds):
        for library, measured in found.items():
            measured.take_turn({"what": "rate", "library": library, "sizes": list(selection.sizes)})
    return found


def _entrant(contestant: Contestant) -> Measured:
    missing = why_absent(contestant)
    return Measured("absent", missing) if missing else Measured()


def _write_images(selection: Selection, name: str, folder: Path) -> str:
    # A child does it: a process starts with its parent's peak of memory on its own account.
    count = max(case.images for case in selection.cases if case.training.data == name)
    request = {"what": "images", "data": name, "count": count, "path": str(folder / f"{name}.npy")}
    return ask(request)["source"]


def _train(selection: Selection, case: Case, folder: Path, tell: Tell) -> dict[str, Measured]:
    entrants = [CONTESTANTS[name] for name in selection.contestants]
    entrants = [contestant for contestant in entrants if contestant.enters(case.training)]
    found = {contestant.name: _entrant(contestant) for contestant in entrants}
    request = {
        "what": "train",
        "training": case.training.name,
        "data": str(folder / f"{case.training.data}.npy"),
        "batch": case.batch,
        "images": case.images,
        "epochs": selection.epochs or case.training.epochs,
    }
    # In turn, so that a machine that slows down slows everybody down.
    for turn in range(1, selection.rounds + 1):
        for contestant in entrants:
            measured = found[contestant.name]
            if measured.status == "measured":
                tell(f"{case.title}, round {turn} of {selection.rounds}: {contestant.name}")
            environment = {"KERAS_BACKEND": contestant.backend} if contestant.backend else {}
            measured.take_turn({**request, "contestant": contestant.name}, environment)
    return found


def _start_up(selection: Selection) -> dict[str, Measured]:
    entrants = [CONTESTANTS[name] for name in selection.contestants if CONTESTANTS[name].backend]
    found = {contestant.backend: _entrant(contestant) for contestant in entrants}
    if "mnist" not in selection.data_sets:  # whose images were loaded, and so decoded, before
        Measured().take_turn({"what": "load", "data": "mnist"})
    for _ in range(selection.rounds):
        for backend, measured in found.items():
            measured.take_turn({"what": "start-up"}, {"KERAS_BACKEND": backend})
    return found


def _loads(selection: Selection, name: str) -> dict[str, Measured]:
    """Load a data set twice, each time in a fresh process, from a copy never loaded before."""
    from benchmarks.frameworks.images import copy_undecoded

    found = {"first": Measured(), "second": Measured()}
    for _ in range(selection.rounds):
        with tempfile.TemporaryDirectory() as place:
            # Without a prepared copy both loads draw the offline sample.
            try:
                copied = copy_undecoded(name, Path(place))
            except OSError as error:  # an hour of trainings must not be lost to a full disk
                return {which: Measured("failed", str(error)) for which in found}
            environment = {"TFDS_DATA_DIR": place} if copied else {}
            for measured in found.values():
                measured.take_turn({"what": "load", "data": name}, environment)
    return found
