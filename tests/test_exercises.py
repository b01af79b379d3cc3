"""A student opens a released exercise and runs all of it."""

import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from coursework import release

EXERCISES = sorted(Path(__file__).parents[1].glob("exercises/*/*.ipynb"))


@pytest.mark.slow
@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda path: path.stem)
def test_run_all_stops_at_the_first_blank_with_a_sentence(exercise, tmp_path):
    # Moved to a folder of its own: only the installed package is at hand.
    moved = Path(shutil.copy(exercise, tmp_path))
    notebook = nbformat.read(moved, as_version=4)
    with pytest.raises(CellExecutionError):
        NotebookClient(notebook, resources={"metadata": {"path": tmp_path}}).execute()
    ran = [cell for cell in notebook.cells if cell.get("execution_count")]
    (error,) = (output for output in ran[-1].outputs if output.output_type == "error")
    assert error.ename == "CheckFailed"
    assert "is still blank" in error.evalue
    assert len(error.traceback) == 1
    assert "\n" not in error.traceback[0]
    blanks = [cell for cell in ran if release.is_marked(cell, "solution")]
    assert len(blanks) == 1
