"""Mark submissions side by side, and stop each one at its limits."""

import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

import psutil

from coursework.grading import control_groups, place, processes
from coursework.grading.forks import Server
from coursework.grading.limits import GIGABYTE
from coursework.grading.marks import GradingTask, Mark, Status

_POLL_SECONDS = 0.2
_DISK_SECONDS = 1.0
_GRACE_SECONDS = 20.0  # for nbgrader to score what was run, once the kernel is stopped
_AGAIN = "The machine was overloaded at first, so it was run once more, alone."
_IDLE = ("idle", "iowait") if hasattr(psutil.cpu_times(), "iowait") else ("idle",)
_BUSY = 0.8  # of the machine's processor time, or of what a submission would have had


@dataclass(frozen=True)
class Finished:
    """A task, what came of it, and how long it took.

    Attributes:
        task: The task.
        mark: What came of it.
        seconds: How long it took.
        waited: Whether it timed out while others kept it from the processor.
    """

    task: GradingTask
    mark: Mark
    seconds: float
    waited: bool = False


def mark_all(
    tasks: Iterable[GradingTask],
    *,
    server: Server,
    slots: int,
    on_start: Callable[[GradingTask], None],
) -> Iterator[Finished]:
    """Mark tasks, several at once.

    Args:
        tasks: What to mark. Each is taken when a slot is free.
        server: What starts their processes.
        slots: How many at once; slot `i` gets its share of this machine's cores.
        on_start: Called with each task as it starts.

    Yields:
        Each task as it ends; one that timed out while it waited for the processor is run
        once more, alone, after all others. Closing the generator ends those that are
        still running.
    """
    again = []
    for finished in _mark_all(tasks, server, slots, on_start):
        if finished.waited:
            place.remove(finished.task.folder)
            again.append(finished.task)
        else:
            yield finished
    for finished in _mark_all(again, server, 1, lambda task: None):
        reason = f"{finished.mark.reason} {_AGAIN}".strip()
        yield replace(finished, mark=replace(finished.mark, reason=reason))


def _mark_all(
    tasks: Iterable[GradingTask],
    server: Server,
    slots: int,
    on_start: Callable[[GradingTask], None],
) -> Iterator[Finished]:
    waiting = iter(tasks)
    running: dict[int, _Run] = {}
    shares = core_shares(slots)
    try:
        while True:
            for slot in [slot for slot in range(slots) if slot not in running]:
                if (task := next(waiting, None)) is not None:
                    task = replace(task, cores=shares[slot])
                    on_start(task)
                    running[slot] = _Run(task, server)
            if not running:
                return
            server.listen(_POLL_SECONDS)
            table = processes.ProcessTable()
            for slot, run in list(running.items()):
                if run.has_ended(table):
                    yield running.pop(slot).finish()
    finally:
        for run in running.values():
            run.end()


def core_shares(slots: int) -> list[tuple[int, ...]]:
    """Split this machine's cores, so that a busy submission slows no other one.

    Args:
        slots: How many shares.

    Returns:
        The cores of each share; shared ones if there are fewer cores than slots, and
        nothing at all where processes can't be bound to cores.
    """
    if not hasattr(os, "sched_getaffinity"):
        return [()] * slots
    cores = sorted(os.sched_getaffinity(0))
    return [tuple(cores[slot::slots]) or (cores[slot % len(cores)],) for slot in range(slots)]


