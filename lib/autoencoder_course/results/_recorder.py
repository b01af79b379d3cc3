"""A notebook's measured numbers, held against what the notebook claims.

A notebook calls `start` once, `record` for each number, and `table` at its end. What a number is
compared with, and what is claimed of it, stands in `course/claims`.
"""

import json
import os
import tempfile
import time
from pathlib import Path

from autoencoder_course import profile
from autoencoder_course.results import claims, text


class ClaimError(AssertionError):
    """A claim does not hold, or a value left its band."""


class _Table:
    """The closing table, as Jupyter displays it."""

    def __init__(self, record: dict, entries: dict[str, claims.Entry]):
        self._bundle = text.mimebundle(record, entries)

    def _repr_mimebundle_(self, include=None, exclude=None):
        return self._bundle


class _Run:
    """The run in progress in this kernel."""

    def __init__(self, notebook: str):
        self.notebook = notebook
        self.data_source = ""
        self.entries = claims.read(notebook, claims.FOLDER)
        self.started = time.perf_counter()
        self.results: dict[str, dict] = {}


_run: _Run | None = None


def start(notebook: str, *data) -> None:
    """Open the record of a notebook; call it once, after loading the first data.

    Args:
        notebook: Folder and name without ending, for example `"course/01_vanilla"`.
        *data: The `datasets.ImageData` that the notebook's numbers come from. If any of
            them is the offline sample, no number is held to its band.

    Raises:
        ValueError: if `notebook` is not of the form `folder/NN_topic`, no data is given, or the
            notebook's claims cannot be read.
        FileNotFoundError: if the notebook has no file of claims.
    """
    global _run
    if len(Path(notebook).parts) != 2:
        raise ValueError(f"Expected `notebook` to be 'folder/NN_topic'. Received: {notebook!r}")
    if not data:
        raise ValueError("Expected at least one data set in `data`. Received: none")
    _run = _Run(notebook)
    add_data(*data)


def add_data(*data) -> None:
    """Say that numbers come from more data than `start` was given.

    A notebook that needs a second data set only near its end loads it there, and holds less
    memory until then.

    Args:
        *data: `datasets.ImageData`, as for `start`.

    Raises:
        RuntimeError: if `start` was not called.
    """
    run = _current_run()
    for item in data:
        if run.data_source != "sample":  # one sample is enough to make the numbers differ
            run.data_source = item.source


def record(name: str, value: float, *, control: float | None = None) -> float:
    """Note one measured number.

    Args:
        name: What was measured, as the notebook's file in `course/claims` calls it. Recording a
            name again replaces the earlier value, so a cell can be run twice.
        value: The measured number.
        control: The number that a simple alternative reaches, in the same unit.

    Returns:
        `value`, as a float.

    Raises:
        ValueError: if the file has no such name, or `control` is given where the file names no
            control, or missing where it names one.
        RuntimeError: if `start` was not called.

    Example:
        `results.record("test MSE, corrected", error, control=pca_error)`
    """
    run = _current_run()
    path = claims.path_of(run.notebook, claims.FOLDER)
    if name not in run.entries:
        raise ValueError(f"Expected `name` to have an entry in {path}. Received: name={name!r}")
    if (control is None) == bool(run.entries[name].control):
        rule = f"the control that {path} names" if control is None else f"None: {path} names none"
        raise ValueError(
            f"Expected `control` of {name!r} to be {rule}. Received: control={control}"
        )
    value = float(value)
    control = None if control is None else float(control)
    run.results[name] = {"name": name, "value": value, "control": control}
    return value


def table() -> None:
    """Show the closing table and write `build/results/<folder>-<NN_topic>.json`.

    Raises:
        ClaimError: if a claim does not hold, or a value left its band (full profile on real
            data only). The table is shown and the file is written before that.
        RuntimeError: if `start` was not called.
    """
    import keras  # here, so that reading this module's names costs nothing
    from IPython.display import display

    run = _current_run()
    finished = {
        "notebook": run.notebook,
        "data_source": run.data_source,
        "profile": profile.name(),
        "backend": keras.backend.backend(),
        "seconds": round(time.perf_counter() - run.started, 1),
        "results": list(run.results.values()),
    }
    _write(finished)
    display(_Table(finished, run.entries))
    failed = [row for row in claims.judge(finished, run.entries) if row.failed]
    if failed:
        raise ClaimError("Does not hold: " + "; ".join(map(text.failure, failed)))


def folder() -> Path:
    """Return the folder that records are written to.

    It is `COURSE_RESULTS` if that is set, else `build/results` of the course that the
    current directory lies in, else `build/results` under the current directory.
    """
    if os.environ.get("COURSE_RESULTS"):
        return Path(os.environ["COURSE_RESULTS"])
    here = Path.cwd()
    for candidate in (here, *here.parents):
        if (candidate / "course" / "long_runs").is_dir():
            return candidate / "build" / "results"
    return here / "build" / "results"


def _current_run() -> _Run:
    if _run is None:
        raise RuntimeError("Call results.start(...) before recording results")
    return _run


def _write(finished: dict) -> None:
    target = folder() / (finished["notebook"].replace("/", "-") + ".json")
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, suffix=".tmp")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(finished, file, indent=1)
        file.write("\n")
    os.replace(temporary, target)
