"""A lecture may have a case study beside it: it is run, checked and shown, without an exercise."""

import io

import click
import pytest
import toy_course
from rich.console import Console

from coursework import notebooks
from coursework.commands import check
from coursework.commands.run import run
from coursework.exercises import release
from coursework.notebooks import links, scripts
from coursework.results import page

CASE = "course/01_toy_published"
LINE = "\n[The published recipe, rerun](course/01_toy_published.py)\n"


@pytest.fixture
def course(tmp_path):
    names = (CASE, "course/01_toy", "course/02_toy")
    lectures = {name: toy_course.lecture(name) for name in names}
    solution = toy_course.SOLUTION + toy_course.recording("solutions/01_toy")
    root = toy_course.make(tmp_path / "toy course", {**lectures, "solutions/01_toy": solution})
    readme = root / "README.md"
    readme.write_text(f"{readme.read_text()}{LINE}\n[Lecture 2](course/02_toy.py)\n")
    return root


def names(root, *only):
    return [pair.name for pair in notebooks.discover(root, only)]


def messages(root):
    return [(problem.file, problem.message) for problem in check.find_problems(root)]


def test_it_comes_after_its_lecture_and_before_the_next(course):
    assert names(course) == ["course/01_toy", CASE, "course/02_toy", "solutions/01_toy"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("01", ["course/01_toy", CASE, "solutions/01_toy"]),
        ("01_toy", ["course/01_toy", CASE, "solutions/01_toy"]),
        ("course/01", ["course/01_toy", CASE]),
        ("course/01_toy", ["course/01_toy"]),
        ("01_toy_published", [CASE]),
        ("course/01_toy_published.py", [CASE]),
        ("02_toy", ["course/02_toy"]),
    ],
)
def test_a_lecture_is_named_with_its_case_study_or_each_alone(course, wanted, expected):
    assert names(course, wanted) == expected


def test_a_lecture_without_one_has_none(course):
    with pytest.raises(click.UsageError, match="02_toy_published"):
        notebooks.discover(course, ("02_toy_published",))


def test_only_the_case_study_is_one_and_it_knows_its_lecture(course):
    pairs = notebooks.discover(course)
    assert [pair.name for pair in pairs if pair.is_case_study] == [CASE]
    assert toy_course.pair(course, CASE).lecture == course / "course" / "01_toy.py"
    assert toy_course.pair(course, "solutions/01_toy").lecture == course / "course" / "01_toy.py"


def test_it_gets_no_exercise(course):
    toy_course.pretend_executed(course)
    (made,) = release.write_exercises(course, ("01_toy",))
    assert made == course / "exercises" / "01_toy" / "01_toy.ipynb"


@pytest.mark.slow
def test_make_run_runs_it_and_shows_its_page(course):
    assert run(course, ("01_toy_published",), console=Console(file=io.StringIO()))
    index = (course / "build" / "html" / "index.html").read_text()
    assert f'href="{CASE}.html"' in index
    assert (course / "build" / "html" / f"{CASE}.html").exists()
    assert f"### [{CASE}]" in (course / "build" / "results.md").read_text()


def test_its_results_are_a_part_of_its_lecture_s(course):
    toy_course.pretend_executed(course)
    text = page.wanted_texts(course)[course / page.PAGE]
    headings = [line.split("]")[0] for line in text.splitlines() if line.startswith("##")]
    assert headings[:3] == ["## [course/01_toy", f"### [{CASE}", "## [course/02_toy"]


def test_check_asks_for_nothing_but_what_a_lecture_needs(course):
    for pair in notebooks.discover(course):
        notebooks.write_text(pair.script, scripts.script_text(pair, scripts.read_script(pair)))
    toy_course.pretend_executed(course)
    release.write_exercises(course)
    page.update(course)
    assert messages(course) == []


def test_check_finds_what_the_readme_does_not_list(course):
    toy_course.edit(course / "README.md", LINE, "")
    assert ("README.md", f"does not list {CASE}") in messages(course)


def test_check_finds_a_case_study_whose_lecture_is_gone(course):
    (course / "course" / "01_toy.py").unlink()
    message = "belongs to no lecture: there is no course/01_toy.py"
    assert (f"{CASE}.py", message) in messages(course)
    assert ("solutions/01_toy/01_toy.py", message) in messages(course)


def test_links_to_files_are_told_from_anchors_and_addresses():
    text = '[a](one.md#x) [b](#here) [c](https://example.org/two.md) <img src="three%20.png">'
    assert links.files(text) == {"one.md", "three .png"}
