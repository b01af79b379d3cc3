"""Text files, read with their name in every complaint, and replaced whole or not at all."""

import os
import tempfile
from pathlib import Path

import click


def read_text(path: Path) -> str:
    """Read a text file.

    Args:
        path: A file in UTF-8, with or without a byte order mark.

    Returns:
        Its content, each line ending in `\\n`.

    Raises:
        click.ClickException: if it can't be read, or isn't text; the sentence names the file.
    """
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise click.ClickException(f"{path} can't be read: {reason(error)}.") from None
    except UnicodeDecodeError as error:
        raise click.ClickException(
            f"{path} is not UTF-8: byte {error.start} is 0x{error.object[error.start]:02x}. "
            "Save it as UTF-8 in your editor."
        ) from None
    if "\0" in text:
        raise click.ClickException(f"{path} is not text: it holds a zero byte.")
    return text


def write_text(path: Path, text: str) -> bool:
    """Replace a file in one step, and only if its content changes.

    Args:
        path: The file; its folder is made if need be.
        text: The new content.

    Returns:
        True if the file's content changed. Line endings are no content: a checkout on Windows
        may have its own.

    Raises:
        OSError: if it can't be written; it is then as it was.
    """
    if holds(path, text):
        return False
    write_bytes(path, text.encode("utf-8"))
    return True


def write_bytes(path: Path, data: bytes) -> None:
    """Replace a file in one step.

    Args:
        path: The file; its folder is made if need be.
        data: The new content.

    Raises:
        OSError: if it can't be written; it is then as it was.
    """
    try:
        _replace(path, data)
    except OSError as error:  # it names the temporary file, which tells nobody anything
        raise OSError(error.errno, reason(error), str(path)) from error


def _replace(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(temporary, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def holds(path: Path, text: str) -> bool:
    """Say whether a file has this content already; see `write_text` about line endings."""
    data = text.encode("utf-8")
    return path.is_file() and _with_plain_endings(path.read_bytes()) == _with_plain_endings(data)


def reason(error: OSError) -> str:
    """Say in the system's words why a file could not be read or written."""
    return error.strerror or str(error) or type(error).__name__


def _with_plain_endings(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n")
