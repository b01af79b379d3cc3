"""`python -m benchmarks.frameworks`, in the course's folder."""

import sys
from pathlib import Path

import click

from benchmarks.frameworks import command
from benchmarks.frameworks.contestants import CONTESTANTS
from benchmarks.frameworks.trainings import TRAININGS

ROOT = Path(__file__).resolve().parents[2]


@click.command()
@click.option(
    "--training",
    "trainings",
    type=click.Choice(list(TRAININGS)),
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
    help="Images in an epoch, instead of each training's own; repeatable.",
)
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(1), help="Turns.")
@click.option("--trainings-only", is_flag=True, help="Leave out start-up and loading.")
@click.option("--quick", is_flag=True, help="One round of tiny epochs: a look, no measurement.")
@click.option("--page", is_flag=True, help="Only write docs/benchmarks.md from the last report.")
def main(quick: bool, page: bool, **chosen) -> None:
    """Compare training speed and start-up with PyTorch and JAX.

    Complete, it takes long, and a machine that does nothing else: begin with --quick. The
    report goes to build/benchmarks.json, that of a part or a quick look to
    build/benchmarks-part.json.
    """
    if page:
        sys.exit(not command.write_page(ROOT))
    chosen["contestants"] = chosen["contestants"] or tuple(CONTESTANTS)
    selection = command.select(quick=quick, **chosen)
    sys.exit(not command.run(ROOT, selection, ROOT / command.report_path(selection)))


if __name__ == "__main__":
    main()
