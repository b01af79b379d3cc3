"""How long does a class of 20 take? `python -m benchmarks.grade_class [01_vanilla]`.

Fifteen ordinary submissions to a real exercise (right, partly right, blank) and five
hostile ones, graded with the default limits as `make grade` does. Run it on a machine
that does nothing else.
"""

import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import nbformat

from coursework.exercises import release
from coursework.grading.class_run import grade
from coursework.notebooks.pairs import discover, find_root

BAR_SECONDS = 180


def make_class(folder, solution):
    """Write the 20 submissions to one solution into a folder."""
    topic, notebook = solution
    blank = nbformat.reads(release.exercise_text(notebook), as_version=4)
    blanks = [
        number for number, cell in enumerate(blank.cells) if release.is_marked(cell, "solution")
    ]

    def answered(**changes):
        copy = nbformat.from_dict(dict(blank))
        copy.cells = [nbformat.from_dict(dict(cell)) for cell in blank.cells]
        for place, number in enumerate(blanks):
            copy.cells[number].source = changes.get(f"q{place + 1}", notebook.cells[number].source)
        return copy

    def hand_in(student, content):
        path = folder / student / topic / f"{topic}.ipynb"
        path.parent.mkdir(parents=True)
        text = content if isinstance(content, str) else nbformat.writes(content)
        path.write_text(text, "utf-8")

    for number in range(1, 11):
        hand_in(f"right-{number:02}", answered())
    for number in range(1, 4):
        hand_in(f"partly-{number}", answered(**{f"q{number}": "raise NotImplementedError"}))
    for number in range(1, 3):
        hand_in(f"blank-{number}", blank)
    hand_in("hostile-loops", answered(q2="while True:\n    pass"))
    hand_in("hostile-memory", answered(q2="hoard = []\nwhile True:\n    hoard.append('x' * 10**7)"))
    hand_in("hostile-kills", answered(q2="import os\nos.kill(os.getpid(), 9)"))
    hand_in("hostile-garbage", "this is no notebook")
    untested = answered()
    tests = [cell for cell in untested.cells if release.is_marked(cell, "grade")]
    untested.cells = [cell for cell in untested.cells if cell not in tests[1:]]
    hand_in("hostile-deleted-tests", untested)


def main():
    """Grade the class; print every status and the seconds."""
    root = find_root(Path(__file__).parent)
    (pair,) = (
        pair
        for pair in discover(root, tuple(sys.argv[1:]) or ("01_vanilla",))
        if pair.folder == "solutions"
    )
    with tempfile.TemporaryDirectory() as place:
        course = Path(place) / "course"
        notebook = release.source(pair)
        target = course / "solutions" / pair.topic / pair.notebook.name
        target.parent.mkdir(parents=True)
        nbformat.write(notebook, target)
        shutil.copy(root / "nbgrader_config.py", course)
        make_class(Path(place) / "class", (pair.topic, notebook))
        started = time.perf_counter()
        rows = grade(Path(place) / "class", root=course, output=Path(place) / "grades")
        seconds = time.perf_counter() - started
    for status, count in Counter(row.mark.status.value for row in rows).items():
        print(f"{count:3} {status}")
    print(f"{len(rows)} submissions in {seconds:.0f} s; the bar is {BAR_SECONDS} s")
    sys.exit(0 if len(rows) == 20 and seconds <= BAR_SECONDS else 1)


if __name__ == "__main__":
    main()
