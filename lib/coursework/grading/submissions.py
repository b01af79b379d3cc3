"""Find what students handed in."""

import os
import stat
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from coursework.grading.limits import MEGABYTE, Limits
from coursework.grading.marks import Mark, Status

_JUNK = {".git", ".ipynb_checkpoints", "__MACOSX", "__pycache__"}


@dataclass(frozen=True)
class Submission:
    """One student's work on one assignment.

    Attributes:
        student: The name of the student's folder, whatever it is.
        assignment: The name of the folder in it; empty if there is none.
        notebook: The submitted file; None if there is nothing to mark.
        mark: What to say in that case.
    """

    student: str
    assignment: str
    notebook: Path | None = None
    mark: Mark | None = None


def find(folder: Path, assignments: Collection[str], limits: Limits) -> list[Submission]:
    """List the submissions `student/NN_topic/NN_topic.ipynb` in a folder.

    Every student's folder gives at least one submission, with or without a notebook.

    Args:
        folder: The folder of submissions.
        assignments: The names of the assignments that there are.
        limits: How large a notebook may be.

    Returns:
        The submissions by student and assignment.
    """
    return [
        submission
        for student in _folders(folder)
        for submission in _of_student(student, assignments, limits)
    ]


def loose_files(folder: Path) -> list[str]:
    """List what lies in a folder of submissions without being a folder itself."""
    return sorted(path.name for path in folder.iterdir() if not path.is_dir())


def _of_student(student: Path, assignments: Collection[str], limits: Limits) -> list[Submission]:
    if student.is_symlink():
        return [_empty(student.name, "", "The folder is a link.")]
    try:
        folders = _folders(student)
        files = [path.name for path in student.iterdir() if path.suffix == ".ipynb"]
    except OSError:
        return [_empty(student.name, "", "The folder can't be read.")]
    if not folders:
        found = f" It holds {', '.join(sorted(files))}." if files else ""
        reason = f"The folder has no NN_topic/NN_topic.ipynb in it.{found}"
        return [_empty(student.name, "", reason)]
    return [_of_assignment(student.name, path, assignments, limits) for path in folders]


def _of_assignment(
    student: str, folder: Path, assignments: Collection[str], limits: Limits
) -> Submission:
    name = folder.name
    if name not in assignments:
        known = ", ".join(sorted(assignments))
        return _empty(student, name, f"There is no such assignment. There are: {known}.")
    notebook = folder / f"{name}.ipynb"
    try:
        status = os.lstat(notebook)
    except OSError:
        others = ", ".join(sorted(path.name for path in folder.glob("*.ipynb"))) or "no notebook"
        return _empty(student, name, f"There is no {notebook.name}; the folder holds {others}.")
    if folder.is_symlink() or not stat.S_ISREG(status.st_mode):
        reason = f"{notebook.name} is a link or a folder, not a file."
    elif not os.access(notebook, os.R_OK):
        reason = f"{notebook.name} can't be read."
    elif status.st_size > limits.submission_mb * MEGABYTE:
        reason = f"{notebook.name} is larger than {limits.submission_mb:g} MB."
    else:
        return Submission(student, name, notebook)
    return Submission(student, name, mark=Mark(Status.NOT_A_NOTEBOOK, reason))


def _empty(student: str, assignment: str, reason: str) -> Submission:
    return Submission(student, assignment, mark=Mark(Status.NOTHING_SUBMITTED, reason))


def _folders(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_dir() and path.name not in _JUNK)
