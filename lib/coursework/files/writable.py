"""Folders that a command writes to: tested before minutes of work, replaced where they can't be.

Whether a folder can be written is found out by writing: permission bits don't bind root, and
say nothing of a read-only or full disk.
"""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import click

from coursework.files.texts import reason

VARIABLE = "COURSE_OUTPUT"
ELSEWHERE = "autoencoder-course"  # in the home folder, where the course's can't be written
_ENOUGH = 4_000_000  # bytes: more than the largest notebook that may be stored
_OTHER = f"Name another folder with --output FOLDER or {VARIABLE}=FOLDER"


def objection(folder: Path) -> str | None:
    """Say why a folder can't be written, by trying it.

    Args:
        folder: The folder. It need not exist: then the one that it would be made in is tried.

    Returns:
        The system's reason, such as `Read-only file system`; None if it can be written.
        Nothing is left behind.
    """
    existing = next(place for place in (folder, *folder.absolute().parents) if _is_there(place))
    try:
        with tempfile.NamedTemporaryFile(dir=existing, prefix=".writable-") as file:
            file.write(b"\0" * _ENOUGH)
            file.flush()
    except OSError as error:
        return reason(error)
    return None


def require(*folders: Path) -> None:
    """Make sure that folders can be written, before the work whose result goes there.

    Args:
        folders: The folders; see `objection`.

    Raises:
        click.ClickException: if one can't; it names the folder and the reason.
    """
    for folder in dict.fromkeys(folders):
        if problem := objection(folder):
            raise click.ClickException(
                f"{folder} can't be written ({problem}), and what this command makes is kept "
                "there. Nothing was run. Make room, or work on a copy of the course that is yours."
            )


def output_folder(
    root: Path, name: str, given: Path | None = None, tell: Callable[[str], object] = click.echo
) -> Path:
    """Find the folder that a command's output goes to.

    Args:
        root: The course's root folder.
        name: The folder's name in the course, such as `build`.
        given: The folder that the user named, if any.
        tell: Called with a sentence if the output goes elsewhere than into the course.

    Returns:
        `given`, else `name` in the folder that `COURSE_OUTPUT` names, else in the course, else
        in the home folder's `autoencoder-course`: the first that is given or can be written.

    Raises:
        click.ClickException: if the folder that the user named can't be written, or none can.
    """
    variable = os.environ.get(VARIABLE, "")
    if given is not None or variable:
        folder = given if given is not None else Path(variable).expanduser().absolute() / name
        if problem := objection(folder):
            raise click.ClickException(f"{folder} can't be written: {problem}. {_OTHER}.")
        return folder
    first = root / name
    if not (problem := objection(first)):
        return first
    home = Path(os.path.expanduser("~"))
    second = home / ELSEWHERE / name
    other = objection(second) if home.is_absolute() else "there is no home folder"
    if other:
        raise click.ClickException(
            f"Neither {first} ({problem}) nor {second} ({other}) can be written. {_OTHER}."
        )
    tell(f"{first} can't be written ({problem}), so this goes to {second}. {_OTHER}.")
    return second


def _is_there(place: Path) -> bool:
    try:
        return place.exists()
    except OSError:  # for instance below a file, or in a folder that can't be searched
        return False
