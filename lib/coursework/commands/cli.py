"""The command line. Commands import what they need when they run, so `--help` is instant."""

import errno
import os
import sys
from pathlib import Path

import click

from coursework import start_up  # noqa: F401
from coursework.files import texts, variables, writable
from coursework.grading.limits import Limits

# What a disk, a folder or a permission may say to any command: no fault of the program.
_OF_THE_DISK = {
    getattr(errno, name)
    for name in ("EACCES", "EPERM", "EROFS", "ENOSPC", "EDQUOT", "ENOTDIR", "EISDIR", "EIO")
    if hasattr(errno, name)
}


class Commands(click.Group):
    """Commands that end in a sentence where a file can't be read or written."""

    def invoke(self, context: click.Context):
        """Run a command; see `click.Group.invoke`."""
        try:
            return super().invoke(context)
        except OSError as error:
            if error.errno not in _OF_THE_DISK:
                raise
            where = f"{error.filename}: " if error.filename else ""
            raise click.ClickException(f"{where}{texts.reason(error)}.") from None


class Folder(click.Path):
    """A folder, absolute and with `~` resolved: commands and kernels work in other folders."""

    def __init__(self, exists: bool = False, or_file: bool = False):
        super().__init__(exists=exists, file_okay=or_file, path_type=Path)

    def convert(self, value, parameter, context) -> Path:
        """Read an argument; see `click.ParamType.convert`."""
        return super().convert(os.path.expanduser(value), parameter, context).absolute()


def output(instead_of: str):
    """Return the option that names the folder for a command's output."""
    return click.option("--output", type=Folder(), help=f"Where it goes.  [default: {instead_of}]")


ONLY = click.argument("only", nargs=-1, metavar="[ONLY]...")
JOBS = click.option("--jobs", type=click.IntRange(1), help="Notebooks that run at a time.")
BACKEND = click.option(
    "--backend",
    type=click.Choice(["tensorflow", "jax", "torch"]),
    default="tensorflow",
    show_default=True,
    help="The Keras backend.",
)


