"""Exercises from solutions, with nbgrader's own preprocessors.

`nbgrader generate_assignment` writes the same notebooks when its configuration uses
`PREPROCESSORS` and `CODE_STUB` from this module.
"""

from pathlib import Path

import click
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.converters.generate_assignment import GenerateAssignment
from nbgrader.nbgraderformat import MetadataValidator, ValidationError
from nbgrader.preprocessors import NbGraderPreprocessor, SaveCells
from traitlets.config import Config

from coursework import notebooks
from coursework.grading import cells
from coursework.notebooks import scripts

CODE_STUB = (
    "# Your code here\n"
    'raise NotImplementedError("This part is yours to write: replace this line, '
    'then run the check below.")'
)
TEXT_STUB = "*Your answer here.*"

_REGIONS = ("SOLUTION", "HIDDEN TESTS")
_METADATA = ("nbgrader", "tags", "editable", "deletable")
_TELLING = 40  # characters from which a repeated solution is no accident


class Unpair(NbGraderPreprocessor):
    """Drop what ties a released notebook to its solution: pairing, fingerprint, build notes."""

    def preprocess(self, nb, resources):
        """Remove the notebook's and the cells' build metadata.

        Args:
            nb: The notebook, changed in place.
            resources: nbconvert's resources, passed on.

        Returns:
            `nb` and `resources`.
        """
        for key in ("jupytext", notebooks.FINGERPRINT, "widgets"):
            nb.metadata.pop(key, None)
        for cell in nb.cells:
            # The numbers that an exercise records are the student's, not the solution's.
            cell.source = cell.source.replace(
                'results.start("solutions/', 'results.start("exercises/'
            )
            kept = {key: cell.metadata[key] for key in _METADATA if key in cell.metadata}
            cell.metadata = NotebookNode(kept)
        return nb, resources


class NoteRelease(NbGraderPreprocessor):
    """Write into a released notebook which release it is, for grading."""

    def preprocess(self, nb, resources):
        """Set the notebook's metadata.

        Args:
            nb: The notebook, changed in place.
            resources: nbconvert's resources, passed on.

        Returns:
            `nb` and `resources`.
        """
        cells.note_release(nb)
        return nb, resources


# nbgrader's own list with a step put in front and one put last. SaveCells stays in it for
# nbgrader: it only writes to the gradebook.
PREPROCESSORS = [Unpair, *GenerateAssignment().preprocessors, NoteRelease]


def config() -> Config:
    """Return the settings that make nbgrader write the course's exercises.

    Returns:
        A configuration for nbgrader's preprocessors and its `generate_assignment`.
    """
    settings = Config()
    settings.ClearSolutions.code_stub = {"python": CODE_STUB}
    settings.ClearSolutions.text_stub = TEXT_STUB
    settings.GenerateAssignment.preprocessors = PREPROCESSORS
    return settings


def exercise_text(solution: NotebookNode) -> str:
    """Turn a solution into the exercise that students get.

    Args:
        solution: The solution's notebook; it isn't changed.

    Returns:
        The exercise, as the content of an `.ipynb` file.

    Raises:
        ValueError: if a solution's markers or metadata are wrong; the message names the cell.
    """
    problems = metadata_problems(solution)
    if problems:
        raise ValueError("; ".join(problems))
    settings = config()
    settings.Exporter.default_preprocessors = []
    exporter = NotebookExporter(config=settings)
    for step in PREPROCESSORS:
        if step is not SaveCells:
            exporter.register_preprocessor(step, enabled=True)
    return exporter.from_notebook_node(solution)[0]


def write_exercises(root: Path, only: tuple[str, ...] = ()) -> list[Path]:
    """Generate the exercises of a course.

    Args:
        root: The course's root folder.
        only: As for `notebooks.discover`.

    Returns:
        The exercises whose file changed.

    Raises:
        click.ClickException: if a solution can't be released; the others are written first.
    """
    changed, problems = [], []
    for pair in notebooks.discover(root, only):
        if pair.folder != "solutions":
            continue
        try:
            if notebooks.write_text(pair.exercise, exercise_text(source(pair))):
                changed.append(pair.exercise)
        except ValueError as error:
            problems.append(f"{pair.script.relative_to(root)}: {error}")
    if problems:
        raise click.ClickException("\n".join(problems))
    return changed


