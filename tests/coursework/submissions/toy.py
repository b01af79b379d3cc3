"""A toy course with one cheap assignment: three tests (1, 2, 3 points) and a written answer."""

import shutil
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from coursework.exercises import release
from coursework.grading.limits import Limits
from coursework.grading.marks import GradingTask

NAME = "01_toy"
POINTS = {"double_test": 1, "square_test": 2, "cube_test": 3}
WRITTEN = "reason"  # 2 more points, given by hand
RIGHT = {
    "double": "def double(number):\n    return number + number",
    "square": "def square(number):\n    return number**2",
    "cube": "def cube(number):\n    return number**3",
    WRITTEN: "Because three factors are one more than two.",
}
DEMONSTRATION = "1 / 0"  # shows in the feedback if it is run
EARLIER_DEMONSTRATION = "import os; os._exit(5)"
CONFIGURATION = Path(__file__).parents[3] / "nbgrader_config.py"


def make_course(root: Path) -> Path:
    """Make the toy course in an empty folder, with a script and a data file of the solution."""
    folder = root / "solutions" / NAME
    folder.mkdir(parents=True)
    nbformat.write(solution(), folder / f"{NAME}.ipynb")
    (folder / f"{NAME}.py").write_text("SECRET = 'the solution'\n")
    (folder / "numbers.csv").write_text("1,2,3\n")
    shutil.copy(CONFIGURATION, root)
    return root


def solution() -> NotebookNode:
    """Make the solution, with a hidden test for each question."""
    cells = [new_markdown_cell("# A toy"), _cell("import math", "set_up")]
    for (test, points), (name, answer) in zip(POINTS.items(), _ANSWERS.items(), strict=True):
        body = f"### BEGIN SOLUTION\n    return {answer}\n    ### END SOLUTION"
        cells.append(_cell(f"def {name}(number):\n    {body}", name, solution=True))
        public, hidden = (f"assert {name}({n}) == {eval(answer, {'number': n})}" for n in (3, 11))
        hidden = f"### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS"
        cells.append(_cell(f"{public}\n{hidden}", test, points))
    cells.append(_cell("Powers are products.", WRITTEN, 2, solution=True, make=new_markdown_cell))
    cells.append(new_code_cell(DEMONSTRATION, metadata={"tags": ["demonstration"]}))
    spec = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return new_notebook(cells=cells, metadata={"kernelspec": spec})


def earlier_solution() -> NotebookNode:
    """Make the solution as it was in an earlier release: `square` untested, another cube test."""
    earlier = solution()
    earlier.cells.remove(find(earlier, "square_test"))
    find(earlier, "cube_test").source = "assert cube(2) == 8"
    earlier.cells[-1].source = EARLIER_DEMONSTRATION
    return earlier


def exercise(released_from: NotebookNode | None = None, **answers: str) -> NotebookNode:
    """Make a submission: the released exercise with these cells filled in, the others blank."""
    notebook = nbformat.reads(release.exercise_text(released_from or solution()), as_version=4)
    for name, source in answers.items():
        find(notebook, name).source = source
    return notebook


def find(notebook: NotebookNode, name: str) -> NotebookNode:
    """Return the cell with an nbgrader id."""
    (found,) = (
        cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == name
    )
    return found


def task(folder: Path) -> GradingTask:
    """Make a task for what looks at its names only: every path is the same folder."""
    return GradingTask(folder, NAME, folder, folder, folder, folder, Limits())


_ANSWERS = {"double": "2 * number", "square": "number**2", "cube": "number**3"}


def _cell(
    source: str, name: str, points: int = 0, *, solution: bool = False, make=new_code_cell
) -> NotebookNode:
    metadata = {
        "grade_id": name,
        "grade": points > 0,
        "solution": solution,
        "locked": not solution,
        "schema_version": 3,
        "task": False,
    }
    if points:
        metadata["points"] = points
    return make(source, metadata={"nbgrader": metadata})
