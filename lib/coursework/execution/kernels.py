"""Run notebooks, some at a time, each in a kernel of its own.

Kernels belong to the Python that runs this module, whatever other kernels are
installed, and none of them outlives the call: not after an error, nor after Ctrl-C.
"""

import asyncio
import logging
import os
import signal
import tempfile
import time
from collections.abc import Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import ipykernel.kernelspec
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from coursework.execution.progress import Reporter
from coursework.files.variables import with_absolute_paths
from coursework.grading import sockets
from coursework.notebooks.outputs import is_log_line
from coursework.notebooks.pairs import code_cells

QUIET_KERNEL = ["--Application.log_level=ERROR"]  # arguments of a kernel
_LONGEST_REASON = 400  # characters of an error that are shown


@dataclass(frozen=True)
class NotebookRun:
    """A notebook to run.

    Attributes:
        name: What progress and errors call it.
        notebook: What to run; it receives the outputs.
        folder: The folder that the kernel works in.
    """

    name: str
    notebook: NotebookNode
    folder: Path


@dataclass(frozen=True)
class Outcome:
    """What came of a notebook's run.

    Attributes:
        run: The run.
        seconds: How long it took.
        error: None, or which cell failed and why, in a sentence.
        cell: The number of the failing code cell counted from 1; 0 if none failed or if
            the kernel didn't start.
    """

    run: NotebookRun
    seconds: float
    error: str | None = None
    cell: int = 0


def run_all(
    runs: list[NotebookRun],
    *,
    environment: dict[str, str],
    cell_timeout: float,
    parallel: int,
    reporter: Reporter,
    finished: Callable[[Outcome], None] | None = None,
) -> list[Outcome]:
    """Run notebooks; one that fails doesn't stop the others.

    Args:
        runs: The notebooks, in the order in which they start.
        environment: Variables that the kernels get on top of this process's.
        cell_timeout: Seconds after which a cell counts as hanging.
        parallel: How many notebooks run at a time.
        reporter: Told about everything that happens.
        finished: Called with each outcome as soon as its notebook is done. An error that
            it raises stops everything.

    Returns:
        The outcomes, in the order of `runs`.

    Raises:
        KeyboardInterrupt: after Ctrl-C or a termination signal, with every kernel gone.
    """
    runner = _Runner(environment, cell_timeout, parallel, reporter, finished)
    with reporter.showing([run.name for run in runs]):
        try:
            return asyncio.run(runner.run_side_by_side(runs))
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None


class _Runner:
    def __init__(self, environment, cell_timeout, parallel, reporter, finished):
        self.environment = kernel_environment(environment)
        self.cell_timeout = cell_timeout
        self.slots = asyncio.Semaphore(parallel)
        self.reporter = reporter
        self.finished = finished

    async def run_side_by_side(self, runs: list[NotebookRun]) -> list[Outcome]:
        with suppress(NotImplementedError, RuntimeError):  # Windows, or not the main thread
            asyncio.get_running_loop().add_signal_handler(
                signal.SIGTERM, asyncio.current_task().cancel
            )
        ticking = asyncio.create_task(self._tick())
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._run_one(run)) for run in runs]
        except BaseExceptionGroup as group:
            raise group.exceptions[0] from None
        finally:
            ticking.cancel()
        return [task.result() for task in tasks]

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(0.5)
            self.reporter.tick()

    async def _run_one(self, run: NotebookRun) -> Outcome:
        async with self.slots:
            started = time.monotonic()
            self.reporter.started(run.name, len(code_cells(run.notebook)))
            position = _Position(run, self.reporter)
            error = await self._execute(run, position)
            seconds = time.monotonic() - started
            outcome = Outcome(run, seconds, error, position.cell if error else 0)
            self.reporter.ended(run.name, error)
            if self.finished:
                self.finished(outcome)
            return outcome

    async def _execute(self, run: NotebookRun, position: "_Position") -> str | None:
        client = _Client(
            run.notebook,
            resources={"metadata": {"path": str(run.folder)}},
            timeout=int(self.cell_timeout),
            iopub_timeout=30,
            coalesce_streams=True,
            record_timing=False,
            store_widget_state=False,
            on_cell_execute=position.reached,
            extra_arguments=QUIET_KERNEL,
            log=_silent_log(),
        )
        with tempfile.TemporaryFile("w+", errors="replace") as last_words:
            try:
                await client.async_execute(env=self.environment, stderr=last_words)
            except DeadKernelError:
                if asyncio.current_task().cancelling():  # nbclient takes it for a death
                    raise asyncio.CancelledError from None
                return position.describe(f"the kernel died {_last_words(last_words)}")
            except CellTimeoutError:
                return position.describe(f"took longer than {self.cell_timeout:g} s")
            except CellExecutionError as error:
                return position.describe(_short(f"{error.ename}: {error.evalue}"))
            except Exception as error:
                reason = f"{type(error).__name__}: {error} {_last_words(last_words)}"
                return position.describe(_short(reason))
            return None


