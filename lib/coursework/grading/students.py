"""Whose is what in a folder of submissions, however it was exported."""

import os
import stat
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from coursework.grading import archives, exports, matching
from coursework.grading.limits import GIGABYTE, Limits
from coursework.grading.text import visible

_WRAPPERS = {"submission", "submissions", "submitted", "handed in", "handed_in", "export"}
_SEARCHED = 2000  # folders in which to look for notebooks before a folder's kind is decided


@dataclass(frozen=True)
class Part:
    """A folder or file that a student handed in.

    Attributes:
        path: Where it is.
        shown: Its path in the folder of submissions, for people.
        name: The name that the student gave it; a student's own folder has none.
        within: The names of the folders around the student's, if they say an assignment.
    """

    path: Path
    shown: str
    name: str = ""
    within: tuple[str, ...] = ()


@dataclass(frozen=True)
class Student:
    """A student and all that is theirs.

    Attributes:
        name: Their name in the tables.
        parts: What they handed in; empty for what can't be given to a student.
        system: The learning management system that named it; empty for a plain folder.
        problem: Why there is nothing to look at, if that is so.
    """

    name: str
    parts: tuple[Part, ...] = ()
    system: str = ""
    problem: str = ""


class Roster:
    """The students in a folder of submissions.

    Args:
        folder: The folder, or a zip file of it.
        assignments: The names of the assignments.
        limits: How large things may be.
        unpacked: A folder for what is unpacked of archives; made if need be.

    Attributes:
        students: By name.
        ignored: Files that belong to no student, by name.
    """

    def __init__(self, folder: Path, assignments: Collection[str], limits: Limits, unpacked: Path):
        self._assignments, self._limits, self._unpacked = assignments, limits, unpacked
        self._found: list[tuple[exports.Origin, Part, str]] = []
        self._problems: list[Student] = []
        self._archives = 0
        self.ignored: list[str] = []
        if folder.is_file():
            self._add_folder(self._unpack(folder), f"{folder.name}/", ())
        else:
            self._add_folder(folder, "", ())
        self.students = sorted([*self._students(), *self._problems], key=lambda one: one.name)

    def _add_folder(self, folder: Path, shown: str, within: tuple[str, ...]) -> None:
        names = sorted(name for name in os.listdir(folder) if not matching.is_junk(name))
        holders = [name for name in names if (folder / name).is_dir() or archives.is_zip_name(name)]
        for name in names:
            is_alone = holders == [name]
            self._add(folder / name, f"{shown}{name}", within, is_alone=is_alone)

    def _add(self, path: Path, shown: str, within: tuple[str, ...], *, is_alone: bool) -> None:
        kind = os.lstat(path).st_mode
        if stat.S_ISLNK(kind):
            what = "The folder is a link." if path.is_dir() else "It is a link, so it is not read."
            self._problems.append(Student(shown, problem=what))
        elif stat.S_ISDIR(kind):
            if self._is_wrapper(path, shown, is_alone=is_alone):
                self._add_folder(path, f"{shown}/", self._within(path.name, within))
            else:
                self._keep(exports.of_folder(path.name), Part(path, shown, "", within))
        elif not stat.S_ISREG(kind):
            problem = "It is neither a folder nor an ordinary file, so it is not read."
            self._problems.append(Student(shown, problem=problem))
        else:
            self._add_file(path, shown, within, is_alone=is_alone)

    def _add_file(self, path: Path, shown: str, within: tuple[str, ...], *, is_alone: bool) -> None:
        origin, name = exports.of_file(path.name), path.name
        if origin:
            self._keep(origin, Part(path, shown, origin.file, within))
        elif archives.is_zip_name(name):
            self._add_zip(path, shown, within, is_alone=is_alone)
        elif name.lower().endswith(archives.OTHER_ARCHIVES):
            self._keep(_of_archive(name, name.split(".")[0]), Part(path, shown, name, within))
        elif matching.is_notebook_name(name):
            problem = f"{shown} lies in no student's folder: put it in a folder with their name."
            self._problems.append(Student(shown, problem=problem))
        else:
            self.ignored.append(shown)

    def _add_zip(self, path: Path, shown: str, within: tuple[str, ...], *, is_alone: bool) -> None:
        """A zip file is a student's, unless it holds what a system exported of many."""
        try:
            names = archives.names(path, self._limits)
        except archives.ArchiveError:
            names = []  # its student's row will say why
        parts = {part for name in names for part in Path(name).parts}
        if any(_is_exported(part) for part in parts) or (is_alone and _top_folders(names) > 1):
            folder = self._unpack(path)
            if self._is_wrapper(folder, shown, is_alone=is_alone):
                within = self._within(path.stem, within)
                return self._add_folder(folder, f"{shown}/", within)
        part = Part(path, shown, path.name, within)
        return self._keep(_of_archive(path.name, path.name[: -len(".zip")]), part)

    def _unpack(self, archive: Path) -> Path:
        self._archives += 1
        target = self._unpacked / f"export-{self._archives:04d}"
        try:
            archives.unpack(
                archive,
                target,
                self._limits,
                most_bytes=self._limits.disk_gb * GIGABYTE,
                nested=True,
            )
        except archives.ArchiveError as error:
            reason = f"{archive.name} can't be used as an export of submissions. {error}"
            raise click.ClickException(visible(reason)) from error
        return target

    def _is_wrapper(self, folder: Path, shown: str, *, is_alone: bool) -> bool:
        """Say whether a folder holds students' folders, and is none itself."""
        if exports.of_folder(folder.name).system:
            return False
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            return False
        entries = [entry for entry in entries if not matching.is_junk(entry.name)]
        if _are_exported([entry.name for entry in entries]):
            return True
        if matching.by_name(folder.name, self._assignments, whole=True):
            return True
        inner = [Path(entry.path) for entry in entries if entry.is_dir(follow_symlinks=False)]
        inner = [path for path in inner if not matching.by_name(path.name, self._assignments)]
        if not is_alone or not inner:
            return False
        if folder.name.casefold() in {*_WRAPPERS, folder.parent.name.casefold()}:
            return True
        return self._holds_a_class(inner, shown)

    def _holds_a_class(self, inner: list[Path], shown: str) -> bool:
        holders = defaultdict(list)
        for path in inner:
            for assignment in self._held(path):
                holders[assignment].append(path.name)
        most = max(holders.values(), key=len, default=[])
        if len(most) == 2:
            names, shown = visible(" and ".join(most)), visible(shown)
            raise click.ClickException(
                f"{shown} can be read in two ways, as each of {names} in it holds the same "
                f"assignment. If they are students, grade that folder: SUBMISSIONS=…/{shown}. If "
                f"{shown} is the student, keep only the notebook that counts."
            )
        return len(most) > 2

    def _held(self, folder: Path) -> set[str]:
        held = set()
        for number, (place, folders, files) in enumerate(os.walk(folder)):
            folders[:] = [name for name in folders if not matching.is_junk(name)]
            names = [name for name in files if matching.is_notebook_name(name)]
            names += [Path(place).name] if names else []
            for name in names:
                held |= matching.by_name(name, self._assignments)
            if number > _SEARCHED:
                break
        return held

    def _within(self, name: str, within: tuple[str, ...]) -> tuple[str, ...]:
        return (*within, name) if matching.by_name(name, self._assignments) else within

    def _keep(self, origin: exports.Origin, part: Part) -> None:
        around = part.shown.rpartition("/")[0]
        self._found.append((origin, part, around))

    def _students(self) -> Iterator[Student]:
        """Put together what is one student's; numbers tell two of one name apart."""
        numbers = defaultdict(set)
        for origin, _, around in self._found:
            numbers[origin.student, around].add(origin.number)
        namesakes = {name for (name, _), found in numbers.items() if len(found) > 1}
        parts: dict[str, list[Part]] = defaultdict(list)
        systems = {}
        for origin, part, _ in self._found:
            numbered = origin.student in namesakes and origin.number
            name = f"{origin.student} ({origin.number})" if numbered else origin.student
            parts[name].append(part)
            systems[name] = systems.get(name) or origin.system
        for name, found in parts.items():
            yield Student(name, tuple(found), systems[name])


def _of_archive(name: str, stem: str) -> exports.Origin:
    return exports.of_folder(stem if exports.is_name(stem) else name)


def _is_exported(name: str) -> bool:
    return bool(exports.of_folder(name).system or exports.of_file(name))


def _are_exported(names: list[str]) -> bool:
    """Whether a system named these. One file may be called so by chance; two, hardly."""
    files = [origin for name in names if (origin := exports.of_file(name))]
    folders = [name for name in names if exports.of_folder(name).system]
    moodle = [origin for origin in files if origin.system == "Moodle"]
    return bool(folders or moodle) or len({origin.number for origin in files}) > 1


def _top_folders(names: list[str]) -> int:
    """How many folders a zip file holds at the top, or in the one folder there."""
    split = [Path(name).parts for name in names]
    paths = [parts for parts in split if parts and not matching.is_junk(parts[0])]
    top = {parts[0] for parts in paths if len(parts) > 1}
    if len(top) == 1:
        top = {parts[1] for parts in paths if len(parts) > 2}
    return len(top)
