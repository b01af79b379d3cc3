"""One process that has imported what grading needs, and forks for each submission.

Importing nbgrader and Keras takes seconds; a fork takes milliseconds. The server is connected
with the grading run by a pair of sockets without a name, so nobody else can reach it. Requests
go to it as pickles; what comes back are numbers.

`python -m coursework.grading.forks HANDLE [MODULE]...`
"""

import ctypes
import importlib
import json
import multiprocessing.connection
import os
import pickle
import signal
import socket
import subprocess
import sys
import time
import traceback
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

import click

from coursework.grading import confinement, processes

_PR_SET_PDEATHSIG = 1
LOST = -1  # the exit code of a process whose server is gone


class Server:
    """The grading run's end of it.

    Args:
        environment: The environment variables of the server, hence of what it forks.
        log: A file for what it says.
        modules: What to import besides what marks.
    """

    def __init__(self, environment: Mapping[str, str], log: Path, modules: Iterable[str] = ()):
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-P", "-m", "coursework.grading.forks", str(theirs.fileno())]
        self._log = log
        with log.open("wb") as told:
            self._process = subprocess.Popen(
                [*command, *modules],
                env=dict(environment),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=told,
                stderr=told,
                start_new_session=True,  # Ctrl-C in the terminal is for the run only
            )
        theirs.close()
        self._connection = multiprocessing.connection.Connection(ours.detach())
        self._ended: dict[int, int] = {}
        self._started: list[int] = []

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_) -> None:
        self._connection.close()
        self._process.wait()

    def start(self, function: str, *arguments) -> "Fork":
        """Call a function of `marking` in a process of its own.

        Args:
            function: The function's name.
            *arguments: Its arguments.

        Returns:
            The running process.

        Raises:
            click.ClickException: if the server is gone.
        """
        with suppress(OSError):
            self._connection.send((function, arguments))
        while not self._started:
            if not self.listen(1.0) and self._process.poll() is not None:
                said = self._log.read_text("utf-8", "replace").strip()
                raise click.ClickException(
                    "The process that starts submissions has ended. The same command goes on from "
                    f"here. It said: {said[-1000:] or 'nothing.'}"
                )
        return Fork(self, self._started.pop())

    def listen(self, seconds: float) -> bool:
        """Wait until a process has started or ended; say whether one has."""
        try:
            if not self._connection.poll(seconds):
                return False
            pid, code = json.loads(self._connection.recv_bytes(1000))
        except (EOFError, OSError):
            if seconds:  # or callers would ask again at once
                time.sleep(min(seconds, 0.1))
            return False
        if code is None:
            self._ended.pop(pid, None)  # the kernel gives numbers anew
            self._started.append(pid)
        else:
            self._ended[pid] = code
        return True

    def exit_code(self, pid: int) -> int | None:
        """Return a process's exit code, less than 0 for a signal; None while it runs."""
        while self.listen(0):
            pass
        if pid not in self._ended and self._process.poll() is not None:
            return LOST
        return self._ended.get(pid)


class Fork:
    """A process that the server has started."""

    def __init__(self, server: Server, pid: int):
        self._server, self.pid = server, pid

    @property
    def exitcode(self) -> int | None:
        """Its exit code, less than 0 for a signal; None while it runs."""
        return self._server.exit_code(self.pid)

    def is_alive(self) -> bool:
        """Say whether it still runs."""
        return self.exitcode is None

    def join(self, seconds: float = float("inf")) -> None:
        """Wait for its end."""
        deadline = time.monotonic() + seconds
        while self.is_alive() and time.monotonic() < deadline:
            self._server.listen(min(1.0, deadline - time.monotonic()))

    def kill(self) -> None:
        """End it."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)


def serve(handle: int, modules: Iterable[str]) -> None:
    """Import everything; then fork for each request, until the run has ended.

    Args:
        handle: Our end of the connection.
        modules: What to import besides `marking`. What is not there is left to the fork.
    """
    from coursework.grading import marking

    confinement.adopt_orphans()
    marking.warm_up()
    for name in modules:
        with suppress(ImportError):
            importlib.import_module(name)
    connection = multiprocessing.connection.Connection(handle)
    ended, wake = os.pipe()
    for descriptor in (ended, wake):
        os.set_blocking(descriptor, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    try:
        while True:
            ready = multiprocessing.connection.wait([connection, ended])
            if ended in ready:
                os.read(ended, 4096)
                for report in _ended():
                    connection.send_bytes(json.dumps(report).encode())
            if connection in ready:
                function, arguments = pickle.loads(connection.recv_bytes())
                pid = os.fork()
                if pid == 0:
                    _become(getattr(marking, function), arguments, (handle, ended, wake))
                connection.send_bytes(json.dumps([pid, None]).encode())
    except (EOFError, ConnectionError):  # the run has ended, killed or not
        pass
    finally:
        processes.kill_descendants(os.getpid())


def _become(function, arguments: tuple, handles: tuple[int, ...]) -> None:
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for handle in handles:
            os.close(handle)
        with suppress(AttributeError, OSError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        function(*arguments)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(Exception):
                stream.flush()
        os._exit(code)


def _ended() -> Iterable[tuple[int, int]]:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        yield pid, os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2:])
