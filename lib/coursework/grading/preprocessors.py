"""Steps that this course adds to nbgrader's, used by `make grade` and by plain nbgrader."""

import errno
import os

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbconvert.preprocessors import ClearMetadataPreprocessor, CSSHTMLHeaderPreprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader import utils
from nbgrader.converters import Autograde
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearHiddenTests,
    Execute,
    GetGrades,
    IgnorePattern,
    LimitOutput,
    NbGraderPreprocessor,
    SaveAutoGrades,
)
from traitlets import Callable, Float, List

from coursework.grading.cells import grade_id
from coursework.grading.limits import MEGABYTE, Limits
from coursework.grading.restoring import PutBackCells, RestoreMetadata
from coursework.grading.text import writable

NOT_RUN = "NotRun"
TIMED_OUT = "CellTimeoutError"
KERNEL_DIED = "KernelDied"
DISK_FULL = "DiskFull"

_KEPT_BYTES = 10_000  # an error or a result up to this size is kept whatever came before it


class ExecuteWithinLimits(Execute):
    """nbgrader's execution, in which a dead or stuck kernel costs only what it didn't run.

    nbgrader gives up on such a notebook. Here the cells up to that point keep their
    outputs, and every later cell gets an error, so that it scores 0: nbgrader takes a
    cell without output for a passed one.
    """

    output_mb = Float(Limits.output_mb, help="Most output kept of one cell, in MB.").tag(
        config=True
    )

    left_out = List(help="Cells that are not run: sources, of ungraded cells only.").tag(
        config=True
    )

    on_event = Callable(None, allow_none=True, help="Called with a stop's kind, cell, cause.").tag(
        config=True
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A tag must not keep a test from being run.
        self.skip_cells_with_tag = "\N{NULL}"
        self.store_widget_state = False
        self.shutdown_kernel = "immediate"
        self._stopped = False
        self._output_bytes = 0

    def preprocess(self, nb, resources, km=None):
        """Run the cells; what they said is text that can be saved."""
        nb, resources = super().preprocess(nb, resources, km)
        for cell in nb.cells:
            writable(cell.get("outputs"))
        return nb, resources

    def preprocess_cell(self, cell, resources, index):
        """Run one cell, or mark it as not run."""
        if cell.cell_type != "code":
            return cell, resources
        if cell.source in self.left_out and not grade_id(cell):
            cell.outputs = [new_output("stream", text="[Not run in grading.]\n")]
            return cell, resources
        if self._stopped:
            if cell.source.strip():
                _add_error(cell, NOT_RUN, "Not run: the kernel had stopped in an earlier cell.")
            return cell, resources
        self._output_bytes = 0
        try:
            return super().preprocess_cell(cell, resources, index)
        except DeadKernelError:
            self._stop(cell, KERNEL_DIED, self._how_it_ended())
        except CellTimeoutError:
            self._stop(cell, TIMED_OUT, "it did not react to the interrupt")
        return cell, resources

    def on_cell_executed(self, **kwargs):
        """Note a cell that ran into its time limit or filled its disk."""
        super().on_cell_executed(**kwargs)
        cell, reply = kwargs["cell"], kwargs["execute_reply"]["content"]
        # The real error has a traceback from the kernel; ours is made here, by nbgrader.
        if reply == {**self.error_on_timeout, "status": "error"}:
            self._report(TIMED_OUT, cell)
        if os.strerror(errno.ENOSPC) in str(reply.get("evalue", "")):
            self._report(DISK_FULL, cell)

    def process_message(self, msg, cell, cell_index):
        """Take in a message from the kernel, unless the cell has said too much already."""
        kind = msg["msg_type"]
        if kind in ("status", "execute_input"):
            return super().process_message(msg, cell, cell_index)
        size = len(str(msg["content"])) + 200  # a message costs something, however short
        if kind not in ("error", "execute_result") or size > _KEPT_BYTES:
            limit = self.output_mb * MEGABYTE
            before, self._output_bytes = self._output_bytes, self._output_bytes + size
            if self._output_bytes > limit:
                if before <= limit:
                    note = f"[Output beyond {self.output_mb:g} MB was left out.]\n"
                    cell.outputs.append(new_output("stream", name="stdout", text=note))
                return None
        return super().process_message(msg, cell, cell_index)

    def _stop(self, cell: NotebookNode, kind: str, how: str) -> None:
        self._stopped = True
        _add_error(cell, kind, f"The kernel was lost in this cell: {how}.")
        self._report(kind, cell, how)

    def _report(self, kind: str, cell: NotebookNode, how: str = "") -> None:
        if self.on_event is not None:
            self.on_event(kind, cell, how)

    def _how_it_ended(self) -> str:
        process = getattr(getattr(self.km, "provisioner", None), "process", None)
        code = process.poll() if process else None
        if code is None:
            return "it is gone"
        return f"ended by signal {-code}" if code < 0 else f"it ended itself with code {code}"


class WarningsAreNotErrors(NbGraderPreprocessor):
    """Keep what a test printed to stderr, but not as a reason for 0 points.

    nbgrader gives 0 to a cell with anything on stderr, a `UserWarning` included. Errors
    are outputs of their own and stay as they are.
    """

    def preprocess_cell(self, cell, resources, cell_index):
        """Turn a test's stderr into stdout, where feedback still shows it."""
        if utils.is_grade(cell) and cell.cell_type == "code":
            for output in cell.outputs:
                if output.output_type == "stream" and output.name == "stderr":
                    output.name = "stdout"
        return cell, resources


class HideHiddenTests(ClearHiddenTests):
    """Leave hidden tests out of the feedback: their source, and tracebacks that quote it."""

    display_data_priority = List(config=True)  # as in GetGrades; nbgrader sets it for all steps

    def preprocess_cell(self, cell, resources, cell_index):
        """Clear a test's hidden part; shorten its errors if it had one."""
        if not utils.is_grade(cell):
            return cell, resources
        before = cell.source
        cell, resources = super().preprocess_cell(cell, resources, cell_index)
        if cell.source != before and cell.cell_type == "code":
            for output in cell.outputs:
                if output.output_type == "error":
                    output.traceback = [f"{output.ename}: {output.evalue}"]
        return cell, resources


SANITIZE = [RestoreMetadata, PutBackCells, *Autograde.sanitize_preprocessors.default_args[0]]
AUTOGRADE = [
    ExecuteWithinLimits,
    IgnorePattern,
    ClearMetadataPreprocessor,
    LimitOutput,
    WarningsAreNotErrors,
    SaveAutoGrades,
    AssignLatePenalties,
    CheckCellMetadata,
]
FEEDBACK = [GetGrades, HideHiddenTests, CSSHTMLHeaderPreprocessor]


def _add_error(cell: NotebookNode, name: str, message: str) -> None:
    cell.outputs.append(
        new_output("error", ename=name, evalue=message, traceback=[f"{name}: {message}"])
    )
