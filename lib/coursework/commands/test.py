"""`make test` and its siblings: lint, drift checks, unit tests, notebooks, the web site."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from rich.console import Console

from coursework.commands.check import check
from coursework.commands.run import QUICK
from coursework.execution.terminal import say, standard_output

BACKENDS = ("tensorflow", "jax", "torch")
# What is run: a backend, and variables and pytest's options on top. JAX makes float64 into
# float32 unless told at its start, so tests of double precision are run in both ways.
BACKEND_RUNS = {
    "tensorflow": ("tensorflow", {}, ()),
    "jax": ("jax", {"JAX_ENABLE_X64": "0"}, ()),
    "jax in double precision": ("jax", {"JAX_ENABLE_X64": "1"}, ("-k", "float64")),
    "torch": ("torch", {}, ()),
}
CELL_TIMEOUT = 120  # seconds; under the quick profile no cell should take a quarter of it
# Those of TensorFlow, of matrix products in NumPy, and of scikit-learn and PyTorch.
THREADS = (
    "TF_NUM_INTRAOP_THREADS",
    "TF_NUM_INTEROP_THREADS",
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
)


def run_all(root: Path, console: Console | None = None) -> bool:
    """Run everything that has to hold on every commit, quick steps first.

    Args:
        root: The course's root folder.
        console: Where the steps are announced; standard output if None.

    Returns:
        True if all passed. The first step that fails is the last that runs.
    """
    console = console or standard_output()
    return (
        _step(console, root, "ruff check", "ruff", "check", ".")
        and _step(console, root, "ruff format", "ruff", "format", "--check", ".")
        and check(root, console)
        and run_pytest(root)
    )


def run_pytest(root: Path) -> bool:
    """Run the unit tests but the slow ones, and nbval over lectures and solutions on the sample.

    Args:
        root: The course's root folder.

    Returns:
        True if all passed.
    """
    folders = [name for name in ("tests", "course", "solutions") if (root / name).is_dir()]
    return _side_by_side(
        root,
        *("-m", "not slow"),
        *("-p", "coursework.execution.nbval_plugin", "--nbval-lax", "--nbval-current-env"),
        f"--nbval-cell-timeout={CELL_TIMEOUT}",
        "--ignore-glob=tests/*.ipynb",  # material of the tests, not notebooks of the course
        *folders,
    )


def run_slow(root: Path) -> bool:
    """Run the tests that `run_pytest` leaves out: they guard the course's machinery.

    Args:
        root: The course's root folder.

    Returns:
        True if all passed.
    """
    return _side_by_side(root, "-m", "slow", "tests")


def run_site(root: Path) -> bool:
    """Build the web site and look at it in a browser; fetch what that takes from npm first.

    Args:
        root: The course's root folder.

    Returns:
        True if it was built and all passed. Without Node or Chromium, tests are skipped and say so;
        a failed installation from npm is a failure.
    """
    from coursework.site import pages

    folder = root / "tests" / "site"
    npm = shutil.which("npm")
    for lock in sorted(folder.glob("*/package-lock.json")) if npm else ():
        if subprocess.run([npm, "ci", "--silent"], cwd=lock.parent).returncode:
            return False
    return pages.build(root) and _python(root, {}, "pytest", "-m", "slow", str(folder)) == 0


def run_backends(root: Path, console: Console | None = None) -> bool:
    """Run the library's tests under each Keras backend; install what is missing first.

    Under JAX they run as students have it, in single precision; those of double precision run
    once more with it switched on.

    Args:
        root: The course's root folder.
        console: Where the steps are announced; standard output if None.

    Returns:
        True if all passed under every backend.
    """
    console = console or standard_output()
    missing = [name for name in BACKENDS if find_spec(name) is None]
    if missing:
        extras = f".[{','.join(missing)}]"
        say(console, f"Installing {' and '.join(missing)} as pinned.")
        arguments = ("install", "--constraint", "requirements.lock", "--editable", extras)
        if _python(root, {}, "pip", *arguments):
            return False
    results = {}
    for name, (backend, variables, options) in BACKEND_RUNS.items():
        console.rule(name)
        environment = {"KERAS_BACKEND": backend, **variables}
        results[name] = _python(root, environment, "pytest", "-m", "backends", *options)
    failed = [name for name, status in results.items() if status]
    outcome = f"Failed under {', '.join(failed)}." if failed else "Passed under every backend."
    say(console, outcome)
    return not failed


def _side_by_side(root: Path, *arguments: str) -> bool:
    processors = os.cpu_count() or 2
    # One more than there are processors: tests of grading wait for limits, and kernels start.
    workers = min(4, processors + 1)
    # Workers that each start a thread per processor spend their time on waiting for each other.
    threads = dict.fromkeys(THREADS, str(max(1, processors // workers)))
    # loadfile: a notebook's cells stay together. No reordering: unit tests come first.
    order = ("-n", str(workers), "--dist", "loadfile", "--no-loadscope-reorder")
    return _python(root, threads, "pytest", *order, *arguments) == 0


def _step(console: Console, root: Path, name: str, *arguments: str) -> bool:
    status = _python(root, {}, *arguments)
    if status:
        say(console, f"{name} failed.", "bold red")
    return status == 0


def _python(root: Path, environment: dict[str, str], *arguments: str) -> int:
    results = {"COURSE_RESULTS": str(root / "build" / "test" / "results")}
    complete = {**os.environ, **QUICK, **results, **environment}
    return subprocess.run([sys.executable, "-m", *arguments], cwd=root, env=complete).returncode
