"""`make lab`: a student's own copies of the exercises, in JupyterLab."""

import os
import subprocess
import sys
from pathlib import Path

import click

from coursework import notebooks
from coursework.files import texts, writable

WORK = "work"
ALLOW_ROOT = "--allow-root"


def copy_exercises(root: Path, work: Path) -> list[Path]:
    """Copy the exercises that a student has no copy of yet.

    Tracked exercises are generated anew whenever a solution changes, so answers written
    into them would be lost. A copy is never overwritten.

    Args:
        root: The course's root folder.
        work: Where the copies go.

    Returns:
        The copies that were made.
    """
    made = []
    for exercise in sorted((root / "exercises").glob("*/*.ipynb")):
        copy = work / exercise.parent.name / exercise.name
        if not copy.exists():
            notebooks.write_text(copy, texts.read_text(exercise))
            made.append(copy)
    return made


def open_lab(root: Path, options: tuple[str, ...] = (), *, output: Path | None = None) -> bool:
    """Open JupyterLab on the copies.

    Args:
        root: The course's root folder.
        options: Passed on to JupyterLab, such as `("--no-browser", "--port=9999")`.
        output: Where the copies go; if None, `work` in the course, or in a folder that can be
            written.

    Returns:
        True when it ended without an error.

    Raises:
        click.ClickException: if there is no folder for the copies.
    """
    work = writable.output_folder(root, WORK, output)
    made = copy_exercises(root, work)
    click.echo(f"Your exercises are in {work}; {len(made)} of them are new.")
    command = lab_command(work, options)
    if ALLOW_ROOT in command and ALLOW_ROOT not in options:
        click.echo(
            f"You are root, as in most containers, so JupyterLab is started with {ALLOW_ROOT}."
        )
    return subprocess.run(command, check=False).returncode == 0


def lab_command(work: Path, options: tuple[str, ...] = ()) -> list[str]:
    """Return the command that opens JupyterLab on a folder.

    Args:
        work: The folder.
        options: As for `open_lab`.

    Returns:
        The command and its arguments. Jupyter refuses root unless told, and in a classroom's
        container everybody is root.
    """
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    as_root = [ALLOW_ROOT] if is_root and not any(map(_is_about_root, options)) else []
    return [sys.executable, "-m", "jupyterlab", str(work), *as_root, *options]


def _is_about_root(option: str) -> bool:
    return option.startswith(ALLOW_ROOT) or ".allow_root" in option
