"""What a grading run tells and leaves behind: progress, tables, feedback pages."""

import csv
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from coursework.grading import confinement, control_groups, sandbox
from coursework.grading.feedback import plain_page
from coursework.grading.marks import Mark, Question, Status
from coursework.grading.place import remove
from coursework.grading.submissions import Submission
from coursework.grading.supervisor import Finished
from coursework.grading.text import for_spreadsheet, visible

_LOG_BYTES = 100_000
_FEEDBACK_BYTES = 100_000_000
_REPLACED = "replaced"


@dataclass(frozen=True)
class Row:
    """One line of `grades.csv`; `mark.questions` are its lines of `questions.csv`."""

    student: str
    assignment: str
    mark: Mark
    max_score: float | None
    seconds: float
    file: str = ""

    def fields(self) -> dict[str, str]:
        """Return the line as it is written."""
        return {
            "student": self.student,
            "assignment": self.assignment,
            "score": _points(self.mark.score),
            "max_score": _points(self.max_score),
            "status": self.mark.status.value,
            "reason": self.mark.reason,
            "seconds": f"{self.seconds:.1f}",
            "file": self.file,
        }


class Draft:
    """The results of a run before all of them are in.

    Args:
        folder: Where to keep them meanwhile; made if need be.
    """

    NAMES = ("feedback", "logs", "questions.csv", "grades.csv")  # what `publish` puts in place

    def __init__(self, folder: Path):
        self.rows: list[Row] = []
        self.folder = folder
        folder.mkdir(exist_ok=True)

    def take_over(self, rows: Iterable[Row]) -> list[Row]:
        """Take in rows whose feedback lies in the folder already; remove all others' files.

        Args:
            rows: The rows.

        Returns:
            Those whose feedback page is there.
        """
        rows = list(rows)
        pages = [self.folder / _page(row, "feedback", ".html") for row in rows]
        self.rows = [row for row, page in zip(rows, pages, strict=True) if page.is_file()]
        remove(self.folder / _REPLACED)
        remove(self.folder / "logs")
        for path in self.folder.glob("feedback/*/*"):
            if path not in pages:
                path.unlink()
        if self.rows:
            self._write_tables()
        else:
            for name in ("grades.csv", "questions.csv"):
                (self.folder / name).unlink(missing_ok=True)
        return [*self.rows]

    def add(
        self, submission: Submission, finished: Finished | None, max_score: float | None
    ) -> Row:
        """Take in one submission with its feedback.

        Args:
            submission: The submission.
            finished: What marking it came to; None if there was nothing to mark.
            max_score: The assignment's points; None if there is no such assignment.

        Returns:
            Its row.
        """
        mark = submission.annotated(finished.mark if finished else submission.mark)
        seconds = finished.seconds if finished else 0.0
        row = Row(
            submission.student, submission.assignment, mark, max_score, seconds, submission.file
        )
        if max_score is not None:
            self._keep_feedback(row, finished)
        if finished and mark.status is Status.ERROR:
            _keep_end(finished.task.log, self._place(row, "logs", ".txt"))
        self.rows.append(row)
        self._write_tables()
        return row

    def publish(self, output: Path) -> None:
        """Write the tables, then put everything in place of an earlier run's.

        Args:
            output: Where to; made if need be. Other files in it are left alone.
        """
        self._write_tables()
        output.mkdir(parents=True, exist_ok=True)
        (self.folder / _REPLACED).mkdir(exist_ok=True)
        for name in self.NAMES:
            old, new = output / name, self.folder / name
            if old.exists() or old.is_symlink():
                old.replace(self.folder / _REPLACED / name)
            if new.exists():
                new.replace(old)
        remove(self.folder)

    def discard(self) -> None:
        """Forget everything."""
        remove(self.folder)

    def _write_tables(self) -> None:
        self.rows.sort(key=lambda row: (row.student, row.assignment))
        grades = [row.fields() for row in self.rows]
        questions = [
            {"student": row.student, "assignment": row.assignment, **_columns_of(question)}
            for row in self.rows
            for question in row.mark.questions
        ]
        _write_table(self.folder / "grades.csv", _GRADES, grades)
        _write_table(self.folder / "questions.csv", _QUESTIONS, questions)

    def _keep_feedback(self, row: Row, finished: Finished | None) -> None:
        page = self._place(row, "feedback", ".html")
        made = finished.task.feedback if finished else None
        if made and made.is_file() and made.stat().st_size < _FEEDBACK_BYTES:
            shutil.copyfile(made, page)
            return
        title = f"{row.student}: {row.assignment}"
        text = plain_page(title, row.mark.status, row.mark.reason)
        page.write_text(text, "utf-8", "replace")

    def _place(self, row: Row, kind: str, ending: str) -> Path:
        path = self.folder / _page(row, kind, ending)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path


