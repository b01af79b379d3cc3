"""Look through what one student handed in for notebooks, in folders and zip files."""

import os
import stat
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from coursework.grading import archives, matching
from coursework.grading.limits import MEGABYTE, Limits
from coursework.grading.students import Part

_DEEPEST = 20
_UNPACKED = 10  # times the largest notebook: what a student's zip files may hold together


@dataclass(frozen=True)
class Candidate:
    """Something that is called a notebook.

    Attributes:
        path: The file.
        shown: Its path in the folder of submissions, through zip files too.
        name: Its name, as the student gave it.
        folders: The names of the folders around it, within the student's.
        defect: Why it can't be marked; empty if it can.
    """

    path: Path
    shown: str
    name: str
    folders: tuple[str, ...]
    defect: str = ""

    def fits(self, assignments: Mapping[str, Collection[str]]) -> set[str]:
        """Find the assignments that it may be of, by its name, its folders and its cells."""
        named = matching.by_name(self.name, assignments)
        around: set[str] = set()
        for folder in self.folders:
            around = matching.by_name(folder, assignments) or around
        agreed = named & around or named or around
        contradict = named and around and not named & around
        if len(agreed) == 1 and not contradict:
            return agreed
        cells = set() if self.defect else matching.by_cells(self.path, assignments)
        return cells if len(cells) == 1 else named | around | cells

    def is_at(self, assignment: str) -> bool:
        """Say whether it lies where the course asks for it."""
        return self.folders == (assignment,) and self.name == f"{assignment}.ipynb"


class Search:
    """A search through what a student handed in.

    Args:
        assignments: The names of the assignments.
        limits: How large things may be.
        unpacked: A folder for what is unpacked; made if need be.

    Attributes:
        candidates: What is called a notebook.
        folders: For each assignment with a folder of its name: its path, and what is in it.
        others: Other files.
        problems: One sentence for each thing that wasn't read.
    """

    def __init__(self, assignments: Collection[str], limits: Limits, unpacked: Path):
        self.candidates: list[Candidate] = []
        self.folders: dict[str, tuple[str, list[str]]] = {}
        self.others: list[str] = []
        self.problems: list[str] = []
        self._assignments, self._limits, self._unpacked = assignments, limits, unpacked
        self._seen = self._archives = 0
        self._bytes_left = _UNPACKED * limits.submission_mb * MEGABYTE

    def visit(self, part: Part) -> None:
        """Look at a folder or file, and at all that is in it."""
        self._visit(part.path, part.shown, part.name, part.within)

    def _visit(self, path: Path, shown: str, name: str, folders: tuple[str, ...]) -> None:
        self._seen += 1
        if matching.is_junk(name) or self._seen > self._limits.files + 1:
            return
        if self._seen > self._limits.files:
            self.problems.append(f"There are more than {self._limits.files} files; not all read.")
            return
        kind = os.lstat(path).st_mode
        if stat.S_ISDIR(kind):
            self._visit_folder(path, shown, name, folders)
        elif matching.is_notebook_name(name):
            defect = self._defect(path)
            self.candidates.append(Candidate(path, shown, name, folders, defect))
        elif stat.S_ISLNK(kind):
            self.problems.append(f"{shown} is a link, so it was not read.")
        elif not stat.S_ISREG(kind):
            self.problems.append(f"{shown} is not an ordinary file, so it was not read.")
        elif archives.is_zip_name(name):
            self._visit_zip(path, shown, (*folders, Path(name).stem))
        elif name.lower().endswith(archives.OTHER_ARCHIVES):
            self.problems.append(f"{shown} is an archive, but no zip file, so it was not read.")
        else:
            self.others.append(shown)

    def _visit_folder(self, path: Path, shown: str, name: str, folders: tuple[str, ...]) -> None:
        if len(folders) > _DEEPEST:
            self.problems.append(f"{shown} lies too deep in folders, so it was not read.")
            return
        try:
            names = sorted(os.listdir(path))
        except OSError:
            self.problems.append(f"{shown} can't be read.")
            return
        before = len(self.candidates)
        around = (*folders, name) if name else folders
        for inner in names:
            self._visit(path / inner, f"{shown}/{inner}", inner, around)
        if len(self.candidates) > before:
            return
        if matching.is_notebook_name(name):
            defect = "is a folder, not a file"
            self.candidates.append(Candidate(path, shown, name, folders, defect))
        elif fits := matching.by_name(name, self._assignments, whole=True):
            self.folders.setdefault(min(fits), (shown, names))

    def _visit_zip(self, path: Path, shown: str, folders: tuple[str, ...]) -> None:
        self._archives += 1
        target = self._unpacked / f"{self._archives:04d}"
        try:
            contents = archives.unpack(path, target, self._limits, most_bytes=self._bytes_left)
        except archives.ArchiveError as error:
            self.problems.append(f"{shown} was not unpacked. {error}")
            return
        self._bytes_left -= contents.size
        self.others += [f"{shown}/{name}" for name in contents.others]
        self.problems += [f"{shown}/{text}, so it was not read." for text in contents.refused]
        self._visit_folder(target, shown, "", folders)

    def _defect(self, path: Path) -> str:
        status = os.lstat(path)
        if not stat.S_ISREG(status.st_mode):
            return "is a link or no ordinary file, not a file of its own"
        if not os.access(path, os.R_OK):
            return "can't be read"
        if status.st_size > self._limits.submission_mb * MEGABYTE:
            return f"is larger than {self._limits.submission_mb:g} MB"
        return ""
