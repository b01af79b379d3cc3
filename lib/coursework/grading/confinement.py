"""Keep a submission's processes to their own folder, where Linux can do that.

Landlock (Linux 5.13 and later, no rights needed) lets a process give up access for
itself and for everything it starts. A confined submission can write only to its own
scratch folder, can't read what is hidden from it, and, on newer kernels, can't open TCP
connections (6.7) or signal processes outside (6.12).

It isn't a sandbox against a determined attacker: file modes can be changed, files that
aren't hidden can be read, UDP works. Grade submissions from strangers in a container.
"""

import ctypes
import errno
import os
import platform
import stat
from collections.abc import Iterable
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every architecture
_ABI_VERSION_FLAG = 1
_PATH_BENEATH = 1

# Bits of Landlock's file access rights, from linux/landlock.h
_WRITE_FILE, _READ_FILE = 1 << 1, 1 << 2
_REMOVE_AND_MAKE = 0b111111111 << 4  # remove_dir … make_sym
_REFER, _TRUNCATE = 1 << 13, 1 << 14
_TCP = 0b11  # bind, connect
_SCOPES = 0b11  # abstract sockets, signals

_PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS = 36, 38
_CAPABILITY_VERSION_3 = 0x20080522
# The call for keyrings, by architecture, and its first argument.
_KEYCTL = {"x86_64": 250, "aarch64": 219}
_JOIN_SESSION_KEYRING = 1

_DEVICES = ("null", "zero", "full", "random", "urandom", "tty", "ptmx")  # ptmx and pts: `!ls`


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("files", ctypes.c_uint64),
        ("network", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("access", ctypes.c_uint64), ("parent", ctypes.c_int32))


def landlock_version() -> int:
    """Return the version of Landlock that this machine offers; 0 if it offers none."""
    try:
        return max(0, _syscall(_CREATE_RULESET, None, 0, _ABI_VERSION_FLAG))
    except (OSError, AttributeError):  # no such call: another kernel, another system
        return 0


def describe() -> str:
    """Say what holds submissions back on this machine, where they get no sandbox."""
    version = landlock_version()
    if not version:
        return (
            "This machine has no Landlock (Linux 5.13 or later): a submission can do whatever "
            "you can. Grade in a container or as a user of its own."
        )
    missing = [
        text
        for needed, text in ((4, "open network connections"), (6, "signal other processes"))
        if version < needed
    ]
    if missing:
        return f"Submissions write only to their own folder, but can {' and '.join(missing)}."
    return "Submissions write only to their own folder and can't use the network."


def confine(
    *, writable: Iterable[Path], hidden: Iterable[Path], readable: Iterable[Path] = ()
) -> None:
    """Restrict this process, and all that it will start, for good.

    Args:
        writable: Folders in which everything is allowed.
        hidden: Files and folders whose content can't be read.
        readable: Folders in hidden ones that can be read all the same.

    Raises:
        OSError: if this machine has no Landlock or refuses.
    """
    version = landlock_version()
    if not version:
        raise OSError("Landlock is not available")
    writing = _WRITE_FILE | _REMOVE_AND_MAKE
    writing |= _REFER * (version >= 2) | _TRUNCATE * (version >= 3)
    rules = _Ruleset(writing | _READ_FILE, _TCP * (version >= 4), _SCOPES * (version >= 6))
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = _syscall(_CREATE_RULESET, ctypes.byref(rules), size, 0)
    try:
        parts = readable_parts(Path("/"), {path.resolve() for path in hidden})
        for path in (*parts, *readable):
            _allow(ruleset, path.resolve(), _READ_FILE)
        for path in writable:
            _allow(ruleset, path.resolve(), writing | _READ_FILE)
        for name in _DEVICES:
            _allow(ruleset, Path("/dev") / name, _WRITE_FILE | _TRUNCATE * (version >= 3))
        _allow(ruleset, Path("/dev/pts"), _WRITE_FILE | _READ_FILE)
        _prctl(_PR_SET_NO_NEW_PRIVS)
        _syscall(_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)
    give_up_privileges()


def readable_parts(folder: Path, hidden: set[Path]) -> list[Path]:
    """List the paths that together cover a folder, less what is hidden.

    Landlock only ever adds access, so "all but these" has to be spelt out.

    Args:
        folder: The folder to cover.
        hidden: Resolved paths to leave out.

    Returns:
        `folder` itself if nothing in it is hidden, else parts of it.
    """
    if folder in hidden:
        return []
    if not any(path.is_relative_to(folder) for path in hidden):
        return [folder]
    parts = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if not entry.is_symlink():  # what a link points to is covered where it lies
                parts += readable_parts(Path(entry.path), hidden)
    return parts


def limit_files(most_bytes: int) -> None:
    """Cap the size of any file that this process and its children write, and allow no core dumps.

    Args:
        most_bytes: Largest file, in bytes.
    """
    import resource  # not on Windows

    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_processor(seconds: int) -> None:
    """Cap the processor time of this process, and that of each process it will start.

    Args:
        seconds: Most processor time of one process, in seconds.
    """
    import resource  # not on Windows

    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))


def adopt_orphans() -> None:
    """Make processes whose parent ends children of this one, so that none is lost from sight.

    Only Linux can do that; elsewhere this does nothing.
    """
    try:
        _prctl(_PR_SET_CHILD_SUBREAPER)
    except (OSError, AttributeError):
        return


def _allow(ruleset: int, path: Path, access: int) -> None:
    try:
        handle = os.open(path, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return  # gone since it was listed, or not there: no rule, hence no access
    try:
        if not stat.S_ISDIR(os.fstat(handle).st_mode):
            access &= _WRITE_FILE | _READ_FILE | _TRUNCATE
        rule = _PathBeneath(access, handle)
        _syscall(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(handle)


def leave_keyring() -> None:
    """Give this process a session keyring of its own: the kernel's keys know no namespaces.

    Raises:
        OSError: if the kernel has keyrings, and that isn't possible.
    """
    number = _KEYCTL.get(platform.machine())
    try:
        if number is not None:
            _syscall(number, _JOIN_SESSION_KEYRING, None)
    except OSError as error:
        if error.errno != errno.ENOSYS:  # a kernel without keyrings
            raise


def give_up_privileges() -> None:
    """Let this process, and all that it will start, gain no rights; root is an ordinary user then.

    Raises:
        OSError: if that isn't possible.
    """
    _prctl(_PR_SET_NO_NEW_PRIVS)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.capset(header, (ctypes.c_uint32 * 6)()) != 0:
        raise OSError(ctypes.get_errno(), "capset failed")


def _prctl(option: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), f"prctl({option}) failed")


def _syscall(number: int, *arguments) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    converted = [ctypes.c_long(item) if isinstance(item, int) else item for item in arguments]
    result = libc.syscall(ctypes.c_long(number), *converted)
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result
