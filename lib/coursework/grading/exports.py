"""How learning management systems name what they export."""

import re
from dataclasses import dataclass

# A folder for each student, or flat files. `file` is the name that the student gave it.
_FOLDERS = {
    "Moodle": re.compile(r"(?P<student>.+)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)_?"),
    "Brightspace": re.compile(r"(?P<id>\d+-\d+) - (?P<student>.+?) - .*\d{4}.*"),
}
_FILES = {
    "Moodle": re.compile(
        r"(?P<student>.+)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)_(?P<file>.+)"
    ),
    "Blackboard": re.compile(
        r".+_(?P<id>(?P<student>[^_]+))_attempt_\d{4}(?:-\d\d){5}(?:_(?P<file>.+)|\.txt)"
    ),
    "Canvas": re.compile(r"(?P<student>.+?)(?:_LATE)?_(?P<id>\d+)_\d+_(?P<file>.+)"),
}


@dataclass(frozen=True)
class Origin:
    """Whose a folder or file is.

    Attributes:
        student: The student's name, as the system writes it.
        number: What tells students of one name apart: the system's number, else nothing.
        file: The name that the student gave a file; empty for a folder.
        system: The learning management system; empty for a plain folder.
    """

    student: str
    number: str = ""
    file: str = ""
    system: str = ""


def of_folder(name: str) -> Origin:
    """Read the name of a student's folder, or of their zip file without its ending.

    Args:
        name: Its name, for example `Ann Lee_12345_assignsubmission_file_`.

    Returns:
        Whose it is; the student of a plain folder has its name.
    """
    return _read(name, _FOLDERS) or Origin(name)


def of_file(name: str) -> Origin | None:
    """Read the name of a file in a flat export.

    Args:
        name: Its name, for example `leeann_123_456_01_vanilla-1.ipynb`.

    Returns:
        Whose it is, or None if no system names files so.
    """
    return _read(name, _FILES)


def is_name(student: str) -> bool:
    """Say whether a student can be called so: feedback goes to a folder of that name."""
    return bool(student.strip(" .")) and "/" not in student


def _read(name: str, patterns: dict[str, re.Pattern]) -> Origin | None:
    for system, pattern in patterns.items():
        if match := pattern.fullmatch(name):
            found = match.groupdict()
            student = found["student"].strip()
            if is_name(student):
                return Origin(student, found["id"], found.get("file") or "", system)
    return None
