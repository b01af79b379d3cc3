"""`python -m coursework longrun NAME`: train what is missing, and write the record."""

import hashlib
import importlib
import json
import sys
from pathlib import Path

import click
import keras
from rich.console import Console
from rich.table import Table

from autoencoder_course import datasets, metrics, profile
from autoencoder_course.results import text
from coursework.execution import machine, progress
from coursework.execution.long_run_session import LongRun, Session, read_json
from coursework.execution.one_at_a_time import one_at_a_time
from coursework.execution.terminal import say, standard_output
from coursework.notebooks.pairs import write_text
from coursework.staleness import fingerprint, records
from coursework.staleness.records import FOLDER

KEPT = Path("build") / "longruns"  # what is finished, for the case of an interruption
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


def train_and_record(root: Path, run: LongRun, *, console: Console | None = None) -> bool:
    """Train every seed of a run that has not been trained, and write the record.

    What is finished stays in `build/longruns`, named after what the numbers depend on: the
    run's code and the library's, the versions, the backend, the profile and the data.

    Args:
        root: The course's root folder.
        run: The run.
        console: Where progress and results are printed; standard output if None.

    Returns:
        True: the results are there. On the offline sample or under the quick profile, they
        are printed and no record is written.

    Raises:
        click.ClickException: if a record is to be written and the installed versions aren't
            the pinned ones, if the same run is in progress in another process, or if what an
            interrupted run kept is damaged beyond use.
    """
    with one_at_a_time(root / KEPT / run.name, f"The long run {run.name!r}"):
        return _train_and_record(root, run, console or standard_output())


def _train_and_record(root: Path, run: LongRun, console: Console) -> bool:
    say(console, f"{run.name}: {run.recipe}")
    data = datasets.load(run.data)
    objection = _objection(data)
    if objection:
        say(console, f"note    {objection}: the results will be shown, but not recorded")
    else:
        fingerprint.check_installed(root, keras.backend.backend())
    made_from = records.of_long_run(root, run.name, keras.backend.backend())
    folder = _folder(root, run, data, made_from)
    reporter = progress.reporter(console, {}, unit="epoch", even=True, heartbeat=HEARTBEAT)
    with reporter.showing([_name(seed) for seed in run.seeds]):
        seeds = [_seed(run, data, seed, folder, reporter) for seed in run.seeds]
    record = {**make_record(run, seeds, run.controls(data)), "fingerprint": made_from}
    console.print(_table(record))
    if not objection:
        path = root / FOLDER / f"{run.name}.json"
        write_text(path, json.dumps(record, indent=1, ensure_ascii=False) + "\n")
        say(console, f"wrote   {path.relative_to(root)}")
    return True


def make_record(run: LongRun, seeds: list[dict], controls: dict[str, float]) -> dict:
    """Sum up what the seeds gave.

    Args:
        run: The run.
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
        "name": run.name,
        "recipe": run.recipe,
        "results": results,
        "controls": controls,
        "curves": {name: [seed["curves"][name] for seed in seeds] for name in seeds[0]["curves"]},
        "seeds": list(run.seeds),
        "seconds": [round(seed["seconds"], 1) for seed in seeds],
        "backend": keras.backend.backend(),
        "versions": fingerprint.installed_versions(keras.backend.backend()),
        "hardware": machine.describe(),
    }


def _objection(data) -> str | None:
    if text.is_real({"profile": profile.name(), "data_source": data.source}):
        return None
    return f"this is the {profile.name()} profile on data from {data.source!r}"


def _folder(root: Path, run: LongRun, data, made_from: dict) -> Path:
    versions = fingerprint.installed_versions(made_from["backend"])
    parts = [made_from, versions, profile.name(), data.source]
    key = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]
    return root / KEPT / run.name / key


def _seed(run: LongRun, data, seed: int, folder: Path, reporter: progress.Reporter) -> dict:
    path, epochs = folder / f"seed-{seed}.json", sum(run.epochs().values())
    if path.exists():
        reporter.kept(_name(seed), epochs, "it was trained before")
        return read_json(path, f"Delete it: then {_name(seed)} is trained anew.")
    reporter.started(_name(seed), epochs)
    tell, note = _teller(run, seed, reporter), lambda text: say(reporter.console, f"note    {text}")
    session = Session(run, data, seed, folder / f"seed-{seed}", tell, note)
    values = {what: float(value) for what, value in run.train(session).items()}
    done = {"values": values, "curves": session.curves, "seconds": session.seconds}
    write_text(path, json.dumps(done, indent=1))
    session.forget()
    reporter.ended(_name(seed), None)
    say(reporter.console, f"        {_values_in_words(values)}")
    return done


def _name(seed: int) -> str:
    return f"seed {seed}"


def _teller(run: LongRun, seed: int, reporter: progress.Reporter):
    """Return what a session calls as its stages go on."""
    epochs, stages = run.epochs(), list(run.stages)

    def tell(stage: str, epoch: int) -> None:
        earlier = sum(epochs[name] for name in stages[: stages.index(stage)])
        doing = f"{stage}: epoch {epoch} of {epochs[stage]}"
        reporter.reached(_name(seed), earlier + epoch, doing)
        reporter.tick()

    return tell


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
