"""The private course directory that one submission is marked in, and what its kernel sees."""

import json
import os
import shutil
import site
import sys
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from traitlets.config import Config, PyFileConfigLoader

from coursework.grading.feedback import FeedbackExporter
from coursework.grading.limits import GIGABYTE
from coursework.grading.marks import GradingTask
from coursework.grading.preprocessors import AUTOGRADE, FEEDBACK, SANITIZE

STUDENT = "student"  # every submission is by this one, in its own course directory

# What a submission inherits of the instructor's environment. No names, no credentials.
_INHERITED = (
    *("PATH", "LANG", "LC_ALL", "PYTHONPATH", "LD_LIBRARY_PATH", "VIRTUAL_ENV"),
    *("KERAS_BACKEND", "JAX_PLATFORMS", "XLA_FLAGS", "CUDA_VISIBLE_DEVICES"),
)


def lay_out(task: GradingTask, notebook: NotebookNode) -> None:
    """Make the folders, the submission and the kernel of a task.

    Args:
        task: The submission.
        notebook: Its notebook, as read.
    """
    submitted = task.folder / "submitted" / STUDENT / task.assignment
    submitted.mkdir(parents=True)
    nbformat.write(notebook, submitted / f"{task.assignment}.ipynb", version=4)
    shutil.copytree(
        task.root / "solutions" / task.assignment,
        task.scratch / "notebook",
        ignore=shutil.ignore_patterns("*.py", "*.ipynb", ".*", "__pycache__"),
    )
    for name in ("home", "tmp", "run", "results"):
        (task.scratch / name).mkdir()
    fonts = task.gradebook.parent / "matplotlib"
    if fonts.is_dir():  # else each submission would search the machine for fonts
        shutil.copytree(fonts, task.scratch / "home" / "matplotlib")
    _write_kernel(task)


def enter(task: GradingTask) -> None:
    """Give this process the environment that a task's kernel starts from.

    Its own home stays out of the submission's reach: nbconvert looks for templates there.

    Args:
        task: The submission.
    """
    kept = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    kept["PYTHONUSERBASE"] = site.getuserbase()  # found from HOME, which changes
    os.environ.clear()
    os.environ.update(kept)
    os.environ.update(
        HOME=str(task.folder / "home"),
        JUPYTER_PATH=str(task.folder / "jupyter"),
        JUPYTER_RUNTIME_DIR=str(task.scratch / "run"),
    )
    (task.folder / "home").mkdir(exist_ok=True)
    os.chdir(task.folder)


def list_fonts(folder: Path) -> None:
    """Put matplotlib's list of fonts into a folder; submissions would take seconds to make it.

    Args:
        folder: Where the subfolder `matplotlib` goes.
    """
    import matplotlib
    import matplotlib.font_manager

    (folder / "matplotlib").mkdir()
    for path in Path(matplotlib.get_cachedir()).glob("fontlist-*.json"):
        shutil.copyfile(path, folder / "matplotlib" / path.name)


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
        "env": _kernel_environment(task),
    }
    (folder / "kernel.json").write_text(json.dumps(kernel), "utf-8")


def _kernel_environment(task: GradingTask) -> dict[str, str]:
    home, threads = task.scratch / "home", str(max(1, len(task.cores)))
    search_path = [str(task.packages), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        "PYTHONPATH": os.pathsep.join(search_path),
        "HOME": str(home),
        "TMPDIR": str(task.scratch / "tmp"),
        "IPYTHONDIR": str(home / "ipython"),
        "MPLCONFIGDIR": str(home / "matplotlib"),
        "COURSE_PROFILE": "quick",
        "COURSE_DATA": "sample",
        "COURSE_RESULTS": str(task.scratch / "results"),
        "OMP_NUM_THREADS": threads,
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
