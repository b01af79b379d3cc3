"""`python -m coursework longrun NAME`: train what is missing, and write the record."""

import hashlib
import importlib
import json
import sys
import time
from pathlib import Path

import click
import keras
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table

from autoencoder_course import datasets, metrics, profile
from autoencoder_course.results import text
from coursework.execution import machine
from coursework.execution.long_run_session import LongRun, Session
from coursework.execution.progress import in_words
from coursework.execution.terminal import say, standard_output
from coursework.notebooks.pairs import write_text
from coursework.staleness import fingerprint, records
from coursework.staleness.records import FOLDER

HEARTBEAT = 60.0  # seconds between two lines about a training, off a terminal


def names(root: Path) -> list[str]:
    """List the course's long runs, by the names of their recipes in `course/long_runs`."""
    return sorted(path.stem for path in (root / FOLDER).glob("*.py"))


def find(root: Path, name: str) -> LongRun:
    """Return the recipe of a long run.

    Args:
        root: The course's root folder.
        name: One of `names`.

    Raises:
        click.ClickException: if there is no such run; it lists those that there are.
    """
    if name not in names(root):
        raise click.ClickException(
            f"There is no long run {name!r}. Choose one of: {', '.join(names(root))}"
        )
    folder = str(root / FOLDER)
    if folder not in sys.path:  # recipes import from each other
        sys.path.insert(0, folder)
    return importlib.import_module(name).RUN


def run(root: Path, plan: LongRun, *, console: Console | None = None) -> bool:
    """Train every seed of a run that has not been trained, and write the record.

    What is finished stays in `build/longruns`, named after what the numbers depend on: the
    run's code and the library's, the versions, the backend, the profile and the data.

    Args:
        root: The course's root folder.
        plan: The run.
        console: Where progress and results are printed; standard output if None.

    Returns:
        True: the results are there. On the offline sample or under the quick profile, they
        are printed and no record is written.

    Raises:
        click.ClickException: if a record is to be written and the installed versions aren't
            the pinned ones.
    """
    console = console or standard_output()
    say(console, f"{plan.name}: {plan.recipe}")
    data = datasets.load(plan.data)
    objection = _objection(data)
    if objection:
        say(console, f"note    {objection}: the results will be shown, but not recorded")
    else:
        fingerprint.check_installed(root, keras.backend.backend())
    made_from = records.of_long_run(root, plan.name, keras.backend.backend())
    folder = _folder(root, plan, data, made_from)
    with _Progress(console, plan) as progress:
        seeds = [_seed(plan, data, seed, folder, progress) for seed in plan.seeds]
    record = {**make_record(plan, seeds, plan.controls(data)), "fingerprint": made_from}
    console.print(_table(record))
    if not objection:
        path = root / FOLDER / f"{plan.name}.json"
        write_text(path, json.dumps(record, indent=1, ensure_ascii=False) + "\n")
        say(console, f"wrote   {path.relative_to(root)}")
    return True


def make_record(plan: LongRun, seeds: list[dict], controls: dict[str, float]) -> dict:
    """Sum up what the seeds gave.

    Args:
        plan: The run.
        seeds: For each seed its `values`, `curves` and `seconds`.
        controls: What the results stand beside.

    Returns:
        The record, in plain JSON types.
    """
    results = {}
    for what in seeds[0]["values"]:
        values = [seed["values"][what] for seed in seeds]
        mean, half_width = metrics.mean_and_interval(values)
        results[what] = {"values": values, "mean": mean, "half_width": half_width}
    return {
        "name": plan.name,
        "recipe": plan.recipe,
        "results": results,
        "controls": controls,
        "curves": {name: [seed["curves"][name] for seed in seeds] for name in seeds[0]["curves"]},
        "seeds": list(plan.seeds),
        "seconds": [round(seed["seconds"], 1) for seed in seeds],
        "backend": keras.backend.backend(),
        "versions": fingerprint.installed_versions(keras.backend.backend()),
        "hardware": machine.describe(),
    }


