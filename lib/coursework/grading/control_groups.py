"""Control groups: the kernel counts a submission's memory, whatever kind it is, and caps it.

That takes root and version 1 of control groups, or version 2 where a group below this process's own
has a memory controller. Elsewhere there is no group, and memory is measured.
"""

import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path("/sys/fs/cgroup")
_MOST_TASKS = 1000  # processes and their threads; what is no bomb stays far below


@dataclass(frozen=True)
class ControlGroup:
    """A group for one submission, in each hierarchy that has a controller for it.

    Attributes:
        folders: Its folders, the one with the memory controller first.
    """

    folders: tuple[Path, ...]

    def join(self) -> None:
        """Put this process into the group, and all that it will start."""
        for folder in self.folders:
            (folder / "cgroup.procs").write_text("0")

    def memory_kills(self) -> int:
        """Return how many of its processes the kernel has ended at the memory limit."""
        for name in ("memory.events", "memory.oom_control"):
            with suppress(OSError):
                for line in (self.folders[0] / name).read_text().splitlines():
                    if line.startswith("oom_kill "):
                        return int(line.split()[1])
        return 0

    def remove(self, *, patience: float = 2.0) -> None:
        """Remove the group once its last process has ended; processes are reaped a bit later."""
        deadline = time.monotonic() + patience
        left = [*self.folders]
        while left and time.monotonic() < deadline:
            for folder in [*left]:
                with suppress(OSError):
                    folder.rmdir()
                if not folder.exists():
                    left.remove(folder)
            if left:
                time.sleep(0.01)


def make(name: str, most_bytes: int) -> ControlGroup | None:
    """Make a group for one submission.

    Args:
        name: A name that no other group has.
        most_bytes: Most memory of all its processes together, files in memory included.

    Returns:
        The group; None where none can be had.
    """
    own = _own_groups()
    folders = []
    for controller in ("memory", "pids", "cpu"):
        with suppress(OSError, KeyError):
            folder = own[controller] / name
            folder.mkdir(exist_ok=True)
            if controller == "memory":
                _limit_memory(folder, most_bytes)
            elif controller == "pids":
                (folder / "pids.max").write_text(str(_MOST_TASKS))
            folders.append(folder)  # last: a group that caps no memory is none
        if not folders:
            return None
    # Version 2 has one folder for all controllers.
    return ControlGroup(tuple(dict.fromkeys(folders)))


def remove_those_of(run: str) -> None:
    """Remove the groups that a killed run left; their processes have ended with it.

    Args:
        run: What their names begin with.
    """
    for place in {*_own_groups().values()}:
        for folder in place.glob(f"{run}-*"):
            with suppress(OSError):
                folder.rmdir()


def available() -> bool:
    """Say whether groups that cap memory can be made."""
    group = make(f"grading-try-{os.getpid()}", 10**9)
    if group is None:
        return False
    group.remove()
    return True


def _limit_memory(folder: Path, most_bytes: int) -> None:
    try:
        name = "memory.max"
        if not (folder / name).exists():
            name = "memory.limit_in_bytes"
        (folder / name).write_text(str(most_bytes))
    except OSError:
        folder.rmdir()
        raise
    for name, value in (
        ("memory.swap.max", "0"),
        ("memory.memsw.limit_in_bytes", str(most_bytes)),
    ):
        with suppress(OSError):
            if (folder / name).exists():
                (folder / name).write_text(value)


def _own_groups() -> dict[str, Path]:
    """Where this process's groups lie, by controller; for version 2, the same for all."""
    found = {}
    with suppress(OSError):
        for line in Path("/proc/self/cgroup").read_text().splitlines():
            _, controllers, path = line.split(":", 2)
            if controllers:
                for controller in controllers.split(","):
                    found[controller] = _visible(_ROOT / controller, path)
            elif (_ROOT / "cgroup.controllers").exists():
                for controller in ("memory", "pids", "cpu"):
                    found.setdefault(controller, _visible(_ROOT, path))
    return found


def _visible(mounted: Path, path: str) -> Path:
    """A group's folder; in a container, only what is below its own group is to be seen."""
    folder = mounted / path.lstrip("/")
    return folder if folder.is_dir() else mounted
