"""`make regress`: run in full on real data and compare with what is stored."""

from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from rich.console import Console
from rich.table import Table

from autoencoder_course.results import claims, text
from autoencoder_course.results.claims import Judged
from coursework import notebooks
from coursework.commands.build import FULL, notebooks_at_a_time
from coursework.execution import kernels, progress, timings
from coursework.execution.terminal import say, standard_output
from coursework.files import texts, writable
from coursework.notebooks import scripts
from coursework.results import recorded


@dataclass(frozen=True)
class Move:
    """A recorded result, stored and now.

    Attributes:
        notebook: The notebook, for example `course/01_vanilla`.
        name: What was measured.
        stored: The stored value, or None if it is new.
        now: The value of this run, or None if it is gone.
        band: The tolerance band, as text.
        verdict: What came of it: `same`, `moved`, `new`, or a word in capitals if it fails.
    """

    notebook: str
    name: str
    stored: float | None
    now: float | None
    band: str
    verdict: str

    @property
    def failed(self) -> bool:
        """True if the run has to fail because of this result."""
        return self.verdict.isupper()


def regress(
    root: Path,
    only: tuple[str, ...] = (),
    *,
    backend: str = "tensorflow",
    parallel: int | None = None,
    cell_timeout: float = 1800,
    console: Console | None = None,
) -> bool:
    """Run notebooks as they are stored and compare every result and figure.

    Args:
        root: The course's root folder.
        only: As for `notebooks.discover`.
        backend: The Keras backend.
        parallel: How many notebooks run at a time; None decides by processors and memory.
        cell_timeout: Seconds after which a cell counts as hanging.
        console: Where progress and the table are printed; standard output if None.

    Returns:
        True if every notebook ran, every claim and band holds and no figure is missing.

    Raises:
        click.ClickException: if `build/` can't be written.
    """
    console = console or standard_output()
    writable.require(root / "build")
    pairs = {pair.name: pair for pair in notebooks.discover(root, only)}
    folder = root / "build" / "regress"
    for name in pairs:
        recorded.path_in(folder / "results", name).unlink(missing_ok=True)
    runs = [
        kernels.NotebookRun(name, scripts.read_script(pair), pair.script.parent)
        for name, pair in pairs.items()
    ]
    parallel = parallel or notebooks_at_a_time()
    spent = timings.Timings(root / "build" / "timings.json", "full")
    outcomes = kernels.run_all(
        runs,
        environment={**FULL, "KERAS_BACKEND": backend, "COURSE_RESULTS": str(folder / "results")},
        cell_timeout=cell_timeout,
        parallel=parallel,
        reporter=progress.reporter(console, spent.expected, parallel),
        finished=lambda outcome: _keep(folder, outcome, console),
    )
    moves, failures = [], []
    for outcome in outcomes:
        more_moves, more_failures = _compare(pairs[outcome.run.name], outcome, folder)
        moves += more_moves
        failures += more_failures
    _report(moves, failures, backend, console)
    return not failures and not any(move.failed for move in moves)


def compare(notebook: str, stored: list[Judged], now: list[Judged]) -> list[Move]:
    """Compare the results of two runs.

    Args:
        notebook: The notebook's name.
        stored: The stored results.
        now: The results of this run.

    Returns:
        One move for each result that either run has.
    """
    before = {row.name: row for row in stored}
    moves = []
    for row in now:
        old = before.pop(row.name, None)
        verdict = "new" if old is None else "moved"
        if old is not None and text.number(old.value) == text.number(row.value):
            verdict = "same"
        if row.failed:
            verdict = text.verdict(row)
        value = None if old is None else old.value
        moves.append(Move(notebook, row.name, value, row.value, text.band(row.entry), verdict))
    for row in before.values():
        moves.append(Move(notebook, row.name, row.value, None, text.band(row.entry), "GONE"))
    return moves


def missing_figures(stored: NotebookNode, now: NotebookNode) -> list[str]:
    """Name the code cells that stored figures and now draw fewer.

    Args:
        stored: The stored notebook.
        now: The same notebook, just executed.

    Returns:
        One sentence for each cell.
    """
    from coursework.execution.nbval_plugin import figures

    found = []
    pairs = zip(notebooks.code_cells(stored), notebooks.code_cells(now), strict=False)
    for number, (before, after) in enumerate(pairs, start=1):
        old, new = figures(before.outputs), figures(after.outputs)
        if new < old:
            found.append(f"code cell {number} stored {old} figures and now draws {new}")
    return found


def _keep(folder: Path, outcome: kernels.Outcome, console: Console) -> None:
    # For whoever has to find out why something moved.
    path = folder / "notebooks" / f"{outcome.run.name}.ipynb"
    try:
        notebooks.write_notebook(path, outcome.run.notebook)
    except OSError as error:  # the comparison does not need it
        say(console, f"note    {path} could not be written: {texts.reason(error)}")


def _compare(pair, outcome: kernels.Outcome, folder: Path) -> tuple[list[Move], list[str]]:
    failures = [outcome.error] if outcome.error else []
    if not pair.notebook.exists():
        return [], [*failures, f"{pair.name} was never stored: make solutions"]
    stored = notebooks.read_notebook(pair.notebook)
    if outcome.error is None:
        figures = missing_figures(stored, outcome.run.notebook)
        failures += [f"{pair.name}: {figure}" for figure in figures]
    before = recorded.from_notebook(stored)
    now = recorded.from_file(folder / "results", pair.name)
    if before is None:
        return [], [*failures, f"{pair.name} stores no results: make solutions"]
    if now is None:
        return [], [*failures, f"{pair.name} recorded no results in this run"]
    if not claims.is_real(now):
        failures.append(f"{pair.name} did not run in full on real data, so no band applies")
    stored_results, results = (recorded.judged(pair, record) for record in (before, now))
    return compare(pair.name, stored_results, results), failures


def _report(moves: list[Move], failures: list[str], backend: str, console: Console) -> None:
    told = [move for move in moves if move.verdict != "same"]
    if told:
        table = Table("notebook", "what", "stored", "now", "change", "band", "verdict")
        for move in told:
            style = "bold red" if move.failed else None
            table.add_row(*_row(move), style=style)
        console.print(table)
    for failure in failures:
        say(console, f"FAILED  {failure}", "bold red")
    same = len(moves) - len(told)
    outside = sum(move.failed for move in moves)
    say(
        console,
        f"{len(moves)} results under {backend}: {same} the same, {len(told) - outside} moved "
        f"within their bands or new, {outside} outside or gone; {len(failures)} other failures.",
    )


def _row(move: Move) -> tuple[str, ...]:
    change = ""
    if move.stored and move.now is not None:
        change = f"{(move.now - move.stored) / abs(move.stored):+.2%}"
    stored, now = text.number(move.stored), text.number(move.now)
    return move.notebook, move.name, stored, now, change, move.band, move.verdict
