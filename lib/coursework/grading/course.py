"""What a grading run grades against: the course, its solutions, and what no submission may see."""

import os
import site
import sys
from dataclasses import dataclass
from pathlib import Path

from coursework.grading import confinement, sandbox
from coursework.grading.limits import Limits
from coursework.grading.marks import GradingTask
from coursework.grading.matching import ids

_SYSTEM = ("/usr", "/etc", "/lib", "/proc", "/dev")


@dataclass(frozen=True)
class Course:
    """What a run grades against, and where it works.

    Attributes:
        root: The course's root folder.
        folder: The folder of submissions.
        output: Where the grades go.
        place: The run's temporary folder.
        limits: What each submission may use.
    """

    root: Path
    folder: Path
    output: Path
    place: Path
    limits: Limits

    @property
    def gradebook(self) -> Path:
        """The gradebook made from the solutions."""
        return self.place / "course" / "gradebook.db"

    @property
    def packages(self) -> Path:
        """A copy of the course's packages; grading imports from it, so that all get the same."""
        return self.place / "packages"

    @property
    def hidden(self) -> tuple[Path, ...]:
        """What no submission may read: solutions, the others' work, your own files."""
        return (*own_files(self.root), self.folder, self.output, self.place)

    @property
    def readable(self) -> tuple[Path, ...]:
        """What a submission needs to read all the same: Python and the packages."""
        extra = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
        python = (sys.prefix, sys.base_prefix, site.getusersitepackages(), *extra)
        return (self.packages, *(Path(path) for path in python))

    def solution(self, assignment: str) -> Path:
        """The notebook of an assignment's solution."""
        return self.root / "solutions" / assignment / f"{assignment}.ipynb"

    def task(self, folder: Path, assignment: str, notebook: Path) -> GradingTask:
        """Make the task to mark a notebook.

        Args:
            folder: A folder for this task only.
            assignment: The assignment's name.
            notebook: The submitted file.
        """
        return GradingTask(
            self.root,
            assignment,
            notebook,
            folder,
            self.gradebook,
            self.packages,
            self.limits,
            hidden=self.hidden,
            readable=self.readable,
            confined=is_held_back(),
            sandboxed=sandbox.is_available(),
        )


def is_held_back() -> bool:
    """Say whether a submission can write to its own folder only."""
    return sandbox.is_available() or confinement.landlock_version() > 0


def own_files(root: Path) -> list[Path]:
    """List what is yours alone: the course's folder and your home.

    Where one of them is `/` or another folder of the system, as in a container, hiding it
    would hide Python from a submission. Then what is in it counts: the solutions and
    settings of the course, and the hidden files of your home.

    Args:
        root: The course's root folder.
    """
    try:
        home = Path.home().resolve()
    except RuntimeError:  # neither HOME nor an entry in the list of users
        home = None
    owned = [root / "solutions", root / "nbgrader_config.py"] if _holds_system(root) else [root]
    if home is None:
        return owned
    return [*owned, *(home.glob(".*") if _holds_system(home) else [home])]


def _holds_system(folder: Path) -> bool:
    return any(Path(name).resolve().is_relative_to(folder) for name in _SYSTEM)


def assignments(root: Path) -> dict[str, frozenset[str]]:
    """Return a course's assignments: the solutions that have a notebook, with their cells' ids."""
    notebooks = root.glob("solutions/*/*.ipynb")
    return {path.stem: ids(path) for path in notebooks if path.stem == path.parent.name}
