"""Compare a submission with the release that it is graded against."""

from collections.abc import Collection
from dataclasses import dataclass

from nbformat import NotebookNode

from coursework.grading import cells


@dataclass(frozen=True)
class Difference:
    """In what a submission's cells differ from the release. Names are ids of cells.

    Attributes:
        tests: What the release gives points for, in its order: tests, and written answers.
        written: The written answers among them: cells that students fill in, graded by hand.
        put_back: Those that the submission lacks.
        replaced: Those that had other text or points when the submission was released.
        recognised: Those that lost their ids and were found by their text.
        dropped: Tests of the submission that the release doesn't have.
        unanswered: The tests in `put_back` whose question's cell is missing as well.
        made_from: The id of the submission's release; empty if it names none.
        current: The id of the release.
        moved: The tests that stood above their question.
    """

    tests: tuple[str, ...]
    written: tuple[str, ...]
    put_back: tuple[str, ...]
    replaced: tuple[str, ...]
    recognised: tuple[str, ...]
    dropped: tuple[str, ...]
    unanswered: tuple[str, ...]
    made_from: str
    current: str
    moved: tuple[str, ...] = ()

    @property
    def nothing_in_common(self) -> bool:
        """Whether the submission holds none of the release's tests."""
        return bool(self.tests) and self.put_back == self.tests

    def needs_attention(self, failed: Collection[str]) -> bool:
        """Say whether a test that the student may never have seen cost points.

        Args:
            failed: The tests that didn't give all of their points.
        """
        return self.nothing_in_common or bool({*self.put_back, *self.replaced} & {*failed})

    def note(self, test: str) -> str:
        """Return what `questions.csv` says of a test."""
        return "put back" if test in self.put_back else "replaced" if test in self.replaced else ""

    def sentences(self, failed: Collection[str]) -> list[str]:
        """Say what differs, for the submission's row.

        Args:
            failed: The tests that didn't give all of their points.

        Returns:
            Whole sentences; none if nothing differs.
        """
        named = [
            (
                "Test cell missing, put back from the release",
                [test for test in self.put_back if test not in self.written],
            ),
            (
                "The cell of its question is missing too",
                [test for test in self.unanswered if test in failed],
            ),
            (
                "Cell of a written answer missing, put back blank",
                [name for name in self.put_back if name in self.written],
            ),
            ("Test above its question, moved back below it", self.moved),
            ("Test of another release, replaced by this one's", self.replaced),
            ("Not a test of this release, so not counted", self.dropped),
            ("Test without its nbgrader id, recognised by its text", self.recognised),
        ]
        if self.nothing_in_common:
            named[:3] = []
        found = [f"{text}: {', '.join(names)}." for text, names in named if names]
        return [*self._which_release(), *found]

    def _which_release(self) -> list[str]:
        found = []
        if self.made_from and self.current != self.made_from:
            found.append(
                "It was made from another release of the exercise "
                f"({self.made_from}; this course has {self.current})."
            )
        elif not self.made_from and (self.replaced or self.dropped):
            found.append("It was made from another release of the exercise, an unnamed one.")
        elif not self.made_from and self.put_back:
            found.append("The notebook doesn't name the release that it was made from.")
        if self.nothing_in_common:
            found.append(
                "None of the exercise's test cells is in the notebook; all were put back from "
                "the release. Perhaps it is the wrong notebook."
            )
        return found


def compare(submitted: NotebookNode, released: NotebookNode) -> Difference:
    """Compare a submission with a release.

    Args:
        submitted: The submission.
        released: The exercise as students get it now.

    Returns:
        The difference.
    """
    locked = {cells.grade_id(cell): cell.source for cell in released.cells if cells.is_locked(cell)}
    ids = {name: cell for cell in released.cells if (name := cells.grade_id(cell))}
    tests = tuple(name for name, cell in ids.items() if cells.is_test(cell))
    written = tuple(name for name in tests if name not in locked)
    places = cells.find(submitted.cells, locked)
    found = {name: submitted.cells[places[name]] for name in tests if name in places}
    put_back = tuple(name for name in tests if name not in found)
    counted = {places[name] for name in found}
    uncounted = [
        cells.grade_id(cell)
        for place, cell in enumerate(submitted.cells)
        if cells.is_test(cell) and place not in counted
    ]
    return Difference(
        tests,
        written,
        put_back,
        tuple(
            name
            for name, cell in found.items()
            if name in locked and _is_other(cell, ids[name])  # a student's answer stays theirs
        ),
        tuple(name for name, cell in found.items() if cells.grade_id(cell) != name),
        tuple(dict.fromkeys(name for name in uncounted if name not in ids)),
        tuple(name for name in put_back if name in locked and _question(name, ids) not in places),
        cells.release_id(submitted),
        cells.release_id(released),
        tuple(cells.moved(places, released.cells)),
    )


def _is_other(submitted: NotebookNode, released: NotebookNode) -> bool:
    then, now = cells.checksum(submitted), cells.checksum(released)
    return bool(then and now) and then != now


def _question(test: str, released: dict[str, NotebookNode]) -> str:
    """The last cell before a test that students fill in for it: what the test looks at."""
    order = list(released)
    before = [
        name
        for name in order[: order.index(test)]
        if not cells.is_locked(released[name]) and not cells.is_test(released[name])
    ]
    return before[-1] if before else test
