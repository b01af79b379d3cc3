"""Unfinished files: marked while their writer lives, so that what a killed one left can go."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows, where a file that somebody writes cannot be removed anyway
    fcntl = None

_OLD = 3_600.0  # seconds after which a file without a mark belongs to no living writer


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Mark a file, still empty, as unfinished and in work; the mark ends with the process.

    Args:
        path: the file, which may be renamed meanwhile.
    """
    if fcntl is None:
        yield
        return
    with open(path, "r+b") as file:
        with suppress(OSError):  # some network drives have no locks
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def is_abandoned(path: Path) -> bool:
    """Whether nobody is going to finish a file.

    Args:
        path: a file that its writer marks with `held` before anything is in it.

    Returns:
        True where the writer is dead; where the system does not tell, after an hour.
    """
    try:
        status = path.stat()
    except OSError:  # already gone
        return False
    if fcntl is not None and status.st_size > 0:
        try:
            with open(path, "r+b") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            return False
        except OSError:  # a folder, or a drive without locks
            pass
    return time.time() - status.st_mtime > _OLD
