"""Give a submission the cells of the release back, before nbgrader looks at it."""

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.api import Gradebook
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.preprocessors import ClearHiddenTests, NbGraderPreprocessor

from coursework.grading import cells


class RestoreMetadata(NbGraderPreprocessor):
    """Give every cell the nbgrader metadata that its id had on release.

    nbgrader gives up on the whole notebook if a student copied a cell, pasted one from
    another exercise or changed a cell's metadata. Here the last cell with an id counts,
    with the metadata from the gradebook, and any other cell is an ordinary one. A test
    that lost its metadata is recognised by its text.
    """

    def preprocess(self, nb, resources):
        """Replace the cells' nbgrader metadata."""
        released = _released_cells(resources["nbgrader"])
        locked = {name: _visible(cell) for name, cell in released.items() if cells.is_locked(cell)}
        places = cells.find(nb.cells, locked)
        for cell in nb.cells:
            cell.metadata.pop("nbgrader", None)
        for name, place in places.items():
            if name in released:
                nb.cells[place].metadata["nbgrader"] = released[name].metadata.nbgrader
        return nb, resources


class PutBackCells(NbGraderPreprocessor):
    """Put back the released cells that a submission lacks: deleted, or newer than its release.

    A test that was moved above its question is one of them: there it could only fail.

    nbgrader can do so too (`OverwriteCells.add_missing_cells`), but looks for the cell
    before and gives up where that is missing as well. Here a cell goes as far down as the
    release allows, so that it sees what the student wrote in cells of their own: before the
    demonstration that follows its question, else before the next question.
    """

    def preprocess(self, nb, resources):
        """Insert what is missing of tests and of other locked cells."""
        released = _released_cells(resources["nbgrader"])
        order = list(released)
        places = {cells.grade_id(cell): place for place, cell in enumerate(nb.cells)}
        moved = cells.moved(places, [*released.values()])
        nb.cells = [cell for cell in nb.cells if cells.grade_id(cell) not in moved]
        for name, cell in released.items():
            present = {cells.grade_id(other): place for place, other in enumerate(nb.cells)}
            is_needed = cells.is_locked(cell) or cells.is_test(cell)
            if is_needed and name not in present:
                if nb.nbformat_minor < 5:  # its cells have no ids
                    del cell["id"]
                nb.cells.insert(_place(nb.cells, present, order, name), cell)
        return nb, resources


def _place(
    submitted: list[NotebookNode], present: dict[str, int], order: list[str], name: str
) -> int:
    position = order.index(name)
    before = [present[other] for other in order[:position] if other in present]
    first = max(before, default=-1) + 1
    after = [present[other] for other in order[position + 1 :] if present.get(other, -1) >= first]
    last = min(after, default=len(submitted))
    if position and order[position - 1] in present:  # its question is there, answered or not
        shown = (at for at in range(first, last) if cells.is_demonstration(submitted[at]))
        last = next(shown, last)
    while last > first and submitted[last - 1].cell_type == "markdown":
        last -= 1  # a heading belongs to what follows it
    return last


def _released_cells(names: dict[str, str]) -> dict[str, NotebookNode]:
    """The cells of the notebook that nbgrader works on, by id, as the gradebook has them."""
    with Gradebook(names["db_url"]) as gradebook:
        return _cells_of(gradebook.find_notebook(names["notebook"], names["assignment"]))


def _cells_of(notebook) -> dict[str, NotebookNode]:
    """The cells of a notebook in the gradebook, by id, in the order of the release."""
    points = {cell.name: cell.max_score for cell in (*notebook.grade_cells, *notebook.task_cells)}
    tests = {cell.name for cell in notebook.grade_cells}
    tasks = {cell.name for cell in notebook.task_cells}
    solutions = {cell.name for cell in notebook.solution_cells}
    released = {}
    for cell in notebook.source_cells:
        metadata = NotebookNode(
            grade_id=cell.name,
            grade=cell.name in tests,
            solution=cell.name in solutions,
            task=cell.name in tasks,
            locked=cell.locked,
            cell_type=cell.cell_type,
            checksum=cell.checksum,
            schema_version=MetadataValidator.schema_version,
        )
        if cell.name in points:
            metadata.points = points[cell.name]
        make = new_code_cell if cell.cell_type == "code" else new_markdown_cell
        released[cell.name] = make(cell.source or "", metadata=NotebookNode(nbgrader=metadata))
    return released


def _visible(cell: NotebookNode) -> str:
    """A released cell's source as students see it: without hidden tests."""
    shown = NotebookNode(cell_type=cell.cell_type, source=cell.source, metadata=cell.metadata)
    return ClearHiddenTests().preprocess_cell(shown, {}, 0)[0].source
