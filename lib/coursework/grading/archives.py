"""Unpack the notebooks of a zip file: nothing else, nothing outside, nothing endless."""

import io
import lzma
import os
import re
import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from coursework.grading.limits import MEGABYTE, Limits
from coursework.grading.matching import is_junk, is_notebook_name

OTHER_ARCHIVES = (".7z", ".bz2", ".gz", ".rar", ".tar", ".tgz", ".xz")
_INDEX_BYTES = 16 * MEGABYTE  # the list of members; enough for 100,000 of them
_OUTSIDE = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)")


class ArchiveError(Exception):
    """A zip file that isn't unpacked; the message is a whole sentence."""


@dataclass
class Contents:
    """What `unpack` did.

    Attributes:
        size: The bytes that it wrote.
        others: The names of members that were left in the archive, as they are of no use.
        refused: One phrase for each member that was left in it for a reason.
    """

    size: int = 0
    others: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def is_zip_name(name: str) -> bool:
    """Say whether a file is called a zip file."""
    return name.lower().endswith(".zip")


def names(archive: Path, limits: Limits) -> list[str]:
    """List the files in a zip file.

    Args:
        archive: The zip file, a regular one.
        limits: How many members there may be.

    Returns:
        The members' names.

    Raises:
        ArchiveError: as for `unpack`.
    """
    with _opened(archive, limits) as opened:
        return [member.filename for member in opened.infolist() if not member.is_dir()]


def unpack(
    archive: Path, target: Path, limits: Limits, *, most_bytes: float, nested: bool = False
) -> Contents:
    """Unpack the notebooks of a zip file.

    Args:
        archive: The zip file, a regular one.
        target: A folder to unpack to; it is made.
        limits: How large a notebook may be, and how many members there may be.
        most_bytes: How much may be written.
        nested: Whether zip files in it are unpacked from it too, as files.

    Returns:
        What was done.

    Raises:
        ArchiveError: if it can't be read, has a member that leads outside, or too much in it.
    """
    with _opened(archive, limits) as opened:
        contents, chosen = _choose(opened.infolist(), limits, nested)
        contents.size = sum(member.file_size for member in chosen)
        if contents.size > most_bytes:
            raise ArchiveError(f"It unpacks to more than {most_bytes / MEGABYTE:g} MB.")
        target.mkdir(parents=True)
        for member in chosen:
            _write(opened, member, target)
        return contents


@contextmanager
def _opened(archive: Path, limits: Limits) -> Iterator[zipfile.ZipFile]:
    try:
        with _BoundedFile(archive) as file, zipfile.ZipFile(file) as opened:
            if len(opened.infolist()) > limits.files:
                raise ArchiveError(f"It holds more than {limits.files} files.")
            for member in opened.infolist():
                if _leads_out(member.orig_filename) or _leads_out(member.filename):
                    raise ArchiveError(f"Its member {member.filename} leads out of its folder.")
            yield opened
    except zipfile.BadZipFile as error:
        raise ArchiveError(f"It is no zip file, or a damaged one: {error}.") from error
    except NotImplementedError as error:  # a RuntimeError too, so it comes first
        raise ArchiveError("It is compressed in a way that Python doesn't know.") from error
    except RuntimeError as error:  # so zipfile reports a missing password
        raise ArchiveError("It has a password.") from error
    except (OSError, ValueError, EOFError, zlib.error, lzma.LZMAError, struct.error) as error:
        cause = getattr(error, "strerror", None) or error  # without a path of this machine
        raise ArchiveError(f"It can't be unpacked: {cause}.") from error


def _leads_out(name: str) -> bool:
    return bool(_OUTSIDE.search(name))


class _BoundedFile(io.FileIO):
    """A file that no one can read at one go into more memory than an index should need."""

    def read(self, size=-1):
        if size is None or size < 0:
            size = max(0, os.fstat(self.fileno()).st_size - self.tell())
        if size > _INDEX_BYTES:
            raise OSError("its list of members is too long")
        return super().read(size)


def _choose(
    members: list[zipfile.ZipInfo], limits: Limits, nested: bool
) -> tuple[Contents, list[zipfile.ZipInfo]]:
    contents, chosen = Contents(), []
    for member in members:
        name = member.filename
        if member.is_dir() or any(map(is_junk, PurePosixPath(name).parts)):
            continue
        if stat.S_ISLNK(member.external_attr >> 16):
            contents.refused.append(f"{name} is a link")
        elif is_zip_name(name) and not nested:
            contents.refused.append(f"{name} is a zip file in a zip file")
        elif not is_zip_name(name) and not is_notebook_name(PurePosixPath(name).name):
            contents.others.append(name)
        elif not is_zip_name(name) and member.file_size > limits.submission_mb * MEGABYTE:
            contents.refused.append(f"{name} is larger than {limits.submission_mb:g} MB")
        else:
            chosen.append(member)
    return contents, chosen


def _write(opened: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> None:
    path = target / member.filename  # it leads nowhere else: `_opened` looked
    path.parent.mkdir(parents=True, exist_ok=True)
    with opened.open(member) as source, path.open("xb") as file:
        shutil.copyfileobj(source, file)
