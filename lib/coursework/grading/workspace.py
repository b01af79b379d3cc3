"""The private course directory that one submission is marked in, and what its kernel sees."""

import json
import os
import shutil
import sys
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from traitlets.config import Config, PyFileConfigLoader

from coursework.grading import environment, sandbox
from coursework.grading.feedback import FeedbackExporter
from coursework.grading.forked_kernel import ForkedKernel
from coursework.grading.limits import GIGABYTE
from coursework.grading.marks import GradingTask
from coursework.grading.preprocessors import AUTOGRADE, FEEDBACK, SANITIZE

STUDENT = "student"  # every submission is by this one, in its own course directory


def lay_out(task: GradingTask) -> None:
    """Make the folders of a task, with what comes with its assignment.

    Args:
        task: The submission.
    """
    shutil.copytree(
        task.root / "solutions" / task.assignment,
        task.scratch / "notebook",
        ignore=shutil.ignore_patterns("*.py", "*.ipynb", ".*", "__pycache__"),
    )
    for name in ("home", "tmp", "run", "results"):
        (task.scratch / name).mkdir()
    fonts = task.gradebook.parents[1] / "fonts"
    if fonts.is_dir():  # else each submission would search the machine for fonts
        shutil.copytree(fonts, task.scratch / "home" / "matplotlib")
    if not task.sandboxed:
        _write_kernel(task)


def put_down(task: GradingTask, notebook: NotebookNode) -> None:
    """Put a task's notebook where nbgrader looks for it.

    Args:
        task: The submission.
        notebook: Its notebook, as read.
    """
    submitted = task.folder / "submitted" / STUDENT / task.assignment
    submitted.mkdir(parents=True)
    nbformat.write(notebook, submitted / f"{task.assignment}.ipynb", version=4)


def start_kernel(task: GradingTask) -> ForkedKernel:
    """Fork this process into a sandbox, where it becomes the task's kernel.

    Args:
        task: The submission. `lay_out` has made its folders.
    """
    most_bytes = int(task.limits.disk_gb * GIGABYTE)
    command = sandbox.arguments(
        task.readable, task.hidden, most_bytes=most_bytes, given=task.scratch
    )
    return ForkedKernel(
        sandbox.Sandbox(command),
        environment=_environment(task, sandbox.HOME, Path("/tmp")),
        file_bytes=most_bytes,
        processor_seconds=task.limits.processor_seconds(task.cores),
        group=task.group,
    )


def enter(task: GradingTask) -> None:
    """Give this process the environment that a task's kernel starts from.

    Its own home stays out of the submission's reach: nbconvert looks for templates there.

    Args:
        task: The submission.
    """
    kept = environment.inherited()
    os.environ.clear()
    os.environ.update(kept)
    os.environ.update(
        HOME=str(task.folder / "home"),
        JUPYTER_PATH=str(task.folder / "jupyter"),
        JUPYTER_RUNTIME_DIR=str(task.scratch / "run"),
    )
    (task.folder / "home").mkdir(exist_ok=True)
    os.chdir(task.folder)


def nbgrader_config(root: Path, folder: Path, assignment: str) -> Config:
    """The course's nbgrader settings, pointed at a private course directory.

    Args:
        root: The course's root folder, with `nbgrader_config.py`.
        folder: The private course directory.
        assignment: `NN_topic`.

    Returns:
        The settings for nbgrader's converters.
    """
    config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    config.CourseDirectory.root = str(folder)
    config.CourseDirectory.db_url = database(folder)
    config.CourseDirectory.assignment_id = assignment
    config.KernelManager.transport = "ipc"  # parallel TCP kernels can race for a port
    config.KernelManager.connection_file = str(folder / "scratch" / "run" / "kernel.json")
    config.Execute.kernel_name = "python3"
    return config


def grading_config(task: GradingTask, execute: type, on_event) -> Config:
    """`nbgrader_config` for marking one task, whatever the course's own settings say of limits.

    Args:
        task: The submission.
        execute: The preprocessor to run notebooks with.
        on_event: Its `on_event`.

    Returns:
        The settings for nbgrader's converters.
    """
    config = nbgrader_config(task.root, task.folder, task.assignment)
    config.Execute.timeout = task.limits.cell_seconds
    # After an interrupt, one long call into C may end much later; what follows is still run.
    config.Execute.iopub_timeout = max(4, task.limits.notebook_seconds // 3)
    config.ExecuteWithinLimits.output_mb = task.limits.output_mb
    config.ExecuteWithinLimits.on_event = on_event
    demonstrations = json.loads((task.gradebook.parent / "demonstrations.json").read_text("utf-8"))
    config.ExecuteWithinLimits.left_out = demonstrations[task.assignment]
    config.Autograde.sanitize_preprocessors = SANITIZE
    config.Autograde.autograde_preprocessors = [execute, *AUTOGRADE[1:]]
    config.GenerateFeedback.preprocessors = FEEDBACK
    config.GenerateFeedback.exporter_class = FeedbackExporter
    return config


def database(folder: Path) -> str:
    """The address of a course directory's gradebook."""
    return f"sqlite:///{folder / 'gradebook.db'}"


def _write_kernel(task: GradingTask) -> None:
    folder = task.folder / "jupyter" / "kernels" / "python3"
    folder.mkdir(parents=True)
    settings = folder / "settings.json"
    confinement = {
        "confined": task.confined,
        "writable": [str(task.scratch)],
        "readable": [str(path) for path in task.readable],
        "hidden": [str(path) for path in task.hidden],
        "file_bytes": int(task.limits.disk_gb * GIGABYTE),
    }
    settings.write_text(json.dumps(confinement), "utf-8")
    command = [sys.executable, "-m", "coursework.grading.kernel", str(settings)]
    kernel = {
        "argv": [*command, "-f", "{connection_file}"],
        "display_name": "Python 3",
        "language": "python",
        "env": _environment(task, task.scratch / "home", task.scratch / "tmp"),
    }
    (folder / "kernel.json").write_text(json.dumps(kernel), "utf-8")


def _environment(task: GradingTask, home: Path, temporary: Path) -> dict[str, str]:
    results = home / "results" if task.sandboxed else task.scratch / "results"
    return {
        **environment.inherited(),
        **environment.imports(task.packages, threads=max(1, len(task.cores))),
        "HOME": str(home),
        "TMPDIR": str(temporary),
        "IPYTHONDIR": str(home / "ipython"),
        "MPLCONFIGDIR": str(home / "matplotlib"),
        "COURSE_RESULTS": str(results),
        "PIP_RETRIES": "0",  # there is no network: say so at once
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }
