"""What a submission's processes and files add up to, and how to end them all."""

import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

_OWN = ("Pss_Anon:", "Pss_Shmem:", "SwapPss:")  # of smaps_rollup


class ProcessTable:
    """All processes of the machine at one moment, by parent."""

    def __init__(self):
        self._children: dict[int, list[psutil.Process]] = {}
        for process in psutil.process_iter():
            try:
                self._children.setdefault(process.ppid(), []).append(process)
            except psutil.Error:
                continue  # ended while we looked

    def descendants(self, pid: int) -> list[psutil.Process]:
        """List the processes below one, children before grandchildren.

        Args:
            pid: The process at the top; it isn't in the list.

        Returns:
            The processes below it, each once.
        """
        found, open_pids = [], [pid]
        while open_pids:
            children = self._children.get(open_pids.pop(), [])
            found += children
            open_pids += [child.pid for child in children]
        return found


def own_bytes(process: psutil.Process) -> int:
    """Return the memory that a process holds for itself, in bytes; 0 if it has ended.

    What it shares with others, such as Keras with the process that it was forked from, is
    split among them. Files in memory that it has open without a name count too.
    """
    try:
        with open(f"/proc/{process.pid}/smaps_rollup", encoding="ascii") as file:
            sizes = dict(line.split()[:2] for line in file.readlines()[1:])
        held = sum(int(sizes.get(name, 0)) for name in _OWN) * 1024
        return held + sum(_memory_files(process.pid).values())
    except (OSError, ValueError):
        pass
    try:
        return process.memory_info().rss
    except psutil.Error:
        return 0


def processor_seconds(process: psutil.Process) -> float:
    """Return the processor time of a process and of its ended children; 0 if it is gone."""
    try:
        return sum(process.cpu_times()[:4])
    except psutil.Error:
        return 0.0


def _memory_files(pid: int) -> dict[tuple[int, int], int]:
    """The sizes of files without a name that a process made in memory, by device and number."""
    found = {}
    folder = f"/proc/{pid}/fd"
    for handle in os.listdir(folder):
        with suppress(OSError):
            path = f"{folder}/{handle}"
            if os.readlink(path).startswith("/memfd:"):
                status = os.stat(path)
                found[status.st_dev, status.st_ino] = status.st_blocks * 512
    return found


def kill_descendants(pid: int, *, patience: float = 5.0) -> bool:
    """End every process below one, and those they start meanwhile.

    Args:
        pid: The process at the top; it is left alone.
        patience: Seconds to go on trying.

    Returns:
        True if none is left.
    """
    deadline = time.monotonic() + patience
    while alive := [item for item in ProcessTable().descendants(pid) if is_running(item)]:
        if time.monotonic() > deadline:
            return False
        for stop in (psutil.Process.suspend, psutil.Process.kill):  # a fork bomb: freeze it first
            for process in alive:
                try:
                    stop(process)
                except psutil.Error:
                    continue
        psutil.wait_procs(alive, timeout=0.2)
        if pid == os.getpid():
            _reap()
    return True


def _reap() -> None:
    """Read how children ended, orphans included: till then, the first of a namespace can't end."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def find(pid: int) -> psutil.Process | None:
    """Return a process, which stays apart from any later one of its number; None if it is gone."""
    try:
        return psutil.Process(pid)
    except psutil.Error:
        return None


def is_running(process: psutil.Process) -> bool:
    """Say whether a process is there, and not only as an entry that its parent hasn't read."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


@dataclass(frozen=True)
class DiskUse:
    """What lies in a folder: number of files and folders, and bytes on disk."""

    files: int
    size: int


def disk_use(folder: Path, *, most_files: int) -> DiskUse:
    """Add up a folder.

    Args:
        folder: The folder; links in it aren't followed.
        most_files: Stop counting beyond this number of files and folders.

    Returns:
        Their number and size so far.
    """
    files, size, open_folders = 0, 0, [os.fspath(folder)]
    while open_folders and files <= most_files:
        try:
            with os.scandir(open_folders.pop()) as entries:
                for entry in entries:
                    files += 1
                    size += entry.stat(follow_symlinks=False).st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        open_folders.append(entry.path)
                    if files > most_files:
                        break
        except OSError:
            continue  # removed while we looked
    return DiskUse(files, size)
