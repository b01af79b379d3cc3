"""A kernel that is forked into a sandbox, seen from outside."""

import os
import secrets
import signal
import traceback
from collections.abc import Mapping

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner

from coursework.grading import confinement, kernel, sandbox
from coursework.grading.control_groups import ControlGroup

_SOCKETS = sandbox.RUN / "kernel"
_PORTS = {"shell": 1, "iopub": 2, "stdin": 3, "hb": 4, "control": 5}


class ForkedKernel:
    """A kernel in a sandbox; to Jupyter, it looks like a `subprocess.Popen`.

    Args:
        world: The sandbox.
        environment: The kernel's environment variables.
        file_bytes: Largest file that it may write, in bytes.
        processor_seconds: Most processor time of one of its processes.
        group: The control group that it belongs to.
    """

    stdin = stdout = stderr = None

    def __init__(
        self,
        world: sandbox.Sandbox,
        *,
        environment: Mapping[str, str],
        file_bytes: int,
        processor_seconds: int,
        group: ControlGroup | None = None,
    ):
        self.world = world
        self.returncode: int | None = None
        self._key = secrets.token_hex(16)
        read, write = os.pipe()
        self._doorman = os.fork()
        if self._doorman == 0:
            os.close(read)
            try:
                if group:
                    group.join()
                confinement.limit_files(file_bytes)
                confinement.limit_processor(processor_seconds)
                world.enter()
                kernel.let_in(write, environment, self._connection(_SOCKETS))
            except BaseException:  # nothing may go on as the grader from here
                os.write(write, f"0 0 {traceback.format_exc()}"[:4000].encode())
            os._exit(1)
        os.close(write)
        self._told = open(read, encoding="utf-8", errors="replace")  # noqa: SIM115
        number = self._told.readline().split()
        if len(number) != 1:
            raise RuntimeError(f"The kernel did not start: {' '.join(number)} {self._told.read()}")
        self.pid = int(number[0])

    def poll(self) -> int | None:
        """Return the kernel's exit code; None while it runs."""
        return self._wait(os.WNOHANG)

    def wait(self) -> int:
        """Wait for the kernel's end; return its exit code."""
        return self._wait(0)

    def send_signal(self, number: int) -> None:
        """Send the kernel a signal; ending it ends everything in its sandbox."""
        if number in (signal.SIGKILL, signal.SIGTERM):
            self.world.end()
        elif self.poll() is None:
            os.killpg(self.pid, number)  # as Jupyter does: what it has started gets it too

    def kill(self) -> None:
        """End the sandbox."""
        self.world.end()

    terminate = kill

    def manager(self) -> AsyncKernelManager:
        """Make a Jupyter manager of this kernel."""
        made = AsyncKernelManager(transport="ipc")
        seen = self.world.root / _SOCKETS.relative_to("/")
        made.load_connection_info(self._connection(seen))
        made.provisioner = LocalProvisioner(
            kernel_id="submission", kernel_spec=KernelSpec(), parent=made
        )
        made.provisioner.process = self
        return made

    def _connection(self, sockets) -> dict:
        ports = {f"{name}_port": number for name, number in _PORTS.items()}
        signed = {"key": self._key, "signature_scheme": "hmac-sha256"}
        return {"transport": "ipc", "ip": str(sockets), **ports, **signed}

    def _wait(self, how: int) -> int | None:
        if self.returncode is None:
            try:
                has_ended = os.waitpid(self._doorman, how)[0] != 0
            except ChildProcessError:  # whoever ended it has read it, too
                has_ended = True
            if has_ended:
                code = self._told.readline().strip()
                self._told.close()
                self.returncode = int(code) if code else -signal.SIGKILL  # with its sandbox
        return self.returncode
