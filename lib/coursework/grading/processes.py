"""What a submission's processes and files add up to, and how to end them all."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

import psutil


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


def resident_bytes(process: psutil.Process) -> int:
    """Return the memory that a process holds, in bytes; 0 if it has ended."""
    try:
        return process.memory_info().rss
    except psutil.Error:
        return 0


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
    return True


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
