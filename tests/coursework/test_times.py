"""The head of a notebook says how long it takes; a build fills that in, nothing gets stale."""

import functools

import pytest
import toy_course
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from coursework.commands.check import find_problems
from coursework.notebooks import times
from coursework.staleness import fingerprint, needs

ASKED = "# Title\n\n*Time: to be measured.*"
MISSING = "does not say how long it takes to read and to run"


def notebook(head=ASKED, words=0, lines=0):
    code = "\n\n".join(f"x = {number}" for number in range(lines))
    return new_notebook(
        cells=[new_markdown_cell(head), new_markdown_cell("word " * words), new_code_cell(code)]
    )


@pytest.mark.parametrize(
    ("words", "lines", "said"),
    [
        (0, 0, "under a minute"),
        (199, 0, "1 minute"),  # and one of the title
        (299, 0, "2 minutes"),  # a minute and a half
        (1799, 280, "23 minutes"),  # 9 for the words and 14 for the code
    ],
)
def test_the_time_to_read_comes_from_words_and_lines_of_code(words, lines, said):
    each = notebook(words=words, lines=lines)
    assert times.fill(each)
    assert times.stated(each) == f"*Time: {said} to read.*"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(59.9, "under a minute"), (60, "1 minute"), (89, "1 minute"), (90, "2 minutes")],
)
def test_the_time_to_run_is_what_was_measured(seconds, said):
    each = notebook()
    times.fill(each, seconds)
    assert times.stated(each) == f"*Time: under a minute to read, {said} to run.*"
    assert each.cells[0].source.startswith("# Title\n\n*Time: under")
    assert times.is_filled(each)


def test_new_prose_keeps_the_time_to_run():
    each = notebook()
    times.fill(each, 240)
    each.cells[1].source = "word " * 1000
    assert not times.is_filled(each)
    times.fill(each)
    assert times.stated(each) == "*Time: 5 minutes to read, 4 minutes to run.*"


def test_addresses_formulas_and_html_are_no_words():
    text = "one [two](https://example.org/a b c) <img src='x y'> <!-- a b --> three – $$a b c$$"
    each = new_notebook(cells=[new_markdown_cell(text)])
    assert times.seconds_to_read(each) == pytest.approx(60 * 3 / 200)


def test_who_does_not_ask_gets_no_line():
    each = notebook("# Title\n\nIt takes *Time: some.* of yours")
    each.cells[1].source = "*Time: only in the first cell.*"
    before = [cell.source for cell in each.cells]
    assert not times.fill(each, 60)
    assert [cell.source for cell in each.cells] == before
    assert times.is_filled(each)


def test_the_line_is_no_part_of_what_script_and_notebook_have_to_share():
    one, other = notebook(), notebook()
    times.fill(one, 60)
    times.fill(other, 600)
    assert fingerprint.text_digest(one) == fingerprint.text_digest(other)
    assert fingerprint.text_digest(one) != fingerprint.text_digest(notebook("# Title"))


@pytest.fixture
def root(tmp_path):
    root = toy_course.make_stored(tmp_path / "toy course")
    title = "# # Lecture course/01_toy"
    asked = f"{title}\n#\n# *Time: to be measured.*"
    toy_course.edit(toy_course.script_path(root, "course/01_toy"), title, asked)
    return root


@pytest.fixture
def fake_build(monkeypatch):
    return functools.partial(toy_course.build_without_kernels, monkeypatch)


def messages(root):
    return [problem.message for problem in find_problems(root)]


def test_a_line_makes_nothing_stale_and_is_missed_until_it_is_filled(root, fake_build):
    pair = toy_course.pair(root)
    assert not needs.find(pair, "tensorflow").reasons
    success, told = fake_build(root)
    assert success
    assert "0 were run" in told
    assert times.stated(toy_course.stored(root)) == "*Time: under a minute to read.*"
    assert messages(root) == [MISSING]
    success, told = fake_build(root, only=("course/01_toy",), force=True, seconds=240)
    assert success
    line = "*Time: under a minute to read, 4 minutes to run.*"
    assert times.stated(toy_course.stored(root)) == line
    assert f"# {line}\n" in pair.script.read_text()
    assert messages(root) == []
    before = toy_course.snapshot(root)
    fake_build(root)
    assert toy_course.snapshot(root) == before


def test_a_time_changed_by_hand_on_one_side_follows_the_script(root, fake_build):
    pair = toy_course.pair(root)
    fake_build(root, only=("course/01_toy",), force=True, seconds=240)
    toy_course.edit(pair.notebook, "4 minutes to run", "9 minutes to run")
    assert messages(root) == [MISSING]
    success, told = fake_build(root)
    assert success
    assert "0 were run" in told
    assert "4 minutes to run" in times.stated(toy_course.stored(root))
    assert messages(root) == []
