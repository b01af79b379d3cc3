"""A student opens a released exercise and runs all of it."""

import shutil
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import start_new_kernel
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from coursework.exercises import release

EXERCISES = sorted(Path(__file__).parents[2].glob("exercises/*/*.ipynb"))


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    """A kernel for one exercise after the other: to import Keras takes longer than they do."""
    # In a folder of its own: only the installed package is at hand.
    manager, client = start_new_kernel(cwd=tmp_path_factory.mktemp("student"))
    client.stop_channels()
    yield manager
    manager.shutdown_kernel(now=True)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda path: path.stem)
def test_run_all_stops_at_the_first_blank_with_a_sentence(exercise, kernel, tmp_path):
    notebook = nbformat.read(shutil.copy(exercise, tmp_path), as_version=4)
    forget = nbformat.v4.new_code_cell("%reset -f")  # what the exercise before has defined
    notebook.cells.insert(0, forget)
    with pytest.raises(CellExecutionError):
        NotebookClient(notebook, km=kernel).execute()
    ran = [cell for cell in notebook.cells if cell.get("execution_count")]
    (error,) = (output for output in ran[-1].outputs if output.output_type == "error")
    assert error.ename == "CheckFailed"
    assert "is still blank" in error.evalue
    assert len(error.traceback) == 1
    assert "\n" not in error.traceback[0]
    blanks = [cell for cell in ran if release.is_marked(cell, "solution")]
    assert len(blanks) == 1
