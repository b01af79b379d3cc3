"""Short names for Unix sockets: a longer one than 107 bytes (103 on macOS) can't be opened.

`TMPDIR` may be longer than that by itself, on a cluster or under a long user's name.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

LONGEST_BASE = 50  # bytes of a folder's name; what is put in it adds fewer than 53
ARE_FILES = os.name != "nt"  # on Windows, Jupyter's are TCP ports
_OTHERS = ("/tmp", "/var/tmp", "/dev/shm")


def folder() -> str:
    """Return a folder for temporary files in which the name of a socket stays short enough.

    Returns:
        The temporary folder (`TMPDIR`), or a usual one if that has a long name. On Windows,
        names may be long: sockets are no files there.

    Raises:
        click.ClickException: if there is none that can be written.
    """
    usual = tempfile.gettempdir()
    if not ARE_FILES:
        return usual
    candidates = (usual, *filter(None, [os.environ.get("XDG_RUNTIME_DIR")]), *_OTHERS)
    for candidate in candidates:
        usable = os.path.isdir(candidate) and os.access(candidate, os.W_OK | os.X_OK)
        if usable and len(os.fsencode(candidate)) <= LONGEST_BASE:
            return candidate
    raise click.ClickException(
        f"Expected a temporary folder with a name of at most {LONGEST_BASE} bytes, for sockets. "
        f"Received: TMPDIR={usual}. None of {', '.join(_OTHERS)} can be written in its place."
    )


@contextmanager
def short_name(path: Path) -> Iterator[Path]:
    """Give a folder a second name that is short enough for sockets in it.

    Args:
        path: A folder directly in the temporary folder.

    Yields:
        `path` itself if its name is short, else the same folder by way of `folder()`: either
        that leads to it already, or it gets a link there, which is removed at the end.
    """
    if len(os.fsencode(path.parent)) <= LONGEST_BASE:
        yield path
        return
    link = Path(folder(), path.name)
    if link.exists() and link.samefile(path):  # `TMPDIR` is itself a short link to a long name
        yield link
        return
    link.symlink_to(path)
    try:
        yield link
    finally:
        link.unlink(missing_ok=True)
