"""Submissions to the toy assignment of every kind, each with the row that it must end as."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from submissions import toy

from coursework.grading import control_groups, sandbox

SLEEP = ["sleep", "612.5"]  # what some leave running
SANDBOX = sandbox.is_available()
GROUPS = SANDBOX and control_groups.available()
HALF = chr(0xD83D)  # of a character; JSON holds it as an escape, UTF-8 can't


@dataclass(frozen=True)
class Kind:
    """A kind of submission and what becomes of it.

    Attributes:
        student: The name of the student's folder.
        make: Makes the submission, given the path that the notebook belongs at.
        status: The expected status.
        score: The expected score; None for no score.
        reason: What the reason must contain.
    """

    student: str
    make: Callable[[Path], None]
    status: str = "graded"
    score: float | None = 6
    reason: str = ""

    def __str__(self) -> str:
        return self.student


def answers(**changes: str) -> Callable[[Path], None]:
    """A submission that is right, but for these cells."""
    return _saved(toy.exercise(**{**toy.RIGHT, **changes}))


def edited(
    *edits: Callable[[NotebookNode], None],
    released_from: NotebookNode | None = None,
    **changes: str,
) -> Callable[[Path], None]:
    """A submission that is right, but for these cells, and then edited."""
    notebook = toy.exercise(released_from, **{**toy.RIGHT, **changes})
    for edit in edits:
        edit(notebook)
    return _saved(notebook)


def _in_ascii(**changes: str) -> Callable[[Path], None]:
    """As `answers`, saved by an editor that writes every other character as an escape."""
    notebook = toy.exercise(**{**toy.RIGHT, **changes})
    notebook.cells[0].source += HALF
    notebook.metadata.title = HALF
    notebook.cells[0].metadata[HALF] = [HALF]
    return file(json.dumps(notebook).encode("ascii"))


def file(content: bytes) -> Callable[[Path], None]:
    """A submission that is some file."""
    return lambda path: path.write_bytes(content)


def _saved(notebook: NotebookNode) -> Callable[[Path], None]:
    return lambda path: path.write_text(nbformat.writes(notebook), "utf-8")


def _delete(name: str) -> Callable[[NotebookNode], None]:
    def edit(notebook):
        notebook.cells.remove(toy.find(notebook, name))

    return edit


def _set(name: str, **metadata) -> Callable[[NotebookNode], None]:
    return lambda notebook: toy.find(notebook, name).metadata.nbgrader.update(metadata)


def _lose_metadata(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        cell.metadata = NotebookNode()


def _forget_the_release(notebook: NotebookNode) -> None:
    del notebook.metadata["exercise_release"]


def _delete_tests(notebook: NotebookNode) -> None:
    for name in (*toy.POINTS, toy.WRITTEN):
        notebook.cells.remove(toy.find(notebook, name))


def _retype_square(notebook: NotebookNode) -> None:
    """Delete a question with its test, and answer it in cells of one's own."""
    place = notebook.cells.index(toy.find(notebook, "square"))
    for name in ("square", "square_test"):
        notebook.cells.remove(toy.find(notebook, name))
    answer = [new_code_cell("power = 2"), new_code_cell("square = lambda number: number**power")]
    notebook.cells[place:place] = answer
    for cell in notebook.cells:
        del cell["id"]
    notebook.nbformat_minor = 4


def _weaken(notebook: NotebookNode) -> None:
    toy.find(notebook, "square").source = "def square(number):\n    return 9"
    toy.find(notebook, "square_test").source = "assert True"


def _skip(notebook: NotebookNode) -> None:
    toy.find(notebook, "square_test").metadata.tags = ["skip-execution"]


def _sleep_everywhere(notebook: NotebookNode) -> None:
    for name in toy.RIGHT:
        toy.find(notebook, name).source = "import time; time.sleep(60)"
    notebook.cells.insert(0, new_code_cell("import time; time.sleep(60)"))


def _copy_a_cell(notebook: NotebookNode) -> None:
    copy = nbformat.from_dict(dict(toy.find(notebook, "square")))
    copy.id, copy.source = "copied", "def square(number):\n    return 'an earlier attempt'"
    notebook.cells.insert(2, copy)


def _square(*lines: str) -> Callable[[Path], None]:
    """A submission whose second cell does this, and then answers the question."""
    return answers(square="\n".join([*lines, toy.RIGHT["square"]]))


