"""Exercises are what nbgrader makes of their solutions, and give nothing away."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import toy_course
from click import ClickException
from rich.console import Console

from coursework import notebooks
from coursework.execution import kernels, progress
from coursework.exercises import release
from coursework.grading import cells


@pytest.fixture
def course(tmp_path):
    return toy_course.make(tmp_path / "toy course")


def exercise(root):
    return notebooks.read_notebook(toy_course.pair(root, "solutions/01_toy").exercise)


def test_an_exercise_has_blanks_instead_of_solutions_and_no_hidden_tests(course):
    release.write_exercises(course)
    text = json.dumps(exercise(course))
    assert "squared_radius" not in text
    assert "314.15" not in text
    assert "BEGIN" not in text
    assert "assert area(0) == 0" in text


def test_an_exercise_has_no_outputs_counts_or_pairing(course):
    toy_course.pretend_executed(course)
    release.write_exercises(course)
    released = exercise(course)
    assert set(released.metadata) == {"kernelspec", "language_info", "exercise_release"}
    for cell in notebooks.code_cells(released):
        assert cell.outputs == []
        assert cell.execution_count is None


def test_a_blank_raises_not_implemented_with_a_sentence(course):
    release.write_exercises(course)
    blank = next(c for c in exercise(course).cells if release.is_marked(c, "solution"))
    namespace = {}
    exec(blank.source, namespace)
    with pytest.raises(NotImplementedError, match="yours to write"):
        namespace["area"](1)


@pytest.mark.slow
def test_a_released_notebook_stops_at_its_blank_and_nowhere_else(course):
    release.write_exercises(course)
    exercise_run = kernels.NotebookRun("exercise", exercise(course), course)
    console = Console(quiet=True)
    [outcome] = kernels.run_all(
        [exercise_run],
        environment={},
        cell_timeout=30,
        parallel=1,
        reporter=progress.reporter(console, {}),
    )
    assert "code cell 3" in outcome.error
    assert "NotImplementedError" in outcome.error


def test_cell_ids_are_those_of_the_solution_and_survive_an_edit(course):
    toy_course.pretend_executed(course)
    solution = toy_course.stored(course, "solutions/01_toy")
    release.write_exercises(course)
    assert [cell.id for cell in exercise(course).cells] == [cell.id for cell in solution.cells]
    script = toy_course.script_path(course, "solutions/01_toy")
    toy_course.edit(script, "Write a function.", "Write one function.")
    release.write_exercises(course)
    assert [cell.id for cell in exercise(course).cells] == [cell.id for cell in solution.cells]


def test_generating_twice_changes_nothing(course):
    assert len(release.write_exercises(course)) == 1
    assert release.write_exercises(course) == []


def test_a_release_names_itself_and_another_one_differs(course):
    release.write_exercises(course)
    first = cells.release_id(exercise(course))
    assert len(first) == 12
    script = toy_course.script_path(course, "solutions/01_toy")
    toy_course.edit(script, "Write a function.", "Write one function.")
    release.write_exercises(course)
    assert cells.release_id(exercise(course)) == first
    toy_course.edit(script, "assert area(0) == 0", "assert area(0.0) == 0")
    release.write_exercises(course)
    assert cells.release_id(exercise(course)) not in (first, "")


def test_a_releases_name_survives_jupyter(course):
    manager = pytest.importorskip("jupyter_server.services.contents.filemanager")
    release.write_exercises(course)
    before = exercise(course).metadata[cells.RELEASE]
    contents = manager.FileContentsManager(root_dir=str(course))
    path = "exercises/01_toy/01_toy.ipynb"
    model = contents.get(path)
    model["content"]["cells"][0]["source"] = "# Mine"
    contents.save(model, path)
    assert exercise(course).cells[0].source == "# Mine"
    assert exercise(course).metadata[cells.RELEASE] == before


@pytest.mark.slow
def test_nbgrader_itself_writes_the_same_notebook(course):
    toy_course.pretend_executed(course)
    release.write_exercises(course)
    ours = toy_course.pair(course, "solutions/01_toy").exercise
    expected = ours.read_bytes()
    shutil.rmtree(course / "exercises")
    shutil.copy(toy_course.REPOSITORY / "nbgrader_config.py", course)
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", "01_toy", "--create"]
    # nbgrader calls alembic by name, as if the environment were active.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path}
    done = subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert ours.read_bytes() == expected
    assert [path.name for path in ours.parent.iterdir()] == ["01_toy.ipynb"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    ### END SOLUTION\n", "", "cell 'area' needs one END SOLUTION"),
        ("### END HIDDEN TESTS\n", "", "cell 'area-test' needs one END HIDDEN TESTS"),
        ('"solution": true', '"solution": false', "cell 'area' has a solution but lacks"),
        ('"grade": true', '"grade": false', "cell 'area-test' has hidden tests but lacks"),
        ('"grade_id": "area", ', "", "code cell 2 has nbgrader metadata without a grade_id"),
        ('"grade_id": "area-test"', '"grade_id": "area"', "Duplicate grade id: area"),
        ('"points": 1, ', "", "cell 'area-test' does not have points"),
    ],
)
def test_a_wrong_solution_is_refused_and_the_cell_is_named(course, old, new, message):
    toy_course.edit(toy_course.script_path(course, "solutions/01_toy"), old, new)
    with pytest.raises(ClickException, match=message) as caught:
        release.write_exercises(course)
    assert "solutions/01_toy/01_toy.py" in caught.value.message
    assert not (course / "exercises" / "01_toy" / "01_toy.ipynb").exists()


def test_a_solution_repeated_elsewhere_is_a_leak(course):
    script = toy_course.script_path(course, "solutions/01_toy")
    hint = "# Hint:\n# squared_radius = radius**2\n# return math.pi * squared_radius"
    toy_course.edit(script, "import math", "import math\n\n# %% [markdown]\n" + hint)
    solution = release.source(toy_course.pair(course, "solutions/01_toy"))
    release.write_exercises(course)
    assert release.leaks(solution, exercise(course)) == ["squared_radius = radius**2"]
