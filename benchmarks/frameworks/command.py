"""What `python -m benchmarks.frameworks` does once its options are read."""

import json
import time
from pathlib import Path

import click
from rich.console import Console

from benchmarks.frameworks import page, summary, tables
from benchmarks.frameworks.measure import Selection, everything
from benchmarks.frameworks.processes import Failed
from benchmarks.frameworks.trainings import Case, cases
from coursework.execution.progress import in_words
from coursework.execution.terminal import say, standard_output
from coursework.notebooks.pairs import write_text

REPORT = Path("build") / "benchmarks.json"
PART_REPORT = Path("build") / "benchmarks-part.json"  # a look must not replace an hour's work
QUICK_IMAGES = {"mnist": 2_000, "cifar10": 128}


def run(root: Path, selection: Selection, output: Path, console: Console | None = None) -> bool:
    """Measure, print tables and write the report.

    Args:
        root: The course's root folder.
        selection: What to measure.
        output: The JSON file.
        console: Where to print; standard output if None.

    Returns:
        True if nothing failed; what is not installed has not failed.

    Raises:
        click.ClickException: if there are no images to train on.
    """
    console = console or standard_output()
    started = time.monotonic()
    with console.status("") as status:
        try:
            found = everything(selection, lambda text: _tell(console, status, text))
        except Failed as failure:
            raise click.ClickException(f"The images can't be had: {failure}") from None
    report = summary.summarize(selection, found)
    report["seconds"] = round(time.monotonic() - started)
    write_text(output, json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    tables.show(console, report)
    missing = _missing(report)
    if missing:
        extras = ",".join(missing)
        say(console, f"To add who is absent: pip install -c requirements.lock -e .[{extras}]")
    shown = output.relative_to(root) if output.is_relative_to(root) else output
    say(console, f"wrote   {shown}, after {in_words(report['seconds'])}")
    return not summary.failures(report)


def select(
    trainings: tuple[str, ...],
    *,
    batches: tuple[int, ...] = (),
    images: tuple[int, ...] = (),
    quick: bool = False,
    **others,
) -> Selection:
    """Make a selection from what was said on the command line.

    Args:
        trainings: Keys of `trainings.TRAININGS`; none for all.
        batches: Batches instead of each training's own.
        images: Images in an epoch instead of each training's own.
        quick: Whether one round of small epochs will do.
        others: Further fields of `Selection`.

    Returns:
        The selection.
    """
    wanted = cases(trainings, batches=batches, images=images)
    if not quick:
        return Selection(wanted, **others)
    if not images:
        wanted = list(dict.fromkeys(_smaller(case) for case in wanted))
    quickly = {"rounds": 1, "epochs": 1, "sizes": (512,), "libraries": ("numpy",)}
    return Selection(wanted, **{**others, **quickly})


def report_path(selection: Selection) -> Path:
    """Say where a selection's report belongs, below the course's root folder.

    Args:
        selection: What is measured.

    Returns:
        `REPORT` for a complete run, which the page may show; else `PART_REPORT`.
    """
    complete = selection == Selection(cases(), rounds=selection.rounds)
    return REPORT if complete else PART_REPORT


def write_page(root: Path, console: Console | None = None) -> bool:
    """Write `docs/benchmarks.md` from the last complete run.

    Args:
        root: The course's root folder.
        console: Where to print; standard output if None.

    Returns:
        True: the page shows that run.

    Raises:
        click.ClickException: if there has been none, or its report can't be read.
    """
    path = root / REPORT
    try:
        report = json.loads(path.read_text("utf-8"))
        changed = page.update(root, report)
    except FileNotFoundError as error:
        name = Path(error.filename).name
        raise click.ClickException(
            f"There is no {name}. Run: python -m benchmarks.frameworks"
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise click.ClickException(f"{REPORT} can't be read: {error!r}") from None
    name = page.PAGE.as_posix()
    words = f"wrote   {name}" if changed else f"{name} shows it already."
    say(console or standard_output(), words)
    return True


def _smaller(case: Case) -> Case:
    count = min(case.images, QUICK_IMAGES[case.training.data])
    return Case(case.training, min(case.batch, count), count)


def _tell(console: Console, status, text: str) -> None:
    status.update(text)
    if not console.is_terminal:
        say(console, f"...     {text}")


def _missing(report: dict) -> list[str]:
    versions = report["versions"]
    absent = any(
        result["status"] == "absent"
        for case in report["cases"]
        for result in case["contestants"].values()
    )
    return [name for name in ("jax", "torch") if absent and name not in versions]