def _objection(data) -> str | None:
    if text.is_real({"profile": profile.name(), "data_source": data.source}):
        return None
    return f"this is the {profile.name()} profile on data from {data.source!r}"


def _folder(root: Path, plan: LongRun, data, made_from: dict) -> Path:
    versions = fingerprint.installed_versions(made_from["backend"])
    parts = [made_from, versions, profile.name(), data.source]
    key = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]
    return root / "build" / "longruns" / plan.name / key


def _seed(plan: LongRun, data, seed: int, folder: Path, progress: "_Progress") -> dict:
    path = folder / f"seed-{seed}.json"
    if path.exists():
        progress.skip(seed)
        return json.loads(path.read_text("utf-8"))
    session = Session(plan, data, seed, folder / f"seed-{seed}", progress.begin(seed))
    values = {what: float(value) for what, value in plan.train(session).items()}
    done = {"values": values, "curves": session.curves, "seconds": session.seconds}
    write_text(path, json.dumps(done, indent=1))
    session.forget()
    say(progress.console, f"done    seed {seed}: {_values_in_words(values)}")
    return done


def _values_in_words(values: dict[str, float]) -> str:
    return ", ".join(f"{what} {value:.4g}" for what, value in values.items())


def _table(record: dict) -> Table:
    table = Table("result", "mean", "values", title=record["name"], title_justify="left")
    for what, result in record["results"].items():
        mean = metrics.Estimate(result["mean"], result["half_width"])
        table.add_row(what, str(mean), ", ".join(f"{value:.4g}" for value in result["values"]))
    for what, value in record["controls"].items():
        table.add_row(what, f"{value:.4g}", "")
    return table


class _Progress:
    """A bar on a terminal, a line now and then elsewhere; both say how long it will take."""

    def __init__(self, console: Console, plan: LongRun):
        self.console, self.plan = console, plan
        self.epochs = plan.epochs()
        self.total = sum(self.epochs.values()) * len(plan.seeds)
        self.done = self.told = 0
        self.first: tuple[float, int] | None = None  # when something was first trained here
        self.bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[left]}"),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )

    def __enter__(self):
        self.bar.start()
        self.task = self.bar.add_task(self.plan.name, total=self.total, left="")
        return self

    def __exit__(self, *error):
        self.bar.stop()

    def skip(self, seed: int) -> None:
        """Note that a seed was trained on an earlier occasion."""
        self.done = self._before(seed) + sum(self.epochs.values())
        say(self.console, f"kept    seed {seed}: it was trained before")

    def begin(self, seed: int):
        """Return what a session calls as its stages go on."""
        self.done = self._before(seed)
        stages = list(self.epochs)

        def tell(stage: str, epoch: int) -> None:
            earlier = sum(self.epochs[name] for name in stages[: stages.index(stage)])
            done = self._before(seed) + earlier + epoch
            if done == self.done:
                return
            self.done = done
            self._show(f"seed {seed}, {stage}: epoch {epoch} of {self.epochs[stage]}")

        return tell

    def time_left(self) -> float | None:
        """Estimate the seconds left; None before there is anything to tell from."""
        now = time.monotonic()
        if self.first is None:
            self.first = now, self.done
        since, already = self.first
        if self.done == already:
            return None
        return (now - since) / (self.done - already) * (self.total - self.done)

    def _before(self, seed: int) -> int:
        return self.plan.seeds.index(seed) * sum(self.epochs.values())

    def _show(self, what: str) -> None:
        seconds = self.time_left()
        left = "" if seconds is None else f"about {in_words(seconds)} left"
        self.bar.update(self.task, description=what, completed=self.done, left=left)
        now = time.monotonic()
        if not self.console.is_terminal and now - self.told >= HEARTBEAT:
            self.told = now
            say(self.console, f"...     {what}{', ' if left else ''}{left}")
