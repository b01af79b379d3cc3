"""Small courses for the tests of the instructor's tools: real files, no Keras."""

import atexit
import functools
import io
import json
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
from rich.console import Console

from autoencoder_course.results import text
from coursework import notebooks
from coursework.commands.build import build
from coursework.execution import kernels
from coursework.notebooks import scripts
from coursework.results import page, recorded
from coursework.staleness import fingerprint, needs, records

REPOSITORY = Path(__file__).resolve().parents[2]

RECORD = """\
import json, os
from pathlib import Path
from IPython.display import display
from autoencoder_course.results import claims, text

def results_table(notebook, value, source="{source}"):
    here = Path.cwd()
    root = next(folder for folder in here.parents if (folder / "pyproject.toml").exists())
    record = dict(notebook=notebook, data_source=source, profile=os.environ["COURSE_PROFILE"],
                  backend=os.environ.get("KERAS_BACKEND", "tensorflow"),
                  results=[dict(name="test MSE", value=value, control=1.0)])
    folder = Path(os.environ["COURSE_RESULTS"])
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (notebook.replace("/", "-") + ".json")
    path.write_text(json.dumps({{"seconds": 1, **record}}))
    entries = claims.read(notebook, root / "course" / "claims")
    display(text.mimebundle(record, entries), raw=True)
"""

CLAIMS = """\
["test MSE"]
control = "mean image"
published = 0.4
source = "recipe 12"
claim = "< control"
band = {high = 0.6}
headline = "Toy"
"""

NBGRADER = 'nbgrader={{"grade": {}, "grade_id": "{}", "locked": {}, {}"schema_version": 3, {}}}'
BLANK = NBGRADER.format("false", "area", "false", "", '"solution": true, "task": false')
TEST = NBGRADER.format(
    "true", "area-test", "true", '"points": 1, ', '"solution": false, "task": false'
)
SOLUTION = f"""\
# %% [markdown]
# # Areas
#
# Write a function. See [the lecture](../../course/01_toy.ipynb).

# %%
import math

# %% {BLANK}
def area(radius):
    ### BEGIN SOLUTION
    squared_radius = radius**2
    return math.pi * squared_radius
    ### END SOLUTION


# %% {TEST}
assert area(0) == 0
### BEGIN HIDDEN TESTS
assert abs(area(10) - 314.1592653589793) < 1e-9
### END HIDDEN TESTS
"""

DAMAGED_SEEDS = (  # cut short, or JSON of another shape
    '{"course/01_toy',
    "[]",
    "null",
    '{"x": {}}',
    '{"x": {"results": {}}}',
    '{"course/01_toy (tensorflow)": []}',
    '{"course/01_toy (tensorflow)": {}}',
    '{"course/01_toy (tensorflow)": {"results": []}}',
    '{"course/01_toy (tensorflow)": {"results": {"test MSE": [0.5]}}}',
    '{"course/01_toy (tensorflow)": {"results": {"test MSE": {}}}}',
    '{"course/01_toy (tensorflow)": {"results": {"test MSE": {"values": 0.5}}}}',
    '{"course/01_toy (tensorflow)": {"results": {"test MSE": {"values": ["0.5"]}}}}',
    '{"course/01_toy (tensorflow)": {"results": {}, "fingerprint": []}}',
    '{"course/01_toy (tensorflow)": {"results": {}, "fingerprint": {"versions": []}}}',
)


