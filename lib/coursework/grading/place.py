"""The temporary folder of a grading run, and what killed runs left of theirs."""

import errno
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import click

from coursework.grading import control_groups, sockets

_PREFIX = "grading-"
_LOCK = "in use"


@contextmanager
def temporary() -> Iterator[Path]:
    """Make a run's folder and remove it in the end; remove those of killed runs first.

    Yields:
        The folder, under a name that is short enough for sockets in it.

    Raises:
        click.ClickException: if there is no temporary folder that can be written.
    """
    try:
        base = Path(tempfile.gettempdir()).resolve()
    except FileNotFoundError as error:
        raise click.ClickException(f"{error.strerror}. Set TMPDIR to one.") from error
    _remove_abandoned(base)
    # It gets the name that others look for once it is locked: until then it looks abandoned.
    unlocked = Path(tempfile.mkdtemp(prefix=f"new-{_PREFIX}", dir=base))
    with locked(unlocked / _LOCK):
        place = unlocked.rename(base / unlocked.name.removeprefix("new-"))
        try:
            with sockets.short_name(place) as short:
                yield short
        finally:
            remove(place)


@contextmanager
def locked(path: Path) -> Iterator[bool]:
    """Hold a lock on a file; the system lets go of it when this process ends, killed or not.

    Args:
        path: The file; it is made if need be.

    Yields:
        True; False on a file system without locks, where nothing is held.

    Raises:
        BlockingIOError: if another process holds it, or has just removed it.
    """
    import fcntl  # not on Windows

    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            held = True
        except BlockingIOError:
            raise
        except OSError:  # such as ENOLCK, of a network folder
            held = False
        if not _is_at(path, file):  # who held it before may have removed it meanwhile
            raise BlockingIOError(errno.EWOULDBLOCK, "Removed by another process", str(path))
        yield held


def _is_at(path: Path, file: IO) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def remove(folder: Path) -> None:
    """Remove a folder, whatever a submission made of its modes and depth, or do nothing."""
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        return
    except (OSError, RecursionError):
        # A submission may leave folders that can't be written to, or thousands of levels.
        subprocess.run(["chmod", "-R", "u+rwX", folder], stderr=subprocess.DEVNULL, check=False)
        subprocess.run(["rm", "-rf", folder], check=False)


def _remove_abandoned(base: Path) -> None:
    # Two runs may do so at once: whatever is found can be gone a moment later.
    for folder in base.glob(f"{_PREFIX}*"):
        with suppress(FileNotFoundError):
            is_runs = not folder.is_symlink() and (folder / _LOCK).is_file()
            if is_runs and _is_mine(folder):
                _remove_unless_in_use(folder)
    for link in Path(sockets.folder()).glob(f"{_PREFIX}*"):
        with suppress(FileNotFoundError):
            if link.is_symlink() and not link.exists() and _is_mine(link):
                link.unlink()


def _is_mine(path: Path) -> bool:
    return path.lstat().st_uid == os.getuid()


def _remove_unless_in_use(folder: Path) -> None:
    with suppress(OSError), locked(folder / _LOCK) as held:
        if held:  # else it may be a running one's
            control_groups.remove_those_of(folder.name)
            remove(folder)