BY_HAND = f"To be graded by hand: {toy.WRITTEN}."

ORDINARY = [
    Kind("right", answers(), reason=BY_HAND),
    Kind("wrong", answers(square="def square(number):\n    return 9"), score=4),
    Kind("blank", _saved(toy.exercise()), score=0),
    Kind(
        "warns in a test",
        answers(
            double="import warnings\ndef double(n):\n    warnings.warn('so')\n    return 2 * n",
            cube="import os\ndef cube(n):\n    os.write(2, b'C++ says so')\n    return n**3",
        ),
    ),
    Kind("uses files", _square("open('numbers.csv').read()", "open('mine', 'w').write('x')")),
    Kind(".Zoë +1 (O'Neil), 王", answers()),
    Kind("leaves a process", _square("import subprocess", f"subprocess.Popen({SLEEP})")),
]

CHARACTERS = [
    Kind("half a character", _in_ascii(square=f"{toy.RIGHT['square']} # '{HALF}'\nh = '{HALF}'")),
    Kind("half a character in code", _in_ascii(square=f"{HALF} = 1"), score=4),
    Kind(
        "prints half a character",
        answers(
            double="def double(n):\n    print(chr(0xd83d), chr(0xdcff))\n    return 2 * n",
            square="def square(number):\n    raise ValueError(chr(0xd83d))",
        ),
        score=4,
    ),
    Kind(
        "shows half a character",
        _square(
            "from IPython.display import HTML, display",
            "display(HTML(chr(0xd83d)), metadata={chr(0xd83d): 1})",
        ),
        score=4,
    ),
    Kind("writes a file without a name in text", _square("open(b'\\xff', 'w').write('x')")),
]

LIMITS = [
    Kind("loops for ever", _square("while True: pass"), "time limit", 4, "stopped cell square"),
    Kind(
        "ignores interrupts",
        _square(
            "import signal", "signal.signal(signal.SIGINT, signal.SIG_IGN)", "while True: pass"
        ),
        "time limit",
        1,
        "it did not react to the interrupt",
    ),
    Kind(
        "all cells sleep",
        edited(_sleep_everywhere),
        "time limit",
        0,
        "It ran for more than 15 s.",
    ),
    Kind(
        "eats memory",
        _square("hoard = []", "while True: hoard.append(b'x' * 10**7)"),
        "memory limit",
        1,
        "It used more than 0.4 GB. The kernel died in cell square",
    ),
    Kind(
        "eats memory in a child",
        _square(
            "import subprocess, sys", "subprocess.run([sys.executable, '-c', 'b\"x\" * 10**10'])"
        ),
        "memory limit",
        6 if GROUPS else 1,  # then only the child is ended
        "It used more than 0.4 GB.",
    ),
    Kind(
        "fills the disk",
        _square("for n in range(10**6):", "    open(f'{n}', 'wb').write(bytes(10**7))"),
        "disk limit",
        4 if SANDBOX else 1,  # then only the cell is
        "It wrote more than 0.2 GB",
    ),
    Kind(
        "starts processes",
        _square(
            "import subprocess", f"while True: subprocess.Popen({SLEEP}, start_new_session=True)"
        ),
        "process limit",
        1,
        "It ran more than 20 processes.",
    ),
    Kind(
        "prints for ever",
        _square("import time", "while True: print('x' * 1000); time.sleep(1e-4)"),
        "time limit",
        4,
        "stopped cell square",
    ),
    Kind("prints a lot", _square("print('x' * 30_000_000)")),
]

STOPS = [
    Kind(
        "exits", _square("import os", "os._exit(3)"), "kernel died", 1, "ended itself with code 3"
    ),
    Kind(
        "kills itself",
        _square("import os", "os.kill(os.getpid(), 9)"),
        "kernel died",
        1,
        "in cell square (ended by signal 9)",
    ),
    Kind("calls exit()", _square("exit()")),
    Kind("raises SystemExit", answers(square="raise SystemExit"), score=4),
]