@click.group(
    cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.option(
    "--root",
    type=Folder(exists=True),
    help="The course's folder; by default the one that the current folder lies in.",
)
@click.pass_context
def main(context: click.Context, root: Path | None) -> None:
    """Run, build, check and grade the course.

    ONLY is a notebook's name (01_vanilla, solutions/01_vanilla) or number (01).
    """
    from coursework.commands import extras
    from coursework.notebooks.pairs import find_root

    if complaint := extras.complaint(context.invoked_subcommand or ""):
        raise click.ClickException(complaint)
    os.environ.update(variables.with_absolute_paths(os.environ))
    context.obj = find_root(root)


def finish(success: bool) -> None:
    """Leave with exit status 0 or 1."""
    sys.exit(0 if success else 1)


@main.command()
@ONLY
@click.option("--jobs", default=2, show_default=True, help="Notebooks that run at a time.")
@click.option("--cell-timeout", default=300.0, show_default=True, help="Seconds for one cell.")
@output("build")
@click.pass_obj
def run(
    root: Path, only: tuple[str, ...], jobs: int, cell_timeout: float, output: Path | None
) -> None:
    """Run everything quickly on the offline sample; pages and results go to build/."""
    from coursework.commands.run import run as run_notebooks

    finish(run_notebooks(root, only, parallel=jobs, cell_timeout=cell_timeout, output=output))


@main.command()
@ONLY
@click.pass_obj
def exercises(root: Path, only: tuple[str, ...]) -> None:
    """Generate the exercises from the solutions."""
    from coursework.exercises.release import write_exercises

    changed = write_exercises(root, only)
    for path in changed:
        click.echo(f"wrote {path.relative_to(root)}")
    if not changed:
        click.echo("The exercises are up to date.")


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("options", nargs=-1, type=click.UNPROCESSED, metavar="[OPTIONS OF JUPYTERLAB]...")
@output("work")
@click.pass_obj
def lab(root: Path, options: tuple[str, ...], output: Path | None) -> None:
    """Copy the exercises to work/, once each, and open them in JupyterLab."""
    from coursework.commands.lab import open_lab

    finish(open_lab(root, options, output=output))


@main.command()
@click.pass_obj
def check(root: Path) -> None:
    """Find anything out of step, in seconds, without running a notebook."""
    from coursework.commands.check import check as check_course

    finish(check_course(root))


@main.command()
@ONLY
@click.option("--force", is_flag=True, help="Run notebooks even if they are up to date.")
@BACKEND
@JOBS
@click.option("--cell-timeout", default=1800.0, show_default=True, help="Seconds for one cell.")
@click.option("--allow-sample", is_flag=True, help="Store sample numbers if need be.")
@click.pass_obj
def build(
    root: Path,
    only: tuple[str, ...],
    force: bool,
    backend: str,
    jobs: int | None,
    cell_timeout: float,
    allow_sample: bool,
) -> None:
    """Run what is stale in full on real data; store it, the exercises and the results table."""
    from coursework.commands.build import build as build_course

    finish(
        build_course(
            root,
            only,
            force=force,
            backend=backend,
            parallel=jobs,
            cell_timeout=cell_timeout,
            allow_sample=allow_sample,
        )
    )


@main.command()
@output("build/site")
@click.pass_obj
def site(root: Path, output: Path | None) -> None:
    """Build the web site from the stored notebooks; nothing is executed or downloaded."""
    from coursework.site.pages import build as build_site

    finish(build_site(root, output))


@main.command()
@output("build/colab")
@click.pass_obj
def colab(root: Path, output: Path | None) -> None:
    """Write the notebooks for Colab, with a cell that installs the course."""
    from coursework.site.colab import write

    written = write(root, output)
    click.echo(f"wrote {len(written)} notebooks, such as {written[0]}")


@main.command()
@click.option("--slow", is_flag=True, help="Only the tests that this leaves out otherwise.")
@click.option("--site", is_flag=True, help="Build the web site and look at it in a browser.")
@click.pass_obj
def test(root: Path, slow: bool, site: bool) -> None:
    """Lint, drift checks, unit tests, and the notebooks on the offline sample."""
    from coursework.commands.test import run_all, run_site, run_slow

    finish(run_site(root) if site else run_slow(root) if slow else run_all(root))


@main.command()
@click.pass_obj
def test_backends(root: Path) -> None:
    """Run the library's tests under TensorFlow, JAX and PyTorch."""
    from coursework.commands.test import run_backends

    finish(run_backends(root))


@main.command()
@ONLY
@BACKEND
@JOBS
@click.option("--cell-timeout", default=1800.0, show_default=True, help="Seconds for one cell.")
@click.pass_obj
def regress(
    root: Path, only: tuple[str, ...], backend: str, jobs: int | None, cell_timeout: float
) -> None:
    """Run in full on real data; fail if a result leaves its band or a figure is gone."""
    from coursework.commands.regress import regress as compare

    finish(compare(root, only, backend=backend, parallel=jobs, cell_timeout=cell_timeout))


@main.command("seeds")
@ONLY
@click.option("--seeds", default=5, show_default=True, type=click.IntRange(2), help="How many.")
@BACKEND
@click.pass_obj
def measure_seeds(root: Path, only: tuple[str, ...], seeds: int, backend: str) -> None:
    """Run in full with several seeds; note how far each result moves."""
    from coursework.commands.seeds import measure

    finish(measure(root, only, seeds=seeds, backend=backend))


@main.command()
@click.argument("name")
@BACKEND
@click.pass_obj
def longrun(root: Path, name: str, backend: str) -> None:
    """Train for a published mark, up to an hour; the record goes to course/long_runs."""
    writable.require(root / "build", root / "course" / "long_runs")
    os.environ["KERAS_BACKEND"] = backend
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    from coursework.execution import long_runs

    finish(long_runs.train_and_record(root, long_runs.find(root, name)))


@main.command()
@click.argument("only", nargs=-1, metavar="[RECIPE]...")
@click.option("--check", is_flag=True, help="Train nothing; say which files are stale.")
@click.pass_obj
def demos(root: Path, only: tuple[str, ...], check: bool) -> None:
    """Train the networks of the demos and write them to docs/demos."""
    from coursework.commands.demos import make_demos

    finish(make_demos(root, only, check=check))


@main.command()
@click.argument("submissions", type=Folder(exists=True, or_file=True))
@output("build/grades")
@click.option(
    "--cell-timeout",
    default=Limits.cell_seconds,
    show_default=True,
    type=click.IntRange(1),
    help="Seconds for one cell.",
)
@click.option(
    "--notebook-timeout",
    default=Limits.notebook_seconds,
    show_default=True,
    type=click.IntRange(1),
    help="Seconds for one submission.",
)
@click.option(
    "--memory",
    default=Limits.memory_gb,
    show_default=True,
    type=click.FloatRange(0, min_open=True),
    help="GB of memory for one submission.",
)
@click.option("--jobs", type=click.IntRange(1), help="Submissions that run at a time.")
@click.pass_obj
def grade(
    root: Path,
    submissions: Path,
    output: Path | None,
    cell_timeout: int,
    notebook_timeout: int,
    memory: float,
    jobs: int | None,
) -> None:
    """Grade submissions: student/NN_topic/NN_topic.ipynb in a folder, or a system's export."""
    from coursework.grading.class_run import grade as grade_submissions

    output = writable.output_folder(root, "build/grades", output)
    limits = Limits(cell_timeout, notebook_timeout, memory)
    grade_submissions(submissions, root=root, output=output, limits=limits, jobs=jobs)
    click.echo(f"Grades are in {output / 'grades.csv'}, feedback in {output / 'feedback'}.")


@main.command()
@click.option("--keep", is_flag=True, help="Only pin what pyproject.toml newly asks for.")
@click.pass_obj
def upgrade(root: Path, keep: bool) -> None:
    """Pin the newest versions, test them and say what changed."""
    from coursework.commands.upgrade import pin_what_is_new
    from coursework.commands.upgrade import upgrade as upgrade_versions

    finish(pin_what_is_new(root) if keep else upgrade_versions(root))