class Progress:
    """Tells how a run goes: a bar on a terminal, plain lines elsewhere.

    Args:
        console: Where to.
    """

    def __init__(self, console: Console | None = None):
        self._console = console or Console(stderr=True)
        self._bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
            transient=True,
        )
        self._task = self._bar.add_task("grading", total=None)
        self._running: list[str] = []
        self._total = self._done = 0

    def __enter__(self) -> "Progress":
        self._bar.start()
        return self

    def __exit__(self, *_) -> None:
        with suppress(OSError):  # the terminal may be gone
            self._bar.stop()

    def begin(
        self, total: int, slots: int, ignored: list[str], readings: Iterable[str] = ()
    ) -> None:
        """Say what is about to be graded, how it was read, and what protects the machine."""
        self._total = total
        self._bar.update(self._task, total=total)
        self._say(f"{total} submissions, {slots} at once. {_isolation()}")
        for reading in readings:
            self._say(reading)
        if ignored:
            self._say(f"Ignored, as they aren't folders: {', '.join(ignored)}.")

    def started(self, submission: Submission) -> None:
        """Show a submission as running."""
        self._running.append(submission.student)
        self._update()

    def ended(self, row: Row) -> None:
        """Print a finished row."""
        self._done += 1
        if row.student in self._running:
            self._running.remove(row.student)
        score = "no score" if row.mark.score is None else f"{row.mark.score:g}/{row.max_score:g}"
        text = f"{self._done}/{self._total} {row.student} {row.assignment}: {score}"
        if row.mark.status is not Status.GRADED:
            text += f", {row.mark.status}."
        if row.mark.reason:
            text += f" {row.mark.reason}"
        if row.file and not row.file.endswith(f"{row.student}/{_usual(row.assignment)}"):
            text += f" Read from {row.file}."
        self._say(f"{text} ({row.seconds:.0f} s)")
        self._update()

    def resumed(self, count: int) -> None:
        """Say how many rows were taken over from a run that was stopped."""
        if count:
            self._done += count
            self._say(f"{count} of them were graded before the last run was stopped.")
            self._update()

    def stopped(self, draft: Draft) -> None:
        """Say what there is of a run that is being stopped."""
        text = f"Stopped: {len(draft.rows)} of {self._total} are graded."
        if draft.rows:
            text += f" Their rows are in {draft.folder / 'grades.csv'}; the same command grades"
            text += " the others."
        with suppress(OSError):  # the terminal may be gone
            self._say(text)

    def _update(self) -> None:
        names = escape(visible(", ".join(self._running)))
        self._bar.update(self._task, completed=self._done, description=f"grading {names}")

    def _say(self, text: str) -> None:
        self._console.print(visible(text), markup=False, highlight=False, soft_wrap=True)


def _isolation() -> str:
    if not sandbox.is_available():
        return (
            "Less isolated: there is no bubblewrap that works (on Debian and Ubuntu: apt install "
            f"bubblewrap). {confinement.describe()}"
        )
    text = "Each one has processes, network, memory and files of its own (bubblewrap)."
    if not control_groups.available():
        text += " Its memory is measured while it runs: no control groups can be made here."
    return text


_GRADES = ("student", "assignment", "score", "max_score", "status", "reason", "seconds", "file")
_QUESTIONS = ("student", "assignment", "question", "score", "max_score", "note")


def _columns_of(question: Question) -> dict[str, str]:
    return {
        "question": question.name,
        "score": _points(question.score),
        "max_score": _points(question.max_score),
        "note": question.note,
    }


def _usual(assignment: str) -> str:
    return f"{assignment}/{assignment}.ipynb"


def _page(row: Row, kind: str, ending: str) -> Path:
    return Path(kind, row.student, f"{row.assignment}{ending}")


def _points(points: float | None) -> str:
    return "" if points is None else f"{points:g}"


def _write_table(path: Path, columns: tuple[str, ...], rows: list[dict[str, str]]) -> None:
    draft = path.with_suffix(".new")
    try:
        with draft.open("w", newline="", encoding="utf-8") as file:
            # Quotes around all: where commas are decimal, spreadsheets split lines at semicolons.
            writer = csv.DictWriter(file, columns, quoting=csv.QUOTE_ALL)
            writer.writeheader()
            for row in rows:
                writer.writerow({name: for_spreadsheet(text) for name, text in row.items()})
        draft.replace(path)
    except OSError:  # the disk is full, and half a table takes up room
        draft.unlink(missing_ok=True)
        raise


def _keep_end(log: Path, target: Path) -> None:
    if log.is_file():
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - _LOG_BYTES))
            target.write_bytes(file.read())
