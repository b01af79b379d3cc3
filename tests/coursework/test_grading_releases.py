"""What a submission lacks of the release that it is graded against, and what is put back."""

from contextlib import nullcontext
from types import SimpleNamespace

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from submissions import toy

from coursework.grading import cells, marking, releases, restoring
from coursework.grading.marks import Mark, Question, Status
from coursework.grading.preprocessors import KERNEL_DIED


def compared(submitted):
    return releases.compare(submitted, toy.exercise())


def test_a_submission_of_this_release_differs_in_nothing():
    difference = compared(toy.exercise(**toy.RIGHT))
    assert difference.sentences([]) == []
    assert not difference.needs_attention(["double_test"])


def test_a_submission_of_an_earlier_release_is_named_with_its_tests():
    earlier = toy.exercise(toy.earlier_solution(), **toy.RIGHT)
    difference = compared(earlier)
    assert (difference.put_back, difference.replaced) == (("square_test",), ("cube_test",))
    then, now = cells.release_id(earlier), cells.release_id(toy.exercise())
    first = difference.sentences([])[0]
    assert first == (
        f"It was made from another release of the exercise ({then}; this course has {now})."
    )
    assert difference.needs_attention(["square_test"])
    assert not difference.needs_attention(["double_test"])
    assert cells.unchanged_demonstrations(earlier) == [toy.EARLIER_DEMONSTRATION]


def test_an_answer_to_be_graded_by_hand_calls_for_no_attention(tmp_path):
    questions = (
        Question("double_test", 1.0, 1.0),
        Question(toy.WRITTEN, 0.0, 2.0, "to be graded by hand"),
    )
    difference = compared(toy.exercise(**toy.RIGHT))
    mark = marking._summary(toy.task(tmp_path), questions, difference, [], [])
    by_hand = f"To be graded by hand: {toy.WRITTEN}."
    assert mark == Mark(Status.GRADED, by_hand, questions)
    died = [(KERNEL_DIED, "cell square", "ended by signal 9")]
    mark = marking._summary(toy.task(tmp_path), questions, difference, [], died)
    cause = "The kernel died in cell square (ended by signal 9); what follows was not run."
    assert mark == Mark(Status.KERNEL_DIED, f"{cause} {by_hand}", questions)


def test_a_question_that_a_submission_never_had_is_named():
    submitted = toy.exercise()
    for name in ("cube", "cube_test"):
        submitted.cells.remove(toy.find(submitted, name))
    expected = "The cell of its question is missing too: cube_test."
    assert expected in compared(submitted).sentences(["cube_test"])
    assert expected not in compared(submitted).sentences([])


def test_a_missing_written_answer_is_no_missing_test():
    """It has no test cell of its own: what is graded is the answer."""
    submitted = toy.exercise(**toy.RIGHT)
    submitted.cells.remove(toy.find(submitted, toy.WRITTEN))
    difference = compared(submitted)
    sentence = f"Cell of a written answer missing, put back blank: {toy.WRITTEN}."
    assert difference.sentences([toy.WRITTEN]) == [sentence]
    assert difference.needs_attention([toy.WRITTEN])


def test_a_written_answer_of_another_release_is_not_replaced():
    earlier = toy.solution()
    toy.find(earlier, toy.WRITTEN).metadata.nbgrader.points = 3
    submitted = toy.exercise(earlier, **toy.RIGHT)
    assert compared(submitted).replaced == ()


def test_a_test_after_a_written_answer_looks_at_its_own_question():
    released = toy.exercise()
    written, test = toy.find(released, toy.WRITTEN), toy.find(released, "cube_test")
    released.cells.remove(written)
    released.cells.insert(released.cells.index(test), written)
    submitted = toy.exercise(**toy.RIGHT)
    submitted.cells.remove(toy.find(submitted, "cube_test"))
    assert releases.compare(submitted, released).unanswered == ()
    submitted.cells.remove(toy.find(submitted, "cube"))
    assert releases.compare(submitted, released).unanswered == ("cube_test",)


def test_a_test_with_another_id_is_recognised_by_its_text():
    submitted = toy.exercise()
    toy.find(submitted, "cube_test").metadata.nbgrader.grade_id = "cube_check"
    difference = compared(submitted)
    assert (difference.recognised, difference.dropped) == (("cube_test",), ())


@pytest.mark.parametrize(
    ("submitted", "restored"),
    [
        ("q mine demo # r r_test", "q mine q_test demo # r r_test"),
        ("mine demo # r r_test", "mine demo q_test # r r_test"),
        ("q q_test r mine demo", "q q_test r mine r_test demo"),
        ("r r_test q mine", "r r_test q mine q_test"),
        ("mine", "mine q_test r_test"),
    ],
)
def test_a_test_is_put_back_where_it_sees_the_students_work(monkeypatch, submitted, restored):
    released = ["q", "q_test", "r", "r_test"]
    source_cells = [
        SimpleNamespace(name=name, cell_type="code", source=name, locked=True, checksum="")
        for name in released
    ]
    for cell in source_cells[::2]:
        cell.locked = False
    tests = [SimpleNamespace(name=name, max_score=1) for name in released[1::2]]
    notebook = SimpleNamespace(
        source_cells=source_cells,
        grade_cells=tests,
        task_cells=[],
        solution_cells=source_cells[::2],
    )
    gradebook = SimpleNamespace(find_notebook=lambda *names: notebook)
    monkeypatch.setattr(restoring, "Gradebook", lambda url: nullcontext(gradebook))
    names = {"db_url": "", "notebook": "", "assignment": ""}
    before = new_notebook(cells=[_cell(name, released) for name in submitted.split()])
    after, _ = restoring.PutBackCells().preprocess(before, {"nbgrader": names})
    assert " ".join(cell.source for cell in after.cells) == restored


def _cell(name, released):
    if name == "#":
        return new_markdown_cell(name)
    metadata = {"nbgrader": {"grade_id": name}} if name in released else {}
    return new_code_cell(name, metadata={**metadata, "tags": ["demonstration"] * (name == "demo")})


@pytest.mark.parametrize("release", [None, 3, {"fingerprint": ["x"], "demonstrations": 3}])
def test_a_mangled_release_is_none(release):
    submitted = toy.exercise()
    submitted.metadata["exercise_release"] = release
    assert cells.release_id(submitted) == ""
    assert cells.unchanged_demonstrations(submitted) == []


def test_a_test_above_its_question_is_named_as_moved():
    submitted = toy.exercise(**toy.RIGHT)
    test = toy.find(submitted, "square_test")
    submitted.cells.remove(test)
    submitted.cells.insert(2, test)
    difference = compared(submitted)
    assert difference.moved == ("square_test",)
    assert difference.sentences([]) == [
        "Test above its question, moved back below it: square_test."
    ]
    assert not difference.needs_attention(["square_test"])
