"""Grade a folder of submissions: `make grade SUBMISSIONS=folder`.

Each submission (see `grading.submissions` for where it may lie) is marked by nbgrader in
a process, a course directory and a gradebook of its own, and is stopped at its limits.
Every folder ends as a row of `grades.csv`, those that could not be marked with the reason.

On Linux, a submission runs in a world of its own (`grading.sandbox`), elsewhere as you and on
your machine (`grading.confinement` says what holds it back). It always runs in the same Python
as its own tests; `docs/grading.md` says what remains possible, and what is noticed.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click
import psutil

from coursework.grading import (
    place,
    preparation,
    report,
    sandbox,
    stopping,
    submissions,
    supervisor,
    unfinished,
)
from coursework.grading.course import Course, assignments, is_held_back
from coursework.grading.forks import Server
from coursework.grading.limits import GIGABYTE, Limits
from coursework.grading.report import Row
from coursework.grading.submissions import Submission


class CourseChangedError(click.ClickException):
    """The course was changed during grading, so its rows can't be trusted."""


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
    preparation.copy_packages(course)
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
        with preparation.start_server(course, names, threads=threads) as server:
            max_scores = preparation.make_gradebook(course, names, server)
            preparation.grade_solutions(
                course, {item.assignment for item in left if item.notebook}, server
            )
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
    # What is held back can't change the course, so you may go on editing it meanwhile.
    watched = [] if is_held_back() else [course.root / "solutions", *preparation.PACKAGES]
    before = _contents(course.packages, watched)
    marking = supervisor.mark_all(
        [
            course.task(folder, submission.assignment, submission.notebook)
            for folder, submission in by_folder.items()
        ],
        server=server,
        slots=slots,
        on_start=lambda task: progress.started(by_folder[task.folder]),
    )
    with closing(marking) as results:
        for finished in results:
            # In a sandbox nothing can be changed, and looking takes a while.
            after = before if sandbox.is_available() else _contents(course.packages, watched)
            if changed := _changed(before, after):
                raise CourseChangedError(
                    f"{changed} changed during grading, so no grades were written. If nobody "
                    "edited it, a submission did: restore the course before you grade again."
                )
            yield by_folder[finished.task.folder], finished
            place.remove(finished.task.folder)


def _contents(packages: Path, others: list[Path]) -> dict[Path, bytes]:
    """The content of all files in some folders; compiled ones count in `packages` only."""
    paths = [*packages.rglob("*")]
    for folder in others:
        paths += [path for path in folder.rglob("*") if "__pycache__" not in path.parts]
    return {path: hashlib.sha256(path.read_bytes()).digest() for path in paths if path.is_file()}


def _changed(before: dict[Path, bytes], after: dict[Path, bytes]) -> Path | None:
    different = [path for path in before | after if before.get(path) != after.get(path)]
    return min(different, default=None)
