"""`python -m benchmarks.frameworks`, in the course's folder."""

import sys
from pathlib import Path

import click

from benchmarks.frameworks import command
from benchmarks.frameworks.contestants import CONTESTANTS
from benchmarks.frameworks.jobs import JOBS

ROOT = Path(__file__).resolve().parents[2]


@click.command()
@click.option(
    "--job",
    "jobs",
    type=click.Choice(list(JOBS)),
    multiple=True,
    help="What to train; repeatable.",
)
@click.option(
    "--contestant",
    "contestants",
    type=click.Choice(list(CONTESTANTS)),
    multiple=True,
    help="Who trains; repeatable.",
)
@click.option(
    "--batch",
    "batches",
    type=click.IntRange(1),
    multiple=True,
    help="Images in a batch, instead of the published number and 128; repeatable.",
)
@click.option(
    "--images",
    type=click.IntRange(1),
    multiple=True,
    help="Images in an epoch, instead of each job's own; repeatable.",
)
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(1), help="Turns.")
@click.option("--training-only", is_flag=True, help="Leave out start-up and loading.")
@click.option("--quick", is_flag=True, help="One round of tiny epochs: a look, no measurement.")
@click.option("--readme", is_flag=True, help="Only write the last record into the README.")
def main(quick: bool, readme: bool, **chosen) -> None:
    """Compare training speed and start-up with PyTorch and JAX.

    Complete, it takes long, and a machine that does nothing else: begin with --quick. The
    record goes to build/bench.json, that of a part or a quick look to build/bench-part.json.
    """
    if readme:
        sys.exit(not command.write_page(ROOT))
    chosen["contestants"] = chosen["contestants"] or tuple(CONTESTANTS)
    plan = command.plan_for(quick=quick, **chosen)
    sys.exit(not command.run(ROOT, plan, ROOT / command.record_of(plan)))


if __name__ == "__main__":
    main()
