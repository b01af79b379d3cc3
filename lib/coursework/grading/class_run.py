"""Grade a folder of submissions: `make grade SUBMISSIONS=folder`.

Each submission (see `grading.submissions` for where it may lie) is marked by nbgrader in
a process, a course directory and a gradebook of its own, and is stopped at its limits.
Every folder ends as a row of `grades.csv`, those that could not be marked with the reason.

What this is not: a sandbox against a determined attacker. A submission runs as you, on
your machine, and in the same Python as its own tests (see `grading.confinement` for what
holds it back, `grading.inspection.tampering` for what is noticed). Grade work that you
have reason to distrust in a container.
"""

import hashlib
import json
import os
import re
import shutil
import site
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import click
import psutil

from coursework.grading import (
    confinement,
    environment,
    inspection,
    place,
    processes,
    report,
    sandbox,
    stopping,
    submissions,
    supervisor,
    unfinished,
)
from coursework.grading.forks import Server
from coursework.grading.limits import GIGABYTE, Limits
from coursework.grading.marks import BY_HAND, GradingTask
from coursework.grading.matching import ids
from coursework.grading.report import Row
from coursework.grading.submissions import Submission

_GRADEBOOK_SECONDS = 600
_SYSTEM = ("/usr", "/etc", "/lib", "/proc", "/dev")
_PACKAGES = [
    Path(find_spec(name).origin).parent
    for name in ("keras_autoencoders", "autoencoder_course", "coursework")
]


class CourseChangedError(click.ClickException):
    """The course was changed during grading, so its rows can't be trusted."""


@dataclass(frozen=True)
class Course:
    """What a run grades against, and where it works.

    Attributes:
        root: The course's root folder.
        folder: The folder of submissions.
        output: Where the grades go.
        place: The run's temporary folder.
        limits: What each submission may use.
    """

    root: Path
    folder: Path
    output: Path
    place: Path
    limits: Limits

    @property
    def gradebook(self) -> Path:
        """The gradebook made from the solutions."""
        return self.place / "course" / "gradebook.db"

    @property
    def packages(self) -> Path:
        """A copy of the course's packages; grading imports from it, so that all get the same."""
        return self.place / "packages"

    @property
    def hidden(self) -> tuple[Path, ...]:
        """What no submission may read: solutions, the others' work, your own files."""
        return (*own_files(self.root), self.folder, self.output, self.place)

    @property
    def readable(self) -> tuple[Path, ...]:
        """What a submission needs to read all the same: Python and the packages."""
        extra = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
        python = (sys.prefix, sys.base_prefix, site.getuserbase(), *extra)
        return (self.packages, *(Path(path) for path in python))


def grade(
    folder: Path,
    *,
    root: Path,
    output: Path,
    limits: Limits | None = None,
    jobs: int | None = None,
    progress: report.Progress | None = None,
) -> list[Row]:
    """Grade every submission in a folder.

    Args:
        folder: Holds `student/NN_topic/NN_topic.ipynb`, or is a learning management
            system's export, unpacked or not (see `submissions.find`).
        root: The course's root folder.
        output: Gets `grades.csv`, `questions.csv`, `feedback/` and, for what nbgrader
            could not grade, `logs/`. Those of an earlier run are replaced. Until the run
            is complete, they are in `unfinished/`; a run that was stopped goes on there.
        limits: What each submission may use; the default limits if None.
        jobs: How many at once; as many as cores and memory allow if None.
        progress: Is told what happens; if None, a bar on a terminal and lines elsewhere.

    Returns:
        One row for each submission, by student and assignment.

    Raises:
        click.ClickException: if there is nothing to grade, if it can't be told which folders
            are the students', if the output can't be written or has not
            10 MB of room and 1 MB for each submission, if a solution can't be graded
            against, or if the course was changed meanwhile. No grades are written then.
        KeyboardInterrupt: after Ctrl-C, a termination signal or a closed terminal.
    """
    if os.name == "nt":
        raise click.ClickException("Grading needs Linux or macOS. On Windows, use WSL.")
    limits = limits or Limits()
    progress = progress or report.Progress()
    root, folder, output = root.resolve(), folder.resolve(), output.resolve()
    known = assignments(root)
    if not known:
        raise click.ClickException(f"{root / 'solutions'} holds no NN_topic/NN_topic.ipynb.")
    with stopping.by_signals(), unfinished.folder_in(output) as kept:
        draft = report.Draft(kept)
        with place.temporary() as where, progress:
            handed_in = submissions.find(folder, known, limits, where / "unpacked")
            found = handed_in.submissions
            if not found:
                raise click.ClickException(f"{folder} holds no student's folder.")
            course = Course(root, folder, output, where, limits)
            slots = min(jobs or default_jobs(limits), len(found))
            progress.begin(len(found), slots, handed_in.ignored, handed_in.readings())
            try:
                _grade_into(draft, course, found, slots, progress)
            except KeyboardInterrupt:
                progress.stopped(draft)
                raise
    return draft.rows


