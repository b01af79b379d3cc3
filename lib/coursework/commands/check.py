"""`make check`: everything that can be wrong without running a notebook."""

from dataclasses import dataclass
from pathlib import Path

import click
from nbformat import NotebookNode
from rich.console import Console

from autoencoder_course.results import claims
from autoencoder_course.results.text import failure
from coursework import notebooks
from coursework.execution.terminal import say, standard_output
from coursework.exercises import release
from coursework.files import texts
from coursework.notebooks import links, outputs, scripts, times
from coursework.results import figures, page, recorded
from coursework.staleness import fingerprint, needs, records

LARGEST = 1_500_000  # bytes of a stored notebook
SEEDS = 5  # that a band has to hold
PAGES = ("*.md", "docs/**/*.md", "benchmarks/*.md", "lib/*/*.md")

BUILD = "make solutions   (python -m coursework build)"
EXERCISES = "make exercises   (python -m coursework exercises)"


@dataclass(frozen=True)
class Problem:
    """Something out of step.

    Attributes:
        file: The file, relative to the course's root.
        message: What is wrong with it, in a sentence.
        mend: The command or the edit that puts it right.
    """

    file: str
    message: str
    mend: str


def check(root: Path, console: Console | None = None) -> bool:
    """Look for anything out of step and print it.

    Args:
        root: The course's root folder.
        console: Where to print; standard output if None.

    Returns:
        True if nothing is wrong.
    """
    console = console or standard_output()
    problems = find_problems(root)
    notes, more = _notes(root)
    told = {problem.message for problem in problems}
    problems += [problem for problem in more if problem.message not in told]
    for problem in problems:
        say(console, problem.file, "bold red")
        say(console, f"    {problem.message}")
        say(console, f"    mend: {problem.mend}")
    for note in notes:
        say(console, f"note: {note}")
    count = len(notebooks.discover(root))
    if problems:
        say(console, f"{len(problems)} problems in the course.", "bold red")
    else:
        say(console, f"{count} notebooks, their exercises and the README agree.")
    return not problems


def find_problems(root: Path) -> list[Problem]:
    """Look for anything out of step.

    Args:
        root: The course's root folder.

    Returns:
        The problems, file by file; empty if nothing is wrong.
    """
    problems = []
    for pair in notebooks.discover(root):
        problems += _guarded(pair.script.relative_to(root), lambda pair=pair: _check_pair(pair))
    problems += _check_strays(root)
    problems += _guarded(Path("README.md"), lambda: _check_readme(root))
    problems += _check_links(root)
    return problems


def _notes(root: Path) -> tuple[list[str], list[Problem]]:
    """Return what is no problem but told, and what could not be looked at."""
    notes: list[str] = []

    def look() -> list[Problem]:
        notes.extend(
            f"no seeds were measured for the bands of {name}: make seeds"
            for name in unmeasured(root)
        )
        notes.extend(records.stale(root))
        return []

    problems = _guarded(records.FOLDER, look)
    return notes, problems


def unmeasured(root: Path) -> list[str]:
    """Name the notebooks whose bands rest on no other seed yet, which is no problem but told.

    Args:
        root: The course's root folder.

    Returns:
        Names such as `course/01_vanilla`.
    """
    measured = {name.split(" (")[0] for name in records.read_seeds(root)}
    return [pair.name for pair in notebooks.discover(root) if pair.name not in measured]


def _guarded(file: Path, look) -> list[Problem]:
    try:
        return look()
    except click.ClickException as error:  # a file that can't be read is a finding too
        return [Problem(file.as_posix(), error.message, "repair the file")]


