"""A notebook's measured numbers, beside their references and controls.

A notebook calls `start` once, `record` for each claim, and `table` at its end.
"""

import json
import math
import os
import tempfile
import time
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path

from autoencoder_course import profile
from autoencoder_course.results import text


class OutOfBandError(AssertionError):
    """A measured value left its tolerance band in a full run on real data."""


@dataclass(frozen=True)
class Result:
    """One measured number, what was published, its control and its band."""

    name: str
    value: float
    reference: float | None
    source: str
    control: float | None
    control_name: str
    low: float
    high: float
    ok: bool | None  # None: not judged (quick profile or sample data)


@dataclass(frozen=True)
class Record:
    """All results of one notebook run, as stored in `build/results`."""

    notebook: str
    data_source: str
    profile: str
    backend: str
    seconds: float
    results: list[Result]

    def to_dict(self) -> dict:
        """Return the record as plain JSON types; infinite band ends become None."""
        record = asdict(self)
        for row in record["results"]:
            row["low"], row["high"] = _finite(row["low"]), _finite(row["high"])
        return record

    def _repr_mimebundle_(self, include=None, exclude=None):
        # The stored copy leaves out the seconds: they change on every run, and a
        # notebook that is executed again unchanged should give an empty diff.
        stored = {key: value for key, value in self.to_dict().items() if key != "seconds"}
        return {
            "text/plain": _as_text(stored),
            "text/html": _as_html(stored),
            text.MIME_TYPE: stored,
        }


class _Run:
    """The run in progress in this kernel."""

    def __init__(self, notebook: str, data_source: str):
        self.notebook = notebook
        self.data_source = data_source
        # An exercise trains the student's own answer: no band was made for that.
        self.judged = not notebook.startswith("exercises/") and text.is_real(
            {"profile": profile.name(), "data_source": data_source}
        )
        self.started = time.perf_counter()
        self.results: dict[str, Result] = {}


_run: _Run | None = None


def start(notebook: str, *data) -> None:
    """Open the record of a notebook; call it once, after loading the data.

    Args:
        notebook: Folder and name without ending, for example `"course/01_vanilla"`.
        *data: The `datasets.ImageData` that the notebook's numbers come from. If any of
            them is the offline sample, no number is held to its band.

    Raises:
        ValueError: if `notebook` is not of the form `folder/NN_topic`, or no data is given.
    """
    global _run
    if len(Path(notebook).parts) != 2:
        raise ValueError(f"Expected `notebook` to be 'folder/NN_topic'. Received: {notebook!r}")
    if not data:
        raise ValueError("Expected at least one data set in `data`. Received: none")
    sources = {item.source for item in data}
    _run = _Run(notebook, "sample" if "sample" in sources else sources.pop())


def record(
    name: str,
    value: float,
    *,
    reference: float | None = None,
    source: str = "",
    control: float | None = None,
    control_name: str = "",
    low: float = -math.inf,
    high: float = math.inf,
) -> float:
    """Note one measured number beside what it is compared with.

    Args:
        name: What was measured, with its unit where it has one. Recording a name again
            replaces the earlier value, so a cell can be run twice.
        value: The measured number.
        reference: The published number, if there is one, in the same unit.
        source: Where `reference` comes from, for example `"lecture 12"`.
        control: The number that a simple alternative reaches, in the same unit.
        control_name: What that alternative is, for example `"PCA, 100 components"`.
        low: Lower end of the tolerance band (included).
        high: Upper end of the tolerance band (included).

    Returns:
        `value`, as a float.

    Raises:
        ValueError: if the band is empty or has no end at all.
        RuntimeError: if `start` was not called.
    """
    run = _current_run()
    if not low <= high or (low, high) == (-math.inf, math.inf):
        raise ValueError(
            f"Expected a band with `low` <= `high` and at least one end. "
            f"Received: low={low}, high={high} for {name!r}"
        )
    value = float(value)
    ok = low <= value <= high if run.judged else None
    run.results[name] = Result(
        name, value, reference, source, control, control_name, float(low), float(high), ok
    )
    return value


def table() -> None:
    """Show the closing table and write `build/results/<folder>-<NN_topic>.json`.

    Raises:
        OutOfBandError: if a value left its band (full profile on real data only). The
            table is shown and the file is written before that.
        RuntimeError: if `start` was not called.
    """
    import keras  # here, so that reading this module's names costs nothing
    from IPython.display import display

    run = _current_run()
    finished = Record(
        run.notebook,
        run.data_source,
        profile.name(),
        keras.backend.backend(),
        round(time.perf_counter() - run.started, 1),
        list(run.results.values()),
    )
    _write(finished)
    display(finished)
    missed = [row for row in finished.to_dict()["results"] if row["ok"] is False]
    if missed:
        lines = [
            f"{row['name']}: {text.number(row['value'])}, band {text.band(row)}" for row in missed
        ]
        raise OutOfBandError("Outside its band: " + "; ".join(lines))


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


def _write(finished: Record) -> None:
    target = folder() / (finished.notebook.replace("/", "-") + ".json")
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, suffix=".tmp")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(finished.to_dict(), file, indent=1)
        file.write("\n")
    os.replace(temporary, target)


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def _as_text(record: dict) -> str:
    rows = [text.HEADINGS, *text.rows(record)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join([_caption(record), *lines])


def _as_html(record: dict) -> str:
    def line(cells, tag):
        shown = (f'<{tag} style="text-align:left">{escape(cell)}</{tag}>' for cell in cells)
        return f"<tr>{''.join(shown)}</tr>"

    body = "".join(line(row, "td") for row in text.rows(record))
    headings = line(text.HEADINGS, "th")
    return f"<p>{escape(_caption(record))}</p><table>{headings}{body}</table>"


def _caption(record: dict) -> str:
    return f"{record['notebook']}: {text.caption([record])}"
