"""Where the course's notebooks are, and how they are read, paired and stored.

A lecture or solution is a percent script with a notebook of the same name beside it.
The script holds the text and the code; the notebook adds cell ids and outputs. A lecture may
have a case study beside it, `course/NN_topic_published.py`, which has no exercise of its own.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import click
from nbformat import NotebookNode

from coursework.files.texts import write_text

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE_INFO = {  # what nbclient stores, less the version of the Python that ran it
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}
FORMATS = "ipynb,py:percent"
FINGERPRINT = "autoencoder_course"  # the notebook's metadata key; see fingerprint.py

CASE_STUDY = "_published"  # how the name of a case study ends

_NAME = re.compile(r"\d\d_[a-z0-9_]+")


@dataclass(frozen=True)
class Pair:
    """A percent script and the notebook beside it.

    Attributes:
        root: The course's root folder.
        script: Path of the script, `course/NN_topic.py` or `solutions/NN_topic/NN_topic.py`;
            of a case study, `course/NN_topic_published.py`.
    """

    root: Path
    script: Path

    @cached_property
    def topic(self) -> str:
        """`NN_topic`, or `NN_topic_published` for a case study."""
        return self.script.stem

    @cached_property
    def is_case_study(self) -> bool:
        """True if it stands beside a lecture: `course/NN_topic_published`."""
        return self.folder == "course" and self.topic.endswith(CASE_STUDY)

    @cached_property
    def lecture(self) -> Path:
        """Path of the script of the lecture that it belongs to; a lecture's own is itself."""
        topic = self.topic.removesuffix(CASE_STUDY) if self.is_case_study else self.topic
        return self.root / "course" / f"{topic}.py"

    @cached_property
    def folder(self) -> str:
        """`course` or `solutions`."""
        return self.script.relative_to(self.root).parts[0]

    @cached_property
    def name(self) -> str:
        """What results, progress and messages call it: `course/01_vanilla`."""
        return f"{self.folder}/{self.topic}"

    @cached_property
    def notebook(self) -> Path:
        """Path of the stored notebook."""
        return self.script.with_suffix(".ipynb")

    @cached_property
    def exercise(self) -> Path:
        """Path of the notebook that students get; only a solution has one."""
        return self.root / "exercises" / self.topic / f"{self.topic}.ipynb"


def find_root(start: Path | None = None) -> Path:
    """Find the course that a folder lies in.

    Args:
        start: Where to begin; the current folder if None.

    Returns:
        The nearest folder upwards that holds `pyproject.toml` and `course/`.

    Raises:
        click.ClickException: if there is none.
    """
    here = (start or Path.cwd()).resolve()
    for candidate in (here, *here.parents):
        if (candidate / "pyproject.toml").is_file() and (candidate / "course").is_dir():
            return candidate
    raise click.ClickException(
        f"{here} is not inside the course. Change to the folder that holds pyproject.toml."
    )


def discover(root: Path, only: tuple[str, ...] = ()) -> list[Pair]:
    """List the lectures, each with its case study after it, then the solutions, each in order.

    Args:
        root: The course's root folder.
        only: Keep those named here: `course/01_vanilla`, `01_vanilla` (lecture, case study
            and solution), just `01`, or the path of a script or notebook. Empty keeps all.

    Returns:
        The pairs that have a script; the notebook may be missing.

    Raises:
        click.UsageError: if a name in `only` matches nothing.
    """
    scripts = [*sorted(root.glob("course/*.py")), *sorted(root.glob("solutions/*/*.py"))]
    pairs = [Pair(root, script) for script in scripts if _NAME.fullmatch(script.stem)]
    for wanted in only:
        if not any(_matches(pair, wanted) for pair in pairs):
            names = ", ".join(pair.name for pair in pairs) or "none"
            raise click.UsageError(f"No notebook is called {wanted!r}. There are: {names}.")
    return [pair for pair in pairs if not only or any(_matches(pair, name) for name in only)]


def _matches(pair: Pair, wanted: str) -> bool:
    if Path(wanted).resolve() in (pair.script, pair.notebook):
        return True
    wanted = wanted.removesuffix(".ipynb").removesuffix(".py").strip("/")
    number = pair.topic[:2]
    names = (pair.name, pair.topic, pair.lecture.stem, number, f"{pair.folder}/{number}")
    return wanted in names


def read_notebook(path: Path) -> NotebookNode:
    """Read a stored notebook.

    Args:
        path: The `.ipynb` file.

    Returns:
        The notebook, in format 4.

    Raises:
        click.ClickException: if the file isn't a valid notebook.
    """
    import nbformat

    try:
        return nbformat.reads(path.read_text("utf-8-sig"), as_version=4)
    except Exception as error:
        first_line = str(error).strip().splitlines()[0]
        raise click.ClickException(f"{path} is not a valid notebook: {first_line}") from error


def write_notebook(path: Path, notebook: NotebookNode) -> bool:
    """Store a notebook whole, or not at all.

    Args:
        path: The `.ipynb` file; its folder is made if need be.
        notebook: What to write.

    Returns:
        True if the file's content changed.
    """
    import nbformat

    return write_text(path, nbformat.writes(notebook, version=4).rstrip("\n") + "\n")


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """List the cells that are executed: code cells that aren't empty."""
    return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]


def title(notebook: NotebookNode) -> str:
    """Return the notebook's first heading, or an empty string."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for line in cell.source.splitlines():
                if line.startswith("#"):
                    return line.lstrip("# ").strip()
    return ""