class _Position:
    """How far a notebook has come."""

    def __init__(self, run: NotebookRun, reporter: Reporter):
        self.run, self.reporter, self.cell, self.source = run, reporter, 0, ""

    def reached(self, cell: NotebookNode, cell_index: int) -> None:
        self.cell += 1
        self.source = cell.source
        self.reporter.reached(self.run.name, self.cell)

    def describe(self, reason: str) -> str:
        if not self.cell:
            return f"{self.run.name} did not start: {reason}"
        first_line = next(line for line in self.source.splitlines() if line.strip()).strip()
        return f"{self.run.name}, code cell {self.cell} ({first_line[:60]}): {reason}"


class _Client(NotebookClient):
    """nbclient's, with a kernel of this Python and with Ctrl-C left alone.

    nbclient sets a signal handler for each notebook and kills only the newest kernel
    on Ctrl-C, then goes on. Here the handler stays asyncio's, which cancels every
    notebook; each takes its own kernel down.
    """

    @asynccontextmanager
    async def async_setup_kernel(self, **kwargs):
        with tempfile.TemporaryDirectory(
            prefix="kernel-", dir=sockets.folder(), ignore_cleanup_errors=True
        ) as place:
            self.km = AsyncKernelManager(
                kernel_name="python3", kernel_spec_manager=ThisPython(), **_sockets(Path(place))
            )
            self.shutdown_kernel = "immediate"
            try:
                await self.async_start_new_kernel(**kwargs)
                await self.async_start_new_kernel_client()
                yield
            finally:
                if self.km is not None:
                    await asyncio.shield(self._async_cleanup_kernel())


def _sockets(place: Path) -> dict[str, str]:
    # Kernels that start at the same time can be given one TCP port; files can't clash.
    if not sockets.ARE_FILES:
        return {}
    connection = {"connection_file": str(place / "kernel.json"), "ip": str(place / "socket")}
    return {"transport": "ipc", **connection}


class ThisPython(KernelSpecManager):
    """Knows one kernel: that of the Python that runs this module."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return KernelSpec(
            resource_dir=ipykernel.kernelspec.RESOURCES, **ipykernel.kernelspec.get_kernel_dict()
        )


def kernel_environment(extra: dict[str, str]) -> dict[str, str]:
    """Return the environment that a notebook's kernel runs in.

    Args:
        extra: Variables to set on top of this process's.

    Returns:
        The variables, with absolute paths. `MPLBACKEND` isn't among them: with it, figures
        would not reach the notebook. Sets have the same order in every run.
    """
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONHASHSEED": "0", **extra}
    environment = with_absolute_paths(environment)  # a kernel works in its notebook's folder
    environment.pop("MPLBACKEND", None)
    return environment


def _short(reason: str) -> str:
    text = " ".join(reason.split())
    return text if len(text) <= _LONGEST_REASON else text[: _LONGEST_REASON - 1] + "…"


def _last_words(stderr: TextIO) -> str:
    # What the kernel wrote when it could no longer speak through its notebook.
    stderr.seek(0)
    lines = [line.strip() for line in stderr if line.strip() and not is_log_line(line)]
    return f"({lines[-1][:200]})" if lines else "(killed, or out of memory)"


def _silent_log() -> logging.Logger:
    # Its errors are reported here in a sentence; nbclient would print them a second time.
    log = logging.getLogger("coursework.nbclient")
    log.addHandler(logging.NullHandler())
    log.propagate = False
    return log
