"""Find what students handed in."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from coursework.grading import matching
from coursework.grading.handed_in import Candidate, Search
from coursework.grading.limits import Limits
from coursework.grading.marks import Mark, Status
from coursework.grading.students import Roster, Student


@dataclass(frozen=True)
class Submission:
    """One student's work on one assignment.

    Attributes:
        student: The student's name, as the folder or the learning management system has it.
        assignment: The name of the assignment; empty if it isn't known.
        notebook: The submitted file; None if there is nothing to mark.
        mark: What to say in that case.
        file: Where the notebook lies in the folder of submissions.
        system: The learning management system that exported it, if one did.
        notes: What else there is to say of what the student handed in.
        look: Whether a person should look at it because of `notes`.
    """

    student: str
    assignment: str
    notebook: Path | None = None
    mark: Mark | None = None
    file: str = ""
    system: str = ""
    notes: str = ""
    look: bool = False

    def annotated(self, mark: Mark) -> Mark:
        """Return this submission's mark with what its notes say."""
        status = mark.status
        if self.look and status is Status.GRADED:
            status = Status.NEEDS_ATTENTION
        return replace(mark, status=status, reason=f"{mark.reason} {self.notes}".strip())


@dataclass(frozen=True)
class Found:
    """What a folder of submissions holds.

    Attributes:
        submissions: By student and assignment; at least one for each student.
        ignored: Files that belong to no student.
    """

    submissions: list[Submission]
    ignored: list[str]

    def readings(self) -> list[str]:
        """Say how the names in the folder were read, where a system made them."""
        students = defaultdict(set)
        for one in self.submissions:
            students[one.system].add(one.student)
        return [
            f"Named as {system} exports them: {len(names)} students, for example {min(names)}."
            for system, names in sorted(students.items())
            if system
        ]


def find(
    folder: Path, assignments: Mapping[str, Collection[str]], limits: Limits, unpacked: Path
) -> Found:
    """Find the submissions in a folder.

    It may hold `student/NN_topic/NN_topic.ipynb`, or what Moodle, Canvas, Blackboard or
    Brightspace export; with more folders around, zip files, and other names for copies.
    Whatever belongs to a student gives at least one submission, with or without a notebook.

    Args:
        folder: The folder of submissions, or a zip file of it.
        assignments: The assignments that there are, each with the nbgrader ids of its cells.
        limits: How large things may be.
        unpacked: A folder for what is unpacked of zip files.

    Returns:
        The submissions.

    Raises:
        click.ClickException: if it can't be told which folders are the students'.
    """
    roster = Roster(folder, assignments, limits, unpacked)
    found = []
    for number, student in enumerate(roster.students):
        place = unpacked / f"student-{number:04d}"
        found += _of_student(student, assignments, Search(assignments, limits, place))
    return Found(found, roster.ignored)


def _of_student(
    student: Student, assignments: Mapping[str, Collection[str]], search: Search
) -> list[Submission]:
    if student.problem:
        return [_nothing(student, "", student.problem)]
    for part in student.parts:
        search.visit(part)
    by_assignment, strays = defaultdict(list), []
    for candidate in search.candidates:
        fits = candidate.fits(assignments)
        if len(fits) == 1:
            by_assignment[min(fits)].append(candidate)
        else:
            strays.append((candidate, fits))
    rows = [_choose(student, name, found, assignments) for name, found in by_assignment.items()]
    for name, (shown, held) in search.folders.items():
        if name not in by_assignment:
            holds = ", ".join(held) or "no notebook"
            reason = f"There is no {name}.ipynb; the folder {shown} holds {holds}."
            rows.append(_nothing(student, name, reason))
    if strays:
        rows.append(_stray(student, strays, assignments))
    if not rows and not search.problems:
        held = ", ".join(search.others[:5])
        held += ", and more" if len(search.others) > 5 else ""
        reason = f"There is no notebook. There is: {held}." if held else "There is no notebook."
        rows.append(_nothing(student, "", reason))
    return _with_problems(student, sorted(rows, key=lambda row: row.assignment), search)


def _choose(
    student: Student,
    assignment: str,
    candidates: list[Candidate],
    assignments: Mapping[str, Collection[str]],
) -> Submission:
    """Make one submission of the notebooks that fit one assignment."""
    broken = [f"{one.shown} {one.defect}." for one in candidates if one.defect]
    usable = [one for one in candidates if not one.defect]
    if not usable:
        mark = Mark(Status.NOT_A_NOTEBOOK, " ".join(broken))
        return Submission(
            student.name, assignment, mark=mark, file=candidates[0].shown, system=student.system
        )
    telling = [
        one
        for one in usable
        if assignment in matching.by_name(one.name, assignments)
        or assignment in matching.by_cells(one.path, assignments)
    ]
    usable = _distinct(sorted(telling or usable, key=lambda one: not one.is_at(assignment)))
    chosen, others = usable[0], [one.shown for one in usable[1:]]
    if others and not chosen.is_at(assignment):
        choices = ", ".join([chosen.shown, *others])
        reason = f"{len(usable)} notebooks fit {assignment}: {choices}. Keep the one that counts."
        mark = Mark(Status.NEEDS_ATTENTION, reason)
        return Submission(student.name, assignment, mark=mark, system=student.system)
    notes = [f"Not graded, as {chosen.shown} was: {', '.join(others)}."] if others else []
    return Submission(
        student.name,
        assignment,
        chosen.path,
        file=chosen.shown,
        system=student.system,
        notes=" ".join([*notes, *broken]),
        look=bool(others),
    )


def _distinct(candidates: list[Candidate]) -> list[Candidate]:
    """Leave out notebooks whose cells are another's, as downloads of one notebook are."""
    if len(candidates) == 1:
        return candidates
    kept: list[tuple[Candidate, list[str] | None]] = []
    for candidate in candidates:
        sources = matching.sources(candidate.path)
        if sources is None or sources not in [other for _, other in kept]:
            kept.append((candidate, sources))
    return [candidate for candidate, _ in kept]


def _stray(
    student: Student, strays: Iterable[tuple[Candidate, set[str]]], known: Iterable[str]
) -> Submission:
    reasons = []
    for candidate, fits in strays:
        if fits:
            reasons.append(f"{candidate.shown} fits {' and '.join(sorted(fits))}: rename it.")
        else:
            reasons.append(f"{candidate.shown} fits no assignment.")
    names = ", ".join(sorted(known))
    return _nothing(student, "", f"{' '.join(reasons)} There are: {names}.")


def _with_problems(student: Student, rows: list[Submission], search: Search) -> list[Submission]:
    """Say what wasn't read: in a row of its own, or with the first one if that is graded."""
    if not search.problems:
        return rows
    text = " ".join(search.problems)
    if rows:
        noted = replace(rows[0], notes=f"{rows[0].notes} {text}".strip(), look=True)
        return [noted, *rows[1:]]
    mark = Mark(Status.NEEDS_ATTENTION, f"There is no notebook that can be read. {text}")
    return [Submission(student.name, "", mark=mark, system=student.system)]


def _nothing(student: Student, assignment: str, reason: str) -> Submission:
    mark = Mark(Status.NOTHING_SUBMITTED, reason)
    return Submission(student.name, assignment, mark=mark, system=student.system)