def make(root: Path, scripts: dict[str, str] | None = None) -> Path:
    """Lay out a course with one lecture and one solution, or with the scripts given.

    Args:
        root: An empty or missing folder.
        scripts: Percent scripts by notebook name, such as `course/01_toy`.

    Returns:
        `root`.
    """
    root.mkdir(parents=True, exist_ok=True)
    shutil.copy(REPOSITORY / "pyproject.toml", root)
    shutil.copy(REPOSITORY / "requirements.lock", root)
    (root / "course" / "long_runs").mkdir(parents=True)
    (root / "course" / "claims").mkdir()
    (root / "README.md").write_text(
        f"# Toy\n\n{page.BEGIN}\n{page.END}\n\n[Lecture 1](course/01_toy.py)\n"
    )
    if scripts is None:
        scripts = {
            "course/01_toy": lecture("course/01_toy"),
            "solutions/01_toy": SOLUTION + recording("solutions/01_toy"),
        }
    for name, script in scripts.items():
        path = script_path(root, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(script)
        recorded.claims_file(pair(root, name)).write_text(CLAIMS)
    return root


def make_stored(root: Path) -> Path:
    """Lay out the default course with every notebook stored and everything in step.

    Args:
        root: A missing folder.

    Returns:
        `root`.
    """
    shutil.copytree(_stored_once(), root)
    return root


@functools.cache
def _stored_once() -> Path:
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    root = make(Path(folder.name) / "toy course")
    pretend_executed(root)
    pretend_seeds(root)
    assert build(root, console=Console(quiet=True))
    return root


def lecture(name: str, *cells: str, value: float = 0.5, source: str = "tfds") -> str:
    """Write a lecture: a title, cells of code, and a results table at the end."""
    body = "".join(f"\n# %%\n{cell}\n" for cell in cells or ("print(6 * 7)",))
    return f"# %% [markdown]\n# # Lecture {name}\n{body}" + recording(name, value, source)


def recording(name: str, value: float = 0.5, source: str = "tfds") -> str:
    """Write the cells that record one result the way `autoencoder_course.results` does."""
    helper = RECORD.format(source=source)
    return f'\n# %%\n{helper}\n# %%\nresults_table("{name}", {value})\n'


def script_path(root: Path, name: str) -> Path:
    """Return where the script of `course/01_toy` or `solutions/01_toy` lies."""
    folder, topic = name.split("/")
    return root / folder / (f"{topic}.py" if folder == "course" else f"{topic}/{topic}.py")


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text that must be there."""
    text = path.read_text()
    assert old in text, f"{old!r} is not in {path}"
    path.write_text(text.replace(old, new))


def pair(root: Path, name: str = "course/01_toy") -> notebooks.Pair:
    """Return one pair of a course."""
    return notebooks.discover(root, (name,))[0]


def pretend_executed(root: Path) -> None:
    """Store each notebook as if it had been built, without starting a kernel."""
    for each in notebooks.discover(root):
        need = needs.find(each, "tensorflow")
        for number, cell in enumerate(notebooks.code_cells(need.notebook), start=1):
            cell.execution_count = number
        data = text.mimebundle(record(each.name), recorded.entries_of(each))
        last = notebooks.code_cells(need.notebook)[-1]
        last.outputs = [nbformat.v4.new_output("display_data", data=data)]
        notebooks.write_notebook(each.notebook, needs.sealed(need))


def pretend_seeds(root: Path) -> None:
    """Note five equal seeds for the one result of every notebook."""
    measured = {
        f"{each.name} (tensorflow)": {
            "results": {"test MSE": {"values": [0.5] * 5}},
            "fingerprint": fingerprint.of(scripts.read_script(each), root, "tensorflow"),
        }
        for each in notebooks.discover(root)
    }
    (root / records.SEEDS).write_text(json.dumps(measured))


def build_without_kernels(patch, root, only=(), *, force=False, meanwhile=None, seconds=240.0):
    """Build a course whose notebooks print 48 and record a result, without starting a kernel.

    Args:
        patch: pytest's `monkeypatch`.
        root: The course's root folder.
        only: As for `build`.
        force: As for `build`.
        meanwhile: Called when everything has run and nothing is stored.
        seconds: How long each notebook is said to take.

    Returns:
        What `build` returned, and what it printed.
    """

    def run_all(runs, *, finished, **_):
        for run in runs:
            _pretend_run(run, root)
        if meanwhile:
            meanwhile()
        outcomes = [kernels.Outcome(run, seconds) for run in runs]
        for outcome in outcomes:
            finished(outcome)
        return outcomes

    patch.setattr(kernels, "run_all", run_all)
    told = io.StringIO()
    success = build(root, only, force=force, console=Console(file=told, width=300))
    return success, told.getvalue()


def _pretend_run(run, root):
    first, *_, last = cells = notebooks.code_cells(run.notebook)
    for number, cell in enumerate(cells, start=1):
        cell.execution_count, cell.outputs = number, []
    first.outputs = [nbformat.v4.new_output("stream", name="stdout", text="48\n")]
    data = text.mimebundle(record(run.name), recorded.entries_of(pair(root, run.name)))
    last.outputs = [nbformat.v4.new_output("display_data", data=data)]


def record(name: str = "course/01_toy", value: float = 0.5, what: str = "test MSE") -> dict:
    """Return the record of a full run on real data."""
    return {
        "notebook": name,
        "data_source": "tfds",
        "profile": "full",
        "backend": "tensorflow",
        "results": [{"name": what, "value": value, "control": 1.0}],
    }


def snapshot(root: Path) -> dict[str, bytes]:
    """Return every file outside `build/` with its content."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and "build" not in path.relative_to(root).parts
    }


def stored(root: Path, name: str = "course/01_toy"):
    """Return a stored notebook."""
    return notebooks.read_notebook(pair(root, name).notebook)


def stored_fingerprint(root: Path, name: str = "course/01_toy") -> dict:
    """Return a stored notebook's fingerprint."""
    return fingerprint.stored(stored(root, name))


def start(root, command):
    """Start one of the instructor's commands on a course; a signal can interrupt it.

    Without the last argument it could not be, where the tests run as a shell's background job:
    such jobs ignore SIGINT, and what they start inherits that.
    """
    return subprocess.Popen(
        [sys.executable, "-m", "coursework", "--root", str(root), command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