def _grade_into(
    draft: report.Draft,
    course: Course,
    found: list[Submission],
    slots: int,
    progress: report.Progress,
) -> None:
    _copy_packages(course)
    settings = course.root / "nbgrader_config.py"
    basis = unfinished.basis((course.root / "solutions", settings, course.packages), course.limits)
    journal = unfinished.Journal(draft.folder, basis)
    rows = journal.recall(found)
    with _writing(course.output):
        taken_over = draft.take_over(rows.values())
    progress.resumed(len(taken_over))
    left = [item for item in found if rows.get(item) not in taken_over]
    unfinished.require_room(course.output, len(left))
    names = {item.assignment for item in found if item.notebook}
    try:
        threads = max(1, _cores() // slots)
        with _server(course, names, threads=threads) as server:
            max_scores = _make_gradebook(course, names, server)
            _grade_solutions(course, {item.assignment for item in left if item.notebook}, server)
            with closing(_results(course, left, slots, progress, server)) as results:
                for submission, finished in results:
                    with _writing(course.output):
                        max_score = max_scores.get(submission.assignment)
                        row = draft.add(submission, finished, max_score)
                        journal.keep(submission, row)
                    progress.ended(row)
    except CourseChangedError:
        draft.discard()
        raise
    with _writing(course.output):
        draft.publish(course.output)


@contextmanager
def _writing(output: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise click.ClickException(
            f"{output} can't be written any more ({error.strerror}). The rows so far are in its "
            "folder `unfinished`; the same command grades the others."
        ) from error


def own_files(root: Path) -> list[Path]:
    """List what is yours alone: the course's folder and your home.

    Where one of them is `/` or another folder of the system, as in a container, hiding it
    would hide Python from a submission. Then what is in it counts: the solutions and
    settings of the course, and the hidden files of your home.

    Args:
        root: The course's root folder.
    """
    try:
        home = Path.home().resolve()
    except RuntimeError:  # neither HOME nor an entry in the list of users
        home = None
    owned = [root / "solutions", root / "nbgrader_config.py"] if _holds_system(root) else [root]
    if home is None:
        return owned
    return [*owned, *(home.glob(".*") if _holds_system(home) else [home])]


def _holds_system(folder: Path) -> bool:
    return any(Path(name).resolve().is_relative_to(folder) for name in _SYSTEM)


def assignments(root: Path) -> dict[str, frozenset[str]]:
    """Return a course's assignments: the solutions that have a notebook, with their cells' ids."""
    notebooks = root.glob("solutions/*/*.ipynb")
    return {path.stem: ids(path) for path in notebooks if path.stem == path.parent.name}


def default_jobs(limits: Limits) -> int:
    """Return how many submissions fit on this machine's cores and in its memory; at least 1."""
    fitting = psutil.virtual_memory().total // (limits.memory_gb * GIGABYTE)
    return max(1, min(_cores(), int(fitting)))


def _cores() -> int:
    return len(supervisor.core_shares(1)[0]) or os.cpu_count() or 1


def _results(
    course: Course,
    found: list[Submission],
    slots: int,
    progress: report.Progress,
    server: Server,
) -> Iterator[tuple[Submission, supervisor.Finished | None]]:
    by_folder: dict[Path, Submission] = {}
    for number, submission in enumerate(found):
        if submission.notebook is None:
            yield submission, None
        else:
            by_folder[course.place / f"{number:04d}"] = submission
    # What is confined can't change the course, so you may go on editing it meanwhile.
    watched = [] if _is_held_back() else [course.root / "solutions", *_PACKAGES]
    before = _contents(course.packages, watched)
    marking = supervisor.mark_all(
        [_task(course, *item) for item in by_folder.items()],
        server=server,
        slots=slots,
        on_start=lambda task: progress.started(by_folder[task.folder]),
    )
    with closing(marking) as results:
        for finished in results:
            if changed := _changed(before, _contents(course.packages, watched)):
                raise CourseChangedError(
                    f"{changed} changed during grading, so no grades were written. If nobody "
                    "edited it, a submission did: restore the course before you grade again."
                )
            yield by_folder[finished.task.folder], finished
            place.remove(finished.task.folder)


def _grade_solutions(course: Course, names: set[str], server: Server) -> None:
    """Make sure that the solutions get all points on this machine; keep what checks say then."""
    tasks = []
    for name in sorted(names):
        notebook = course.root / "solutions" / name / f"{name}.ipynb"
        solution = Submission("", name, notebook)
        tasks.append(_task(course, course.place / f"solution-{name}", solution))
    for finished in supervisor.mark_all(tasks, server=server, slots=1, on_start=lambda task: None):
        mark, name = finished.mark, finished.task.assignment
        lost = [
            question.name
            for question in mark.questions
            if question.score < question.max_score and question.note != BY_HAND
        ]
        if lost or not mark.questions:
            raise click.ClickException(
                f"On this machine the solution of {name} itself doesn't get its points, so no "
                f"submission would. {mark.status}: {mark.reason} Lost: {', '.join(lost) or 'all'}."
            )
        finished.task.successes.replace(finished.task.expected)
        place.remove(finished.task.folder)


def _is_held_back() -> bool:
    return sandbox.is_available() or confinement.landlock_version() > 0


def _task(course: Course, folder: Path, submission: Submission) -> GradingTask:
    return GradingTask(
        course.root,
        submission.assignment,
        submission.notebook,
        folder,
        course.gradebook,
        course.packages,
        course.limits,
        hidden=course.hidden,
        readable=course.readable,
        confined=_is_held_back(),
        sandboxed=sandbox.is_available(),
    )


def _server(course: Course, names: set[str], *, threads: int) -> Server:
    """Start the process that forks for each submission, with what the solutions import."""
    fonts, home = course.place / "fonts", course.place / "home"
    _list_fonts(fonts)
    shutil.copytree(fonts, home / "matplotlib")
    variables = {
        **environment.inherited(),
        **environment.imports(course.packages, threads=threads),
        "HOME": str(home),
        "MPLCONFIGDIR": str(home / "matplotlib"),
    }
    return Server(variables, _imported(course, names) if sandbox.is_available() else ())


def _imported(course: Course, names: set[str]) -> list[str]:
    """List the modules that solutions import: a submission forks from them."""
    found = set()
    for name in names:
        notebook = course.root / "solutions" / name / f"{name}.ipynb"
        found |= inspection.imports(notebook.read_bytes())
    return sorted(found)


def _list_fonts(folder: Path) -> None:
    """Copy matplotlib's list of this machine's fonts; submissions would take seconds to make it."""
    import matplotlib
    import matplotlib.font_manager

    folder.mkdir()
    for path in Path(matplotlib.get_cachedir()).glob("fontlist-*.json"):
        shutil.copyfile(path, folder / path.name)


def _copy_packages(course: Course) -> None:
    for package in _PACKAGES:
        shutil.copytree(package, course.packages / package.name)
    claims = course.root / "course" / "claims"  # what exercises record is named there
    if claims.is_dir():
        copy = course.packages / "autoencoder_course" / "_course" / "claims"
        shutil.copytree(claims, copy, dirs_exist_ok=True)


def _make_gradebook(course: Course, names: set[str], server: Server) -> dict[str, float]:
    """Make the gradebook in a process of its own; return each assignment's points."""
    folder = course.gradebook.parent
    folder.mkdir()
    if not names:
        return {}
    process = server.start("make_gradebook", course.root, folder, tuple(sorted(names)))
    try:
        process.join(_GRADEBOOK_SECONDS)
    finally:
        if process.exitcode is None:  # stuck, or we are being stopped
            processes.kill_descendants(process.pid)
            process.kill()
    if process.exitcode != 0:
        path = folder / "log.txt"
        log = path.read_text("utf-8", "replace") if path.is_file() else ""
        causes = re.findall(r"^(?!.*NbGraderException)[\w.]*Error: .*$", log, re.MULTILINE)
        cause = causes[0] if causes else "it did not finish."
        raise click.ClickException(f"nbgrader can't release {', '.join(sorted(names))}: {cause}")
    return json.loads((folder / "max_scores.json").read_text("utf-8"))


def _contents(packages: Path, others: list[Path]) -> dict[Path, bytes]:
    """The content of all files in some folders; compiled ones count in `packages` only."""
    paths = [*packages.rglob("*")]
    for folder in others:
        paths += [path for path in folder.rglob("*") if "__pycache__" not in path.parts]
    return {path: hashlib.sha256(path.read_bytes()).digest() for path in paths if path.is_file()}


def _changed(before: dict[Path, bytes], after: dict[Path, bytes]) -> Path | None:
    different = [path for path in before | after if before.get(path) != after.get(path)]
    return min(different, default=None)
