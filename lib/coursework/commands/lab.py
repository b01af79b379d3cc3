"""`make lab`: a student's own copies of the exercises, in JupyterLab."""

import os
import subprocess
import sys
from pathlib import Path

from coursework import notebooks

WORK = "work"


def copy_exercises(root: Path) -> list[Path]:
    """Copy the exercises that a student has no copy of yet.

    Tracked exercises are generated anew whenever a solution changes, so answers written
    into them would be lost. A copy in `work/` is never overwritten.

    Args:
        root: The course's root folder.

    Returns:
        The copies that were made.
    """
    made = []
    for exercise in sorted((root / "exercises").glob("*/*.ipynb")):
        copy = root / WORK / exercise.parent.name / exercise.name
        if not copy.exists():
            notebooks.write_text(copy, exercise.read_text("utf-8"))
            made.append(copy)
    return made


def open_lab(root: Path, options: tuple[str, ...] = ()) -> bool:
    """Open JupyterLab on the copies.

    Args:
        root: The course's root folder.
        options: Passed on to JupyterLab, such as `("--no-browser", "--port=9999")`.

    Returns:
        True when it ended without an error.
    """
    copy_exercises(root)
    return subprocess.run(lab_command(root, options), check=False).returncode == 0


def lab_command(root: Path, options: tuple[str, ...] = ()) -> list[str]:
    """Return the command that opens JupyterLab on the copies; see `open_lab`."""
    # Jupyter refuses root unless told; in a classroom's container everybody is root.
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    as_root = ["--allow-root"] if is_root and "--allow-root" not in options else []
    return [sys.executable, "-m", "jupyterlab", str(root / WORK), *as_root, *options]
