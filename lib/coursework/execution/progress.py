"""What a person sees while notebooks run: bars on a terminal, plain lines elsewhere."""

import time
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from coursework.execution.terminal import say

HEARTBEAT = 10.0  # seconds between two lines about one notebook, off a terminal


class Reporter:
    """Tell the reader which notebooks run, at which cell, and for how long.

    Args:
        console: Where to print.
        expected: Seconds that each notebook took last time, by name; may be empty.
        parallel: How many notebooks run at a time, for the time left.
    """

    def __init__(self, console: Console, expected: dict[str, float], parallel: int = 1):
        self.console = console
        self.expected = expected
        self.parallel = parallel
        self.total = self.finished_count = 0
        self.waiting: dict[str, float] = {}
        self.all_known = True
        self.running: dict[str, _Running] = {}

    @contextmanager
    def showing(self, names: list[str]):
        """Show progress while the block runs.

        Args:
            names: The notebooks that are going to run.
        """
        self.total = len(names)
        self.waiting = {name: self.expected[name] for name in names if name in self.expected}
        self.all_known = len(self.waiting) == len(names)
        yield self

    def started(self, name: str, cells: int) -> None:
        """Note that a notebook starts.

        Args:
            name: The notebook.
            cells: How many code cells it has.
        """
        self.waiting.pop(name, None)
        self.running[name] = _Running(cells, time.monotonic())

    def reached(self, name: str, cell: int) -> None:
        """Note that a notebook begins its code cell number `cell`, counted from 1."""
        self.running[name].cell = cell

    def ended(self, name: str, error: str | None) -> None:
        """Note that a notebook is done, with `error` in a sentence if it failed."""
        state = self.running.pop(name)
        self.finished_count += 1
        seconds = f"{time.monotonic() - state.since:.0f} s"
        count = f"({self.finished_count} of {self.total}{self._left()})"
        if error is None:
            say(self.console, f"done    {name}  {seconds}  {count}")
        else:
            say(self.console, f"FAILED  {name}  {seconds}  {count}", "bold red")
            say(self.console, f"        {error}")

    def tick(self) -> None:
        """Called about twice a second while notebooks run."""

    def time_left(self) -> float | None:
        """Estimate the seconds left from the last run's timings; None if they don't tell."""
        if not self.all_known:
            return None
        left = list(self.waiting.values())
        for name, state in self.running.items():
            left.append(max(0.0, self.expected[name] - (time.monotonic() - state.since)))
        return max([sum(left) / self.parallel, *left]) if left else 0.0

    def _left(self) -> str:
        seconds = self.time_left()
        if seconds is None or self.finished_count == self.total:
            return ""
        return f", about {in_words(seconds)} left"


class LineReporter(Reporter):
    """Plain lines, for logs and pipes: starts, ends, and a sign of life in between."""

    def started(self, name: str, cells: int) -> None:
        """Print a line; see `Reporter.started`."""
        super().started(name, cells)
        self._line("run", name, f"{cells} cells")

    def tick(self) -> None:
        """Print a line for each notebook that has been quiet for `HEARTBEAT` seconds."""
        now = time.monotonic()
        for name, state in self.running.items():
            if now - state.told >= HEARTBEAT:
                state.told = now
                elapsed = f"{now - state.since:.0f} s{self._left()}"
                self._line("...", name, f"cell {state.cell} of {state.cells}, {elapsed}")

    def _line(self, word: str, name: str, rest: str) -> None:
        say(self.console, f"{word:<7} {name}  {rest}")


class BarReporter(Reporter):
    """One moving bar for each running notebook, on a terminal."""

    @contextmanager
    def showing(self, names: list[str]):
        """Show the bars while the block runs; see `Reporter.showing`."""
        self.bars = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("cell {task.completed:.0f} of {task.total:.0f}"),
            TimeElapsedColumn(),
            TextColumn("{task.fields[left]}"),
            console=self.console,
            transient=True,
        )
        with super().showing(names), self.bars:
            yield self

    def started(self, name: str, cells: int) -> None:
        """Add a bar; see `Reporter.started`."""
        super().started(name, cells)
        self.running[name].bar = self.bars.add_task(name, total=cells, left="")

    def reached(self, name: str, cell: int) -> None:
        """Move the bar; see `Reporter.reached`."""
        super().reached(name, cell)
        self.bars.update(self.running[name].bar, completed=cell)

    def ended(self, name: str, error: str | None) -> None:
        """Take the bar away and print a line; see `Reporter.ended`."""
        self.bars.remove_task(self.running[name].bar)
        super().ended(name, error)

    def tick(self) -> None:
        """Bring the time left up to date."""
        for state in self.running.values():
            self.bars.update(state.bar, left=self._left().lstrip(", "))


def reporter(console: Console, expected: dict[str, float], parallel: int = 1) -> Reporter:
    """Choose how to show progress.

    Args:
        console: Where to print.
        expected: Seconds that each notebook took last time, by name.
        parallel: How many notebooks run at a time.

    Returns:
        Bars if the console is a terminal, else plain lines.
    """
    kind = BarReporter if console.is_terminal else LineReporter
    return kind(console, expected, parallel)


def in_words(seconds: float) -> str:
    """Say a duration the way a person would: `40 s`, `12 min`."""
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


class _Running:
    def __init__(self, cells: int, since: float):
        self.cells, self.cell, self.since, self.told, self.bar = cells, 0, since, since, None