def _check_pair(pair: notebooks.Pair) -> list[Problem]:
    root = pair.root
    script_file = pair.script.relative_to(root).as_posix()
    script = scripts.read_script(pair)
    problems = [
        Problem(script_file, f"broken link: {target}", "correct the link in the script")
        for target in links.broken_in_notebook(script, pair.script.parent)
    ]
    if not texts.holds(pair.script, scripts.script_text(pair, script)):
        problems.append(Problem(script_file, "is not written the way jupytext writes it", BUILD))
    if pair.notebook.exists():
        problems += _check_notebook(pair, script, notebooks.read_notebook(pair.notebook))
    else:
        problems.append(Problem(script_file, "has no executed notebook beside it", BUILD))
    if pair.folder == "solutions":
        problems += _check_exercise(pair, script_file)
    if not pair.lecture.exists():
        lecture = pair.lecture.relative_to(root).as_posix()
        message = f"belongs to no lecture: there is no {lecture}"
        problems.append(Problem(script_file, message, f"write {lecture}, or rename {script_file}"))
    return problems


def _check_notebook(pair, script: NotebookNode, stored: NotebookNode) -> list[Problem]:
    root, file = pair.root, pair.notebook.relative_to(pair.root).as_posix()
    if fingerprint.text_digest(script) != fingerprint.text_digest(stored):
        mend = BUILD
        if needs.were_both_edited(pair, script, stored):
            script_file = pair.script.relative_to(root).as_posix()
            mend = f"both were edited; to keep the newer: python -m jupytext --sync {script_file}"
        return [Problem(file, f"differs from {pair.script.name}", mend)]
    problems = [Problem(file, text, BUILD) for text in outputs.problems(stored, root)]
    if not times.is_filled(script) or times.stated(script) != times.stated(stored):
        problems.append(Problem(file, "does not say how long it takes to read and to run", BUILD))
    made_from = fingerprint.stored(stored)
    now = needs.fingerprint_of(pair, script, made_from.get("backend", ""))
    reasons = fingerprint.differences(made_from, now)
    if fingerprint.were_edited(stored):
        problems.append(Problem(file, "its outputs were edited since it was built", BUILD))
    if reasons:
        problems.append(Problem(file, f"is stale: {', '.join(reasons)}", BUILD))
    record = recorded.from_notebook(stored)
    if record is None:
        problems.append(
            Problem(file, "stores no results table; end it with results.table()", BUILD)
        )
    else:
        problems += [Problem(file, text, BUILD) for text in _record_problems(pair, record)]
        problems += _claim_problems(pair, stored, record)
        problems += _seed_problems(pair, record)
    size = pair.notebook.stat().st_size
    if size > LARGEST:
        message = f"is {size / 1e6:.2f} MB; the limit is {LARGEST / 1e6} MB"
        problems.append(Problem(file, message, f"draw fewer or smaller figures; {BUILD}"))
    return problems


def _record_problems(pair: notebooks.Pair, record: dict) -> list[str]:
    found = []
    if record["notebook"] != pair.name:
        found.append(f"records its results as {record['notebook']!r}, not {pair.name!r}")
    if not claims.is_real(record):
        found.append(
            f"was executed under the {record['profile']} profile on {record['data_source']} data, "
            "not in full on real data"
        )
    failed = [row for row in recorded.judged(pair, record) if row.failed]
    return found + [f"does not hold: {failure(row)}" for row in failed]


def _claim_problems(pair: notebooks.Pair, stored: NotebookNode, record: dict) -> list[Problem]:
    """What a notebook records and what its claims speak of have to be the same."""
    entries = recorded.entries_of(pair)
    names = [row["name"] for row in record["results"]]
    file = recorded.claims_file(pair).relative_to(pair.root).as_posix()
    notebook = pair.notebook.relative_to(pair.root).as_posix()
    problems = [
        Problem(file, f"has no entry for {name!r}, which {notebook} records", "write the entry")
        for name in names
        if name not in entries
    ]
    problems += [
        Problem(file, f"has an entry {name!r}, which {notebook} does not record", "delete it")
        for name, entry in entries.items()
        if name not in names and not entry.only
    ]
    if not recorded.is_shown_as_claimed(stored, pair):
        problems.append(
            Problem(notebook, f"its results table does not show what {file} says", BUILD)
        )
    return problems


