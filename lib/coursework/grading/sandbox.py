"""A submission's own world: bubblewrap makes the namespaces, its kernel moves in.

In it there are a submission's own processes, own network (with nobody in it), own shared memory
and own files: `/tmp`, its home and `/dev/shm` are new and in memory, of the system it sees
Python and what Python needs, read-only. Nothing of the grader's is there: no socket, no
descriptor, no other submission.
"""

import ctypes
import functools
import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from coursework.grading import confinement

HOME = Path("/home/student")
RUN = Path("/run")  # the kernel's sockets
GIVEN = Path("/given")  # the files that come with the assignment

_TMPFS = (Path("/tmp"), HOME, Path("/dev/shm"))
_SYSTEM = ("usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32", "nix/store", "gnu/store")
_SETTINGS = (  # of /etc: what programs look up, and no secrets
    *("alternatives", "ca-certificates", "default/locale", "fonts", "group", "host.conf", "hosts"),
    *("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "locale.alias", "localtime", "magic"),
    *("mime.types", "nsswitch.conf", "passwd", "pki/ca-trust", "pki/tls/certs"),
    *("pki/tls/openssl.cnf", "ssl/certs", "ssl/openssl.cnf", "timezone"),
)
_NAMESPACES = (
    *("--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"),
    *("--unshare-cgroup-try", "--disable-userns", "--die-with-parent", "--new-session"),
)
# From linux/sched.h: new user, process, network, inter-process, name and mount namespaces.
_JOINED = 0x10000000 | 0x20000000 | 0x40000000 | 0x08000000 | 0x04000000 | 0x00020000
_HOLD = ("sh", "-c", "echo ready; exec sleep infinity")
_START_SECONDS = 30


@functools.cache
def is_available() -> bool:
    """Say whether bubblewrap is installed and may make namespaces here."""
    if not (shutil.which("bwrap") and hasattr(os, "pidfd_open")):
        return False
    command = [*arguments((), (), most_bytes=10**6), "true"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_START_SECONDS, check=False)
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def arguments(
    readable: Iterable[Path],
    hidden: Iterable[Path],
    *,
    most_bytes: int,
    given: Path | None = None,
) -> list[str]:
    """Return the command that makes the world, less what is to run in it.

    Args:
        readable: Folders that are there, besides the system's; one that is hidden is not.
        hidden: Files and folders that are not there, even if they lie in ones that are.
        most_bytes: Room in each place that can be written, in bytes.
        given: The folder that is `GIVEN` in it.
    """
    hidden = {path.resolve() for path in hidden}
    shown = {path for path in readable if path.is_dir() and path.resolve() not in hidden}
    shown |= {path.resolve() for path in shown}
    command = ["bwrap", *_NAMESPACES]
    mounts: dict[Path, list[str]] = {}
    for path in (Path("/", name) for name in _SYSTEM):
        if path.is_symlink():
            command += ["--symlink", os.readlink(path), str(path)]
        elif path.is_dir():
            mounts[path] = ["--ro-bind", str(path), str(path)]
    for name in _SETTINGS:
        mounts[Path("/etc", name)] = ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    for path in shown:
        mounts[path] = ["--ro-bind", str(path), str(path)]
    masks = [path for path in hidden if any(path.is_relative_to(one) for one in mounts)]
    for path in masks:
        empty = ["--tmpfs"] if path.is_dir() else ["--ro-bind", "/dev/null"]
        mounts[path] = [*empty, str(path)]
    mounts[Path("/proc")] = ["--proc", "/proc"]
    mounts[Path("/dev")] = ["--dev", "/dev"]
    for path in _TMPFS:
        mounts[path] = ["--size", str(most_bytes), "--tmpfs", str(path)]
    mounts[RUN] = ["--size", str(10**6), "--tmpfs", str(RUN)]
    if given is not None:
        mounts[GIVEN] = ["--ro-bind", str(given), str(GIVEN)]
    for path in sorted(mounts, key=lambda path: len(path.parts)):  # what lies in it comes later
        command += mounts[path]
    for path in (*(path for path in masks if path.is_dir()), Path("/dev"), Path("/")):
        command += ["--remount-ro", str(path)]
    return [*command, "--"]


class Sandbox:
    """The world of one submission. It ends, and all that runs in it, with `end`.

    Args:
        command: What `arguments` returned.

    Raises:
        RuntimeError: if bubblewrap can't make it.
    """

    def __init__(self, command: list[str]):
        read, write = os.pipe()
        self._holder = subprocess.Popen(
            [command[0], "--info-fd", str(write), *command[1:], *_HOLD],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=[write],
            start_new_session=True,
        )
        os.close(write)
        with open(read, encoding="utf-8") as told, self._holder.stdout, self._holder.stderr:
            if not self._holder.stdout.readline():  # written when all is in place
                said = self._holder.stderr.read().decode("utf-8", "replace").strip()
                raise RuntimeError(f"bubblewrap can't make a sandbox: {said[-500:]}")
            self.pid = json.load(told)["child-pid"]

    @property
    def root(self) -> Path:
        """Where its files are to be seen from outside."""
        return Path("/proc", str(self.pid), "root")

    def enter(self) -> None:
        """Move this process in; those that it forks from now on are wholly inside.

        Raises:
            OSError: if the sandbox has ended.
        """
        handle = os.pidfd_open(self.pid)
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.setns(handle, _JOINED) != 0:
            code = ctypes.get_errno()
            raise OSError(code, f"setns: {os.strerror(code)}")
        os.close(handle)
        os.chdir("/")
        confinement.leave_keyring()
        confinement.give_up_privileges()

    def end(self) -> None:
        """End all that runs in it: the kernel kills a process namespace with its first process."""
        self._holder.kill()
        self._holder.wait()
