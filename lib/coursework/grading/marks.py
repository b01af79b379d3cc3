"""What goes into the grading of one submission, and what comes out of it."""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from coursework.grading.control_groups import ControlGroup
from coursework.grading.limits import Limits

BY_HAND = "to be graded by hand"  # the note of such a question


class Status(StrEnum):
    """How the grading of a submission ended."""

    GRADED = "graded"
    NEEDS_ATTENTION = "needs attention"
    TIME_LIMIT = "time limit"
    MEMORY_LIMIT = "memory limit"
    DISK_LIMIT = "disk limit"
    PROCESS_LIMIT = "process limit"
    KERNEL_DIED = "kernel died"
    NOT_A_NOTEBOOK = "not a notebook"
    NOTHING_SUBMITTED = "nothing submitted"
    ERROR = "error"


@dataclass(frozen=True)
class Question:
    """The score of one test."""

    name: str
    score: float
    max_score: float
    note: str = ""


@dataclass(frozen=True)
class Mark:
    """What became of one submission. Without questions it has no score."""

    status: Status
    reason: str = ""
    questions: tuple[Question, ...] = ()

    @property
    def score(self) -> float | None:
        """The points, or None if nothing was scored."""
        return sum(question.score for question in self.questions) if self.questions else None

    def write(self, path: Path) -> None:
        """Write this mark as JSON."""
        path.write_text(json.dumps(asdict(self)), "utf-8")

    @classmethod
    def read(cls, path: Path) -> "Mark":
        """Read what `write` wrote."""
        return cls.of(json.loads(path.read_text("utf-8")))

    @classmethod
    def of(cls, raw: dict) -> "Mark":
        """Make a mark of what `dataclasses.asdict` makes of one."""
        questions = tuple(Question(**question) for question in raw["questions"])
        return cls(Status(raw["status"]), raw["reason"], questions)


class UnusableError(Exception):
    """A submission that can't be marked; the message says why, for the CSV."""

    def __init__(self, status: Status, reason: str):
        super().__init__(reason)
        self.mark = Mark(status, reason)


@dataclass(frozen=True)
class GradingTask:
    """One submission to mark.

    Attributes:
        root: The course's root folder.
        assignment: `NN_topic`.
        notebook: The submitted file.
        folder: A folder that only this submission's grading uses; it is made.
        gradebook: The gradebook made from the solutions; it is copied, never written.
        packages: The folder that the submission imports the course's packages from.
        limits: What the submission may use.
        hidden: What it must not read, except for what is in `readable`.
        readable: What it needs to read, wherever that lies.
        cores: The processor cores it runs on.
        confined: Whether to confine it (see `confinement`), where there is no sandbox.
        sandboxed: Whether it gets a world of its own (see `sandbox`).
        group: The control group that counts its memory, if there is one.
    """

    root: Path
    assignment: str
    notebook: Path
    folder: Path
    gradebook: Path
    packages: Path
    limits: Limits
    hidden: tuple[Path, ...] = ()
    readable: tuple[Path, ...] = ()
    cores: tuple[int, ...] = ()
    confined: bool = False
    sandboxed: bool = False
    group: ControlGroup | None = None

    @property
    def group_name(self) -> str:
        """A name for its control group that no other submission has, of any run."""
        return f"{self.folder.parent.name}-{self.folder.name}"

    @property
    def scratch(self) -> Path:
        """The folder that the submission may write to."""
        return self.folder / "scratch"

    @property
    def result(self) -> Path:
        """The mark, as JSON."""
        return self.folder / "result.json"

    @property
    def log(self) -> Path:
        """What nbgrader and the kernel had to say."""
        return self.folder / "log.txt"

    @property
    def successes(self) -> Path:
        """The lines of success that its checks printed, by test, as JSON."""
        return self.folder / "successes.json"

    @property
    def expected(self) -> Path:
        """The same of the solution; not there until that is graded."""
        return self.gradebook.parent / f"{self.assignment}.successes.json"

    @property
    def feedback(self) -> Path:
        """The feedback page that nbgrader makes."""
        return self.folder / "feedback" / "student" / self.assignment / f"{self.assignment}.html"