CELLS = [
    Kind(
        "deleted a test",
        edited(_delete("square_test")),
        reason="Test cell missing, put back from the release: square_test.",
    ),
    Kind(
        "deleted a test that fails",
        edited(_delete("square_test"), square="def square(number):\n    return 9"),
        "needs attention",
        4,
        "Test cell missing, put back from the release: square_test.",
    ),
    Kind(
        "retyped a question",
        edited(_retype_square),
        reason="Test cell missing, put back from the release: square_test.",
    ),
    Kind(
        "deleted its tests",
        edited(_delete_tests),
        "needs attention",
        6,
        "Perhaps it is the wrong notebook.",
    ),
    Kind(
        "lost its metadata",
        edited(_lose_metadata),
        "needs attention",
        6,
        "recognised by its text: double_test, square_test, cube_test.",
    ),
    Kind(
        "of an earlier release",
        edited(released_from=toy.earlier_solution()),
        reason="put back from the release: square_test. Test of another release, replaced by "
        "this one's: cube_test.",
    ),
    Kind(
        "of an unnamed release",
        edited(
            _forget_the_release,
            lambda notebook: toy.find(notebook, "double_test").update(
                source="assert double(4) == 8"
            ),
            _set("double_test", grade_id="twice_test"),
            lambda notebook: notebook.cells.pop(),
            released_from=toy.earlier_solution(),
        ),
        reason="another release of the exercise, an unnamed one. Test cell missing, put back from "
        "the release: double_test, square_test. Test of another release, replaced by this one's: "
        "cube_test. Not a test of this release, so not counted: twice_test.",
    ),
    Kind("copied a cell", edited(_copy_a_cell)),
    Kind(
        "mangled its metadata",
        edited(
            _set("set_up", grade_id="pasted from another exercise"),
            _set("double_test", points=["many"]),
            _set("square_test", grade=False),
            _set("cube_test", points=100),
        ),
    ),
    Kind("took over a test", edited(_weaken, _set("square_test", solution=True)), score=4),
    Kind("skips a test", edited(_weaken, _skip), score=4),
    Kind(
        "replaces the checks",
        _square(
            "if 0:", "    from autoencoder_course import checks", "    checks.question = print"
        ),
        "needs attention",
        6,
        "it assigns to checks.question",
    ),
]

FILES = [
    Kind("bytes", file(b"\x00\xff\xfe"), "not a notebook", None, "isn't JSON"),
    Kind("empty", file(b""), "not a notebook", None, "isn't JSON"),
    Kind("some JSON", file(b"[1, 2]"), "not a notebook", None, "not a notebook"),
    Kind("deep JSON", file(b"[" * 100_000), "not a notebook", None, "isn't JSON"),
    Kind(
        "no cells",
        file(b'{"nbformat": 4, "nbformat_minor": 5, "cells": 3}'),
        "not a notebook",
        None,
    ),
    Kind("too large", file(b" " * 1_100_000), "not a notebook", None, "larger than 1 MB"),
    Kind("a folder", Path.mkdir, "not a notebook", None, "not a file"),
    Kind("a link", lambda path: path.symlink_to("/etc/passwd"), "not a notebook", None, "a link"),
    Kind("no file", lambda path: None, "nothing submitted", None, "holds no notebook"),
    Kind(
        "another name",
        lambda path: answers()(path.with_name("mine.ipynb")),
    ),
]


def _meddle(path: Path) -> None:
    """Submit a right answer that first tries to read and change what isn't its own."""
    attempts = [line.replace("ROOT", str(path.parents[3])) for line in _ATTEMPTS]
    _square(
        f"for attempt in {attempts}:",
        "    try:",
        "        exec(attempt)",
        "    except OSError:",
        "        continue",
        "    raise AssertionError(attempt)",
    )(path)


_ATTEMPTS = [
    f"open('ROOT/solutions/{toy.NAME}/{toy.NAME}.ipynb', 'a')",
    f"open('ROOT/solutions/{toy.NAME}/{toy.NAME}.py')",
    f"open('ROOT/handed in/right/{toy.NAME}/{toy.NAME}.ipynb')",
    "open('ROOT/left behind', 'w')",
    "import os; os.remove('ROOT/nbgrader_config.py')",
    "open('../../gradebook.db', 'rb')",
    "open('../../result.json', 'w')",
    "import autoencoder_course; open(autoencoder_course.__file__, 'a')",
    "open('ROOT/nbgrader_config.py')",
    "import os; os.kill(os.getppid() or 10**6, 9)",  # in a sandbox, it is nobody's child
    "import socket; socket.create_connection(('127.0.0.1', 9))",
]
MEDDLING = [Kind("meddles", _meddle)]

ALL = [*ORDINARY, *CHARACTERS, *LIMITS, *STOPS, *CELLS, *FILES, *MEDDLING]