def source(pair: notebooks.Pair) -> NotebookNode:
    """Return a solution as it is released: the script's text with the notebook's cell ids.

    Args:
        pair: A solution.

    Returns:
        A notebook without outputs.
    """
    stored = notebooks.read_notebook(pair.notebook) if pair.notebook.exists() else None
    return scripts.merge(scripts.read_script(pair), stored)


def metadata_problems(solution: NotebookNode) -> list[str]:
    """Say what keeps a solution from being released.

    Args:
        solution: The solution's notebook.

    Returns:
        One sentence for each problem, naming the cell; empty if there is none.
    """
    problems = [text for where in _numbered(solution) for text in _cell_problems(*where)]
    if problems:
        return problems
    try:
        MetadataValidator().validate_nb(solution)
    except ValidationError as error:
        return [f"nbgrader: {error}"]
    if not any(is_marked(cell, "solution") for cell in solution.cells):
        return ["no cell is marked as a solution, so the exercise would have no blank"]
    return []


def is_marked(cell: NotebookNode, role: str) -> bool:
    """Say whether a cell has an nbgrader role, for example `"solution"` or `"grade"`."""
    return bool(cell.metadata.get("nbgrader", {}).get(role, False))


def regions(cell: NotebookNode, kind: str) -> list[str]:
    """Return the text between a cell's `BEGIN kind` and `END kind` lines.

    Args:
        cell: A cell of a solution.
        kind: `"SOLUTION"` or `"HIDDEN TESTS"`.

    Returns:
        One string for each region.
    """
    found, inside = [], None
    for line in cell.source.split("\n"):
        if f"BEGIN {kind}" in line:
            inside = []
        elif f"END {kind}" in line and inside is not None:
            found.append("\n".join(inside))
            inside = None
        elif inside is not None:
            inside.append(line)
    return found


def leaks(solution: NotebookNode, exercise: NotebookNode) -> list[str]:
    """Look for solutions and hidden tests in a released notebook.

    Args:
        solution: The solution's notebook.
        exercise: What was released from it.

    Returns:
        The first line of each region that a released cell repeats, and each marker left
        behind. One short line may occur by chance, so such regions aren't looked for.
    """
    released = "\n".join(_squeezed(cell.source) for cell in exercise.cells)
    markers = [f"BEGIN {kind}" for kind in _REGIONS if f"BEGIN {kind}" in released]
    return markers + [
        region.strip().splitlines()[0]
        for cell in solution.cells
        for kind in _REGIONS
        for region in regions(cell, kind)
        if len(_squeezed(region)) >= _TELLING and _squeezed(region) in released
    ]


def _squeezed(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _numbered(solution: NotebookNode):
    number = 0
    for cell in solution.cells:
        number += cell.cell_type == "code" and bool(cell.source.strip())
        yield number, cell


def _cell_problems(number: int, cell: NotebookNode) -> list[str]:
    grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
    where = f"cell {grade_id!r}" if grade_id else f"code cell {number}"
    problems = [
        f"{where} needs one END {kind} line after each BEGIN {kind} line"
        for kind in _REGIONS
        if not _is_balanced(cell.source, kind)
    ]
    if problems:
        return problems
    if regions(cell, "SOLUTION") and not is_marked(cell, "solution"):
        problems.append(f'{where} has a solution but lacks nbgrader metadata with "solution": true')
    if regions(cell, "HIDDEN TESTS") and not is_marked(cell, "grade"):
        problems.append(f'{where} has hidden tests but lacks nbgrader metadata with "grade": true')
    if is_marked(cell, "solution") and cell.cell_type == "code" and not regions(cell, "SOLUTION"):
        problems.append(f"{where} is a solution without ### BEGIN SOLUTION and ### END SOLUTION")
    if cell.metadata.get("nbgrader") and not grade_id:
        problems.append(f"{where} has nbgrader metadata without a grade_id")
    return problems


def _is_balanced(text: str, kind: str) -> bool:
    depth = 0
    for line in text.split("\n"):
        depth += (f"BEGIN {kind}" in line) - (f"END {kind}" in line)
        if depth not in (0, 1):
            return False
    return depth == 0
