"""`python -m coursework bench`."""

import json
import time
from pathlib import Path

import click
from rich.console import Console

from benchmarks.frameworks import page, summary, tables
from benchmarks.frameworks.jobs import Case, cases
from benchmarks.frameworks.measure import Plan, everything
from benchmarks.frameworks.processes import Failed
from coursework.execution.progress import in_words
from coursework.execution.terminal import say, standard_output
from coursework.notebooks.pairs import write_text

RECORD = Path("build") / "bench.json"
PART_RECORD = Path("build") / "bench-part.json"  # a look must not replace an hour's work
QUICK_IMAGES = {"mnist": 2_000, "cifar10": 128}


def run(root: Path, plan: Plan, output: Path, console: Console | None = None) -> bool:
    """Measure, print tables and write the record.

    Args:
        root: The course's root folder.
        plan: What to measure.
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
            found = everything(plan, lambda text: _tell(console, status, text))
        except Failed as failure:
            raise click.ClickException(f"The images can't be had: {failure}") from None
    record = summary.summarize(plan, found)
    record["seconds"] = round(time.monotonic() - started)
    write_text(output, json.dumps(record, indent=1, ensure_ascii=False) + "\n")
    tables.show(console, record)
    missing = _missing(record)
    if missing:
        extras = ",".join(missing)
        say(console, f"To add who is absent: pip install -c requirements.lock -e .[{extras}]")
    shown = output.relative_to(root) if output.is_relative_to(root) else output
    say(console, f"wrote   {shown}, after {in_words(record['seconds'])}")
    return not summary.failures(record)


def plan_for(
    jobs: tuple[str, ...],
    *,
    batches: tuple[int, ...] = (),
    images: tuple[int, ...] = (),
    quick: bool = False,
    **others,
) -> Plan:
    """Make a plan from what was said on the command line.

    Args:
        jobs: Keys of `jobs.JOBS`; none for all.
        batches: Batches instead of each job's own.
        images: Images in an epoch instead of each job's own.
        quick: Whether one round of small epochs will do.
        others: Further fields of `Plan`.

    Returns:
        The plan.
    """
    wanted = cases(jobs, batches=batches, images=images)
    if not quick:
        return Plan(wanted, **others)
    if not images:
        wanted = list(dict.fromkeys(_smaller(case) for case in wanted))
    quickly = {"rounds": 1, "epochs": 1, "sizes": (512,), "libraries": ("numpy",)}
    return Plan(wanted, **{**others, **quickly})


def record_of(plan: Plan) -> Path:
    """Say where a plan's record belongs, below the course's root folder.

    Args:
        plan: What is measured.

    Returns:
        `RECORD` for a complete run, which the README may show; else `PART_RECORD`.
    """
    complete = plan == Plan(cases(), rounds=plan.rounds)
    return RECORD if complete else PART_RECORD


def write_page(root: Path, console: Console | None = None) -> bool:
    """Write the README's speed table from the last complete run.

    Args:
        root: The course's root folder.
        console: Where to print; standard output if None.

    Returns:
        True: the README shows that run.

    Raises:
        click.ClickException: if there has been none, or its record can't be read.
    """
    path = root / RECORD
    try:
        record = json.loads(path.read_text("utf-8"))
        changed = page.update(root, record)
    except FileNotFoundError as error:
        name = Path(error.filename).name
        raise click.ClickException(f"There is no {name}. Run: python -m coursework bench") from None
    except (ValueError, KeyError, TypeError) as error:
        raise click.ClickException(f"{RECORD} can't be read: {error!r}") from None
    words = "wrote   README.md (speed table)" if changed else "README.md shows it already."
    say(console or standard_output(), words)
    return True


def _smaller(case: Case) -> Case:
    count = min(case.images, QUICK_IMAGES[case.job.data])
    return Case(case.job, min(case.batch, count), count)


def _tell(console: Console, status, text: str) -> None:
    status.update(text)
    if not console.is_terminal:
        say(console, f"...     {text}")


def _missing(record: dict) -> list[str]:
    versions = record["versions"]
    absent = any(
        result["status"] == "absent"
        for training in record["trainings"]
        for result in training["contestants"].values()
    )
    return [name for name in ("jax", "torch") if absent and name not in versions]