def _seed_problems(pair: notebooks.Pair, record: dict) -> list[Problem]:
    """A band that was set from several seeds has to hold every one of them."""
    name = f"{pair.name} ({record['backend']})"
    entry = records.read_seeds(pair.root).get(name)
    if entry is None:
        return []  # a new notebook: `unmeasured` tells
    measured = entry["results"]
    few, outside = [], []
    for row in recorded.judged(pair, record):
        if not row.entry.band:
            continue
        values = measured.get(row.name, {"values": []})["values"]
        if len(values) < SEEDS:
            few.append(row.name)
        elif not all(claims.within(row.entry, value) for value in values):
            outside.append(row.name)
    mend = f"make seeds ONLY={pair.name}   (python -m coursework seeds {pair.name})"
    file = records.SEEDS.as_posix()
    return [
        Problem(file, f"{name}: {what} for {', '.join(names)}", mend)
        for what, names in (
            (f"fewer than {SEEDS} seeds", few),
            ("a seed outside the band", outside),
        )
        if names
    ]


def _check_exercise(pair: notebooks.Pair, script_file: str) -> list[Problem]:
    file = pair.exercise.relative_to(pair.root).as_posix()
    solution = release.source(pair)
    wrong = release.metadata_problems(solution)
    if wrong:
        return [Problem(script_file, text, "correct the cell in the script") for text in wrong]
    if not pair.exercise.exists():
        return [Problem(file, "is missing", EXERCISES)]
    if not texts.holds(pair.exercise, release.exercise_text(solution)):
        return [Problem(file, "is not what its solution generates", EXERCISES)]
    exercise = notebooks.read_notebook(pair.exercise)
    problems = [
        Problem(file, f"gives away a solution: {text!r}", f"take it out of {script_file}")
        for text in release.leaks(solution, exercise)
    ]
    for target in links.broken_in_notebook(exercise, pair.exercise.parent):
        problems.append(Problem(file, f"broken link: {target}", f"correct it in {script_file}"))
    return problems


def _check_strays(root: Path) -> list[Problem]:
    pairs = notebooks.discover(root)
    known = {pair.notebook for pair in pairs} | {recorded.claims_file(pair) for pair in pairs}
    known |= {pair.exercise for pair in pairs if pair.folder == "solutions"}
    found = [
        path
        for pattern in (
            "course/*.ipynb",
            "course/claims/*",
            "solutions/*/*.ipynb",
            "exercises/*/*",
        )
        for path in sorted(root.glob(pattern))
        if path.is_file()
    ]
    strays = [path.relative_to(root).as_posix() for path in found if path not in known]
    return [
        Problem(file, "belongs to no script of the course", f"git rm {file}") for file in strays
    ]


def _check_readme(root: Path) -> list[Problem]:
    if not (root / "README.md").exists():
        return [Problem("README.md", "is missing", "write it")]
    problems = [
        Problem(
            path.relative_to(root).as_posix(), "its results aren't what the notebooks store", BUILD
        )
        for path, wanted in page.wanted_texts(root).items()
        if not texts.holds(path, wanted)
    ]
    problems += [
        Problem(path.relative_to(root).as_posix(), "is not what its notebook stores", BUILD)
        for path, image in figures.stored(root).items()
        if path.read_bytes() != image
    ]
    linked = links.files(texts.read_text(root / "README.md"))
    return problems + [
        Problem("README.md", f"does not list {pair.name}", "write a line that links it")
        for pair in notebooks.discover(root)
        if pair.folder == "course" and not linked & _files(pair)
    ]


def _files(pair: notebooks.Pair) -> set[str]:
    return {path.relative_to(pair.root).as_posix() for path in (pair.script, pair.notebook)}


def _check_links(root: Path) -> list[Problem]:
    """Look at the links of every page that people read on its own."""
    pages = [path for pattern in PAGES for path in sorted(root.glob(pattern))]
    problems = []
    for path in pages:
        problems += _guarded(path.relative_to(root), lambda path=path: _broken_links(root, path))
    return problems


def _broken_links(root: Path, page: Path) -> list[Problem]:
    return [
        Problem(page.relative_to(root).as_posix(), f"broken link: {target}", "correct the link")
        for target in links.broken(texts.read_text(page), page.parent)
    ]
