"""`make lab`: a student's own copies of the exercises, in JupyterLab."""

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


def open_lab(root: Path) -> bool:
    """Open JupyterLab on the copies; return True when it ended without an error."""
    copy_exercises(root)
    command = [sys.executable, "-m", "jupyterlab", str(root / WORK)]
    return subprocess.run(command, check=False).returncode == 0
