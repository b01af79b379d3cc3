"""What a grading run keeps in the output folder, so that stopping it loses no finished row.

Rows, feedback pages and logs go to `unfinished/` as they come, and replace an earlier
run's only when all are in. The next run takes over those that it would grade the same.
"""

import hashlib
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict
from errno import EACCES
from importlib import metadata
from pathlib import Path

import click

from coursework.grading import place
from coursework.grading.limits import Limits
from coursework.grading.marks import Mark, Status
from coursework.grading.report import Draft, Row
from coursework.grading.submissions import Submission

_LOCK = "in use"
_ROWS = "rows"
_ROOM = 10_000_000  # bytes that a run needs at least: its tables, and what moving folders takes
_ROOM_OF_EACH = 1_000_000  # and for each submission: a feedback page with figures, a log, its row


@contextmanager
def folder_in(output: Path) -> Iterator[Path]:
    """Make sure that the grades can be written, and keep other runs from writing there.

    Args:
        output: Where the grades go; made if need be.

    Yields:
        Its folder `unfinished`. Removed in the end if it holds nothing, and if the file system
        has locks: without them it may be another run's.

    Raises:
        click.ClickException: if `output` can't be written, or if another run writes there.
    """
    folder = output / "unfinished"
    with ExitStack() as stack:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if stack.enter_context(place.locked(folder / _LOCK)):
                stack.callback(_remove_if_empty, folder)  # before the lock is let go of
            _try_to_write(output)
            for name in Draft.NAMES:  # to move a folder away takes the right to write in it
                if (output / name).is_dir() and not os.access(output / name, os.W_OK):
                    raise PermissionError(EACCES, f"{name} in it can't be replaced")
        except BlockingIOError:
            raise click.ClickException(
                f"Another run is writing its grades to {output}. Wait for it, or choose --output."
            ) from None
        except OSError as error:
            raise click.ClickException(
                f"Expected an output folder that can be written. Received: {output} "
                f"({error.strerror})."
            ) from error
        yield folder


def require_room(output: Path, count: int) -> None:
    """Make sure, before anything is marked, that there is room for what a run writes.

    Args:
        output: Where the grades go, an existing folder.
        count: Submissions that are to be marked.

    Raises:
        click.ClickException: if fewer than 10 MB and 1 MB for each submission are free.
    """
    needed, free = _ROOM + count * _ROOM_OF_EACH, shutil.disk_usage(output).free
    if free < needed:
        raise click.ClickException(
            f"Expected at least {needed / 1e6:,.0f} MB of room in {output}, for {count} "
            f"submissions. Received: {free / 1e6:,.0f} MB. Nothing was marked. Make room, or "
            "choose another folder with --output."
        )


def _try_to_write(output: Path) -> None:
    """Write what a run needs at least: where there is a quota, a disk's free room says nothing."""
    with tempfile.TemporaryFile(dir=output) as file:
        file.write(b"\0" * _ROOM)
        file.flush()


class Journal:
    """The rows of a run that isn't complete.

    Args:
        folder: `unfinished`.
        basis: What all rows depend on, as `basis` returns it.
    """

    def __init__(self, folder: Path, basis: str):
        self._folder = folder / _ROWS
        self._basis = basis
        self._keys: dict[Submission, str] = {}

    def recall(self, submissions: Iterable[Submission]) -> dict[Submission, Row]:
        """Read the rows that an earlier run had finished; forget those that no longer hold.

        Args:
            submissions: All that are to be graded.

        Returns:
            The row of each submission that would be graded the same again. A submission
            that nbgrader could not grade isn't among them: it gets another chance.
        """
        found, kept = {}, set()
        for submission in submissions:
            if submission.notebook is None:
                continue
            self._keys[submission] = self._key(submission)
            path = self._path(submission)
            with suppress(OSError, ValueError, KeyError, TypeError):  # cut off by a crash
                row = _row(json.loads(path.read_text("utf-8")))
                if row.mark.status is not Status.ERROR:
                    found[submission] = row
                    kept.add(path)
        for path in set(self._folder.glob("*")) - kept:
            path.unlink()
        return found

    def keep(self, submission: Submission, row: Row) -> None:
        """Write down a finished row of a submission that `recall` was given."""
        if submission in self._keys:
            text = json.dumps(asdict(row))
            self._folder.mkdir(exist_ok=True)
            path = self._path(submission)
            draft = path.with_suffix(".new")
            draft.write_text(text, "utf-8")
            draft.replace(path)

    def _path(self, submission: Submission) -> Path:
        return self._folder / f"{self._keys[submission]}.json"

    def _key(self, submission: Submission) -> str:
        # Before it is marked: what is handed in later makes another key.
        content = hashlib.sha256(submission.notebook.read_bytes()).hexdigest()
        names = [submission.student, submission.assignment, submission.file, submission.notes]
        parts = [*names, content, self._basis]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def basis(folders: Iterable[Path], limits: Limits) -> str:
    """Digest what every row of a run depends on, besides the submission itself.

    Args:
        folders: Folders and files: the solutions, the packages, the settings.
        limits: What submissions may use.

    Returns:
        A digest. It changes with their content, with the limits, and with the versions of
        Python, nbgrader and Keras.
    """
    digest = hashlib.sha256(repr(limits).encode())
    versions = [metadata.version(name) for name in ("nbgrader", "keras")]
    backend = os.environ.get("KERAS_BACKEND", "")
    digest.update(repr([platform.python_version(), *versions, backend]).encode())
    for folder in folders:
        files = [folder] if folder.is_file() else folder.rglob("*")
        for path in sorted(path for path in files if path.is_file()):
            if "__pycache__" not in path.parts:
                digest.update(os.fsencode(path.relative_to(folder.parent)))
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _row(raw: dict) -> Row:
    return Row(**{**raw, "mark": Mark.of(raw["mark"])})


def _remove_if_empty(folder: Path) -> None:
    if not any(path.is_file() for path in folder.rglob("*") if path.name != _LOCK):
        place.remove(folder)
        with suppress(OSError):
            folder.parent.rmdir()
