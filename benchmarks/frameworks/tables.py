"""What a person sees at the end: tables on the console."""

from rich.console import Console
from rich.table import Table

from benchmarks.frameworks.summary import START_UP, failures
from coursework.execution.terminal import say


def show(console: Console, record: dict) -> None:
    """Print a record's tables, with remarks, then its failures.

    Args:
        console: Where to print.
        record: What `summary.summarize` returned.
    """
    say(console, f"{record['hardware']}; {versions(record)}")
    say(console, limit(record))
    for training in record["trainings"]:
        console.print(_training(training))
        if training["remark"]:
            say(console, f"note    {training['remark']}")
    if record["start_up"]:
        console.print(_start_up(record["start_up"]))
        console.print(_loads(record["loads"]))
    for failure in failures(record):
        say(console, failure, "bold red")


def versions(record: dict) -> str:
    """Return the versions in a row."""
    return ", ".join(f"{name} {number}" for name, number in record["versions"].items())


def limit(record: dict) -> str:
    """Return the arithmetic limit in a sentence."""
    best = record["limit"]
    if not best["rate"]:
        return "The rate of matrix multiplication could not be measured."
    return f"Matrix multiplication, float32: {best['rate']:.0f} GFLOP/s ({best['library']})."


def percent(share: float | None) -> str:
    """Return a share of the limit; nothing where the limit is unknown."""
    return "" if share is None else f"{100 * share:.0f} %"


def seconds(value: float) -> str:
    """Return a time with three digits, without a power of ten."""
    return f"{value:.0f} s" if value >= 100 else f"{value:#.3g} s"


def _training(training: dict) -> Table:
    table = Table(
        *("contestant", "an epoch", "÷ fastest", "of the limit", "rounds", "loss", "memory"),
        title=f"{training['title']} ({training['data']})",
        title_justify="left",
    )
    for name, result in training["contestants"].items():
        if result["status"] != "measured":
            table.add_row(name, f"{result['status']}: {result['reason']}")
            continue
        table.add_row(
            name,
            seconds(result["median"]),
            f"{result['ratio']:.2f}",
            percent(result["share"]),
            ", ".join(f"{value:#.3g}" for value in result["values"]),
            f"{result['loss']:.5f}",
            f"{result['memory']:.0f} MB",
        )
    return table


def _start_up(start_up: dict) -> Table:
    table = Table(
        *("Keras on", "kernel ready", "import keras", "data loaded", "first step"),
        title="Seconds since the Jupyter kernel was started",
        title_justify="left",
    )
    for name, result in start_up.items():
        if result["status"] == "measured":
            table.add_row(name, *(seconds(result[key]) for key in START_UP))
        else:
            table.add_row(name, f"{result['status']}: {result['reason']}")
    return table


def _loads(loads: dict) -> Table:
    table = Table("data set", "first load", "second load", title="Loading", title_justify="left")
    for name, pair in loads.items():
        cells = [
            f"{seconds(result['median'])} ({result['source']})"
            if result["status"] == "measured"
            else f"{result['status']}: {result['reason']}"
            for result in pair.values()
        ]
        table.add_row(name, *cells)
    return table
