"""The kernel that runs a submission: an ordinary IPython kernel in which nobody answers `input`.

In a sandbox it is forked (see `forked_kernel`), with Keras imported already. Elsewhere it is
started as `python -m coursework.grading.kernel SETTINGS -f CONNECTION_FILE`.
"""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from coursework.grading import confinement, sandbox

_CONNECTION_FILE = sandbox.RUN / "kernel.json"


def main() -> None:
    """Confine this process as the settings file says, then become an IPython kernel."""
    settings = json.loads(Path(sys.argv.pop(1)).read_text("utf-8"))
    # Python put the current folder first. It is the submission's: nothing that is
    # imported from here on may come from there.
    sys.path[:] = [entry for entry in sys.path if entry not in ("", str(Path.cwd()))]
    confinement.limit_files(settings["file_bytes"])
    if settings["confined"]:
        paths = ("writable", "readable", "hidden")
        confinement.confine(**{name: map(Path, settings[name]) for name in paths})
    _launch(sys.argv[1:])


def let_in(told: int, environment: Mapping[str, str], connection: Mapping) -> NoReturn:
    """Fork the kernel, and wait for its end: a child is wholly inside, this process isn't.

    Args:
        told: A descriptor that gets the kernel's number in a line, and how it ended.
        environment: Its environment variables.
        connection: What its connection file holds.
    """
    kernel = os.fork()
    if kernel == 0:
        try:
            os.setsid()
            _forget_the_grader(environment)
            _CONNECTION_FILE.write_text(json.dumps(dict(connection)), "utf-8")
            _launch(["-f", str(_CONNECTION_FILE)])
        except SystemExit as error:
            os._exit(error.code if isinstance(error.code, int) else 1)
        finally:
            os._exit(1)
    os.write(told, f"{kernel}\n".encode())
    _, status = os.waitpid(kernel, 0)
    os.write(told, f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _forget_the_grader(environment: Mapping[str, str]) -> None:
    """Leave nothing of the process that this one was forked from."""
    null = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(null, stream)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    os.environ.clear()
    os.environ.update(environment)
    os.umask(0o022)
    tempfile.tempdir = None
    (sandbox.HOME / "results").mkdir()
    shutil.copytree(sandbox.GIVEN / "home", sandbox.HOME, dirs_exist_ok=True)
    shutil.copytree(sandbox.GIVEN / "notebook", sandbox.HOME / "notebook")
    os.chdir(sandbox.HOME / "notebook")


def _launch(arguments: list[str]) -> None:
    from ipykernel.ipkernel import IPythonKernel
    from ipykernel.kernelapp import launch_new_instance

    class Kernel(IPythonKernel):
        """A kernel whose questions to the student get an empty answer, so that the cell goes on."""

        def raw_input(self, prompt=""):
            """Answer `input`."""
            print(f"{prompt}[Nobody answers input() in grading: it gives an empty text.]")
            return ""

        getpass = raw_input

    launch_new_instance(argv=arguments, kernel_class=Kernel)


if __name__ == "__main__":
    main()