class _Run:
    """A submission that is being marked."""

    def __init__(self, task: GradingTask, server: Server):
        most_bytes = int(task.limits.memory_gb * GIGABYTE)
        self._group = control_groups.make(task.group_name, most_bytes) if task.sandboxed else None
        self.task = task = replace(task, group=self._group)
        self.started = time.monotonic()
        self.stopped: Mark | None = None
        self._stopped_at = 0.0
        self._disk_checked = self.started
        self._machine = psutil.cpu_times()
        self._processor_seconds = 0.0
        self._most_processor_seconds = task.limits.processor_seconds(task.cores)
        self._seen: list[psutil.Process] = []
        task.folder.mkdir(parents=True)
        self.process = server.start("mark", task)
        self._marking = processes.find(self.process.pid)

    def has_ended(self, table: processes.ProcessTable) -> bool:
        """Hold the submission to its limits; say whether its process has ended."""
        if not self.process.is_alive():
            return True
        below = table.descendants(self.process.pid)
        self._seen = below or self._seen
        used = sum(map(processes.processor_seconds, below))
        self._processor_seconds = max(self._processor_seconds, used)
        if self.stopped is None:
            self.stopped = self._exceeded(below)
            if self.stopped is not None:
                self._stopped_at = time.monotonic()
                processes.kill_descendants(self.process.pid)
        if self.stopped is not None:
            late = time.monotonic() - self._stopped_at > _GRACE_SECONDS
            if late or self._own_memory() > self.task.limits.memory_gb * GIGABYTE:
                self.end()
        return False

    def finish(self) -> Finished:
        """Collect the mark of a process that has ended."""
        self.end()
        seconds = time.monotonic() - self.started
        code = self.process.exitcode
        if code == 0 and self.task.result.is_file():
            mark = Mark.read(self.task.result)
            if self.stopped is not None:
                reason = f"{self.stopped.reason} {mark.reason}".strip()
                mark = replace(mark, status=self.stopped.status, reason=reason)
        elif self.stopped is not None:
            mark = self.stopped
        else:
            how = f"by signal {-code}" if code and code < 0 else f"with exit code {code}"
            mark = Mark(Status.ERROR, f"Its grading was ended {how}, perhaps by the submission.")
        return Finished(self.task, mark, seconds, self._waited(mark, seconds))

    def end(self) -> None:
        """End the submission's processes, whatever they are doing."""
        # Not `is_alive`: a process whose server was killed counts as dead, and runs on.
        if self._marking and processes.is_running(self._marking):
            processes.kill_descendants(self._marking.pid)
            with suppress(psutil.Error):
                self._marking.kill()
        self.process.join()
        for process in self._seen:  # orphans of a marking process that was killed
            try:
                process.send_signal(signal.SIGKILL)
            except psutil.Error:
                continue
        if self._group:  # last: it can't go while a process is in it
            self._group.remove()

    def _exceeded(self, below: list[psutil.Process]) -> Mark | None:
        limits, now = self.task.limits, time.monotonic()
        if now - self.started > limits.notebook_seconds:
            return Mark(Status.TIME_LIMIT, f"It ran for more than {limits.notebook_seconds} s.")
        if self._processor_seconds > self._most_processor_seconds:
            most = self._most_processor_seconds
            return Mark(Status.TIME_LIMIT, f"It used more than {most} s of processor time.")
        if len(below) > limits.processes:
            return Mark(Status.PROCESS_LIMIT, f"It ran more than {limits.processes} processes.")
        # The group counts what is in the sandbox; a flood of messages fills the marking process.
        memory = self._own_memory() if self._group else self._memory(below)
        if memory > limits.memory_gb * GIGABYTE:
            return Mark(Status.MEMORY_LIMIT, f"It used more than {limits.memory_gb:g} GB.")
        if now - self._disk_checked > _DISK_SECONDS:
            self._disk_checked = now
            used = processes.disk_use(self.task.folder, most_files=limits.files)
            if used.size > limits.disk_gb * GIGABYTE:
                return Mark(Status.DISK_LIMIT, f"It wrote more than {limits.disk_gb:g} GB.")
            if used.files > limits.files:
                return Mark(Status.DISK_LIMIT, f"It made more than {limits.files} files.")
        return None

    def _waited(self, mark: Mark, seconds: float) -> bool:
        """Say whether it timed out for want of the processor: others had it, and it had not."""
        if mark.status is not Status.TIME_LIMIT or self._processor_seconds > _BUSY * seconds:
            return False
        now = psutil.cpu_times()
        idle = sum(getattr(now, name) - getattr(self._machine, name) for name in _IDLE)
        return 1 - idle / (sum(now) - sum(self._machine)) > _BUSY

    def _memory(self, below: list[psutil.Process]) -> int:
        return self._own_memory() + sum(map(processes.own_bytes, below))

    def _own_memory(self) -> int:
        return processes.own_bytes(self._marking) if self._marking else 0
