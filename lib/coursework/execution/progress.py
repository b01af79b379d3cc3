"""What a person sees while notebooks run or models train: bars on a terminal, else lines.

What runs has a name and takes steps: a notebook's are its cells, a training's its epochs.
"""

import time
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from coursework.execution.terminal import say

HEARTBEAT = 10.0  # seconds between two lines about one of them, off a terminal


class Reporter:
    """Tell the reader what runs, at which step, and for how long.

    Args:
        console: Where to print.
        expected: Seconds that each took last time, by name; may be empty.
        parallel: How many run at a time, for the time left.
        unit: What a step is called.
        even: True if all take the same steps, each about as long as any other. Then the
            time left is known without `expected` too.
        heartbeat: Seconds between two lines about one of them, off a terminal.
    """

    def __init__(
        self,
        console: Console,
        expected: dict[str, float],
        parallel: int = 1,
        *,
        unit: str = "cell",
        even: bool = False,
        heartbeat: float = HEARTBEAT,
    ):
        self.console = console
        self.expected = expected
        self.parallel = parallel
        self.unit, self.even, self.heartbeat = unit, even, heartbeat
        self.steps_done = self.steps_each = 0
        self.first: tuple[float, int] | None = None  # when a step was first reached, and which
        self.total = self.finished_count = 0
        self.waiting: dict[str, float] = {}
        self.all_known = True
        self.running: dict[str, _Running] = {}

    @contextmanager
    def showing(self, names: list[str]):
        """Show progress while the block runs.

        Args:
            names: What is going to run.
        """
        self.total = len(names)
        self.waiting = {name: self.expected[name] for name in names if name in self.expected}
        self.all_known = len(self.waiting) == len(names)
        yield self

    def started(self, name: str, steps: int) -> None:
        """Note that something starts.

        Args:
            name: Its name.
            steps: How many it takes.
        """
        self.waiting.pop(name, None)
        self.steps_each = steps
        self.running[name] = _Running(steps, time.monotonic())

    def reached(self, name: str, step: int, doing: str = "") -> None:
        """Note how far something is.

        Args:
            name: Its name.
            step: The step, counted from 1.
            doing: What it does there; by default `cell 3 of 12`.
        """
        state = self.running[name]
        state.step, state.doing = step, doing or f"{self.unit} {step} of {state.steps}"
        if self.first is None:
            self.first = time.monotonic(), self._steps()

    def ended(self, name: str, error: str | None) -> None:
        """Note that something is done, with `error` in a sentence if it failed."""
        state = self.running.pop(name)
        self.finished_count += 1
        self.steps_done += state.steps
        seconds = f"{time.monotonic() - state.since:.0f} s"
        count = f"({self.finished_count} of {self.total}{self._left()})"
        if error is None:
            say(self.console, f"done    {name}  {seconds}  {count}")
        else:
            say(self.console, f"FAILED  {name}  {seconds}  {count}", "bold red")
            say(self.console, f"        {error}")

    def kept(self, name: str, steps: int, why: str) -> None:
        """Note that something need not run, and why."""
        self.finished_count += 1
        self.steps_done += steps
        say(self.console, f"kept    {name}: {why}")

    def tick(self) -> None:
        """Called now and then while something runs."""

    def time_left(self) -> float | None:
        """Estimate the seconds left from the last run's timings, or from this one's pace.

        Returns:
            None if neither tells.
        """
        if self.even:
            return self._left_at_this_pace()
        if not self.all_known:
            return None
        left = list(self.waiting.values())
        for name, state in self.running.items():
            left.append(max(0.0, self.expected[name] - (time.monotonic() - state.since)))
        return max([sum(left) / self.parallel, *left]) if left else 0.0

    def _steps(self) -> int:
        return self.steps_done + sum(state.step for state in self.running.values())

    def _left_at_this_pace(self) -> float | None:
        since, before = self.first or (0.0, self._steps())
        now = self._steps()
        if now == before:
            return None
        return (time.monotonic() - since) / (now - before) * (self.steps_each * self.total - now)

    def _left(self) -> str:
        seconds = self.time_left()
        if seconds is None or self.finished_count == self.total:
            return ""
        return f", about {in_words(seconds)} left"


class LineReporter(Reporter):
    """Plain lines, for logs and pipes: starts, ends, and a sign of life in between."""

    def started(self, name: str, steps: int) -> None:
        """Print a line; see `Reporter.started`."""
        super().started(name, steps)
        self._line("run", name, f"{steps} {self.unit}s")

    def tick(self) -> None:
        """Print a line for each that has been quiet for `heartbeat` seconds."""
        now = time.monotonic()
        for name, state in self.running.items():
            if now - state.told >= self.heartbeat:
                state.told = now
                elapsed = f"{now - state.since:.0f} s{self._left()}"
                self._line("...", name, f"{state.doing}, {elapsed}")

    def _line(self, word: str, name: str, rest: str) -> None:
        say(self.console, f"{word:<7} {name}  {rest}")


class BarReporter(Reporter):
    """One moving bar for each that runs, on a terminal."""

    @contextmanager
    def showing(self, names: list[str]):
        """Show the bars while the block runs; see `Reporter.showing`."""
        self.bars = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[doing]}"),
            TimeElapsedColumn(),
            TextColumn("{task.fields[left]}"),
            console=self.console,
            transient=True,
        )
        with super().showing(names), self.bars:
            yield self

    def started(self, name: str, steps: int) -> None:
        """Add a bar; see `Reporter.started`."""
        super().started(name, steps)
        self.running[name].bar = self.bars.add_task(name, total=steps, doing="", left="")

    def reached(self, name: str, step: int, doing: str = "") -> None:
        """Move the bar; see `Reporter.reached`."""
        super().reached(name, step, doing)
        state = self.running[name]
        self.bars.update(state.bar, completed=step, doing=state.doing)

    def ended(self, name: str, error: str | None) -> None:
        """Take the bar away and print a line; see `Reporter.ended`."""
        self.bars.remove_task(self.running[name].bar)
        super().ended(name, error)

    def tick(self) -> None:
        """Bring the time left up to date."""
        for state in self.running.values():
            self.bars.update(state.bar, left=self._left().lstrip(", "))


def reporter(
    console: Console, expected: dict[str, float], parallel: int = 1, **options
) -> Reporter:
    """Choose how to show progress: bars if the console is a terminal, else plain lines.

    Args:
        console: Where to print.
        expected: Seconds that each took last time, by name.
        parallel: How many run at a time.
        **options: As for `Reporter`.

    Returns:
        A `Reporter`.
    """
    kind = BarReporter if console.is_terminal else LineReporter
    return kind(console, expected, parallel, **options)


def in_words(seconds: float) -> str:
    """Say a duration the way a person would: `40 s`, `12 min`."""
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


class _Running:
    def __init__(self, steps: int, since: float):
        self.steps, self.step, self.doing = steps, 0, "starting"
        self.since, self.told, self.bar = since, since, None
