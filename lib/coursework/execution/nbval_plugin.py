"""What nbval lacks: it notices a dead kernel at once, and a figure that is gone.

Loaded by `coursework test` with `pytest -p coursework.execution.nbval_plugin`.
"""

import functools
import time
from queue import Empty

from coursework import start_up  # noqa: F401  (before nbformat)

# isort: split
import nbval.kernel
import pytest
from nbval.plugin import IPyNbCell, NbCellError

from coursework.execution.kernels import kernel_environment

_SLICE = 1.0  # seconds between two looks at whether the kernel is alive


def pytest_configure(config):
    """Make nbval's kernels mortal and give them the course's environment."""
    nbval.kernel.RunningKernel.get_message = _get_message
    nbval.kernel.start_new_kernel = functools.partial(
        nbval.kernel.start_new_kernel, env=kernel_environment({})
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Fail a cell that stored figures and now draws fewer; nbval doesn't look at images."""
    result = yield
    if isinstance(item, IPyNbCell):
        before, now = figures(item.cell.outputs), figures(item.test_outputs or ())
        if now < before:
            raise NbCellError(
                item.cell_num,
                f"The stored notebook has {before} figures here, this run drew {now}",
                item.cell.source,
            )
    return result


def figures(outputs) -> int:
    """Count the images among a cell's outputs."""
    return sum(
        any(kind.startswith("image/") for kind in output.get("data", {})) for output in outputs
    )


def _get_message(kernel, stream, timeout=None):
    # nbval waits for its whole cell timeout, even if the kernel is gone.
    channel = {"iopub": kernel.kc.get_iopub_msg, "shell": kernel.kc.get_shell_msg}[stream]
    deadline = time.monotonic() + (timeout if timeout is not None else float("inf"))
    while True:
        left = deadline - time.monotonic()
        try:
            return channel(timeout=max(0.0, min(_SLICE, left)))
        except Empty:
            if not kernel.is_alive():
                raise RuntimeError(
                    "The kernel died while this cell ran (out of memory, or killed)"
                ) from None
            if left <= _SLICE:
                raise
