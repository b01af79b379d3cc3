"""What a person sees at the end: tables on the console."""

from rich.console import Console
from rich.table import Table

from benchmarks.frameworks.summary import START_UP, failures
from coursework.execution.terminal import say


def show(console: Console, report: dict) -> None:
    """Print a report's tables, with remarks, then its failures.

    Args:
        console: Where to print.
        report: What `summary.summarize` returned.
    """
    say(console, f"{report['hardware']}; {versions(report)}")
    say(console, limit(report))
    for case in report["cases"]:
        console.print(_case(case))
        if case["remark"]:
            say(console, f"note    {case['remark']}")
    if report["start_up"]:
        console.print(_start_up(report["start_up"]))
        console.print(_loads(report["loads"]))
    for failure in failures(report):
        say(console, failure, "bold red")


def versions(report: dict) -> str:
    """Return the versions in a row."""
    return ", ".join(f"{name} {number}" for name, number in report["versions"].items())


def limit(report: dict) -> str:
    """Return the arithmetic limit in a sentence."""
    best = report["limit"]
    if not best["rate"]:
        return "The rate of matrix multiplication could not be measured."
    return f"Matrix multiplication, float32: {best['rate']:.0f} GFLOP/s ({best['library']})."


def percent(share: float | None) -> str:
    """Return a share of the limit; nothing where the limit is unknown."""
    return "" if share is None else f"{100 * share:.0f} %"


def seconds(value: float) -> str:
    """Return a time with three digits, without a power of ten."""
    return f"{value:.0f} s" if value >= 100 else f"{value:#.3g} s"


def _case(case: dict) -> Table:
    table = Table(
        *("contestant", "an epoch", "÷ fastest", "of the limit", "rounds", "loss", "memory"),
        title=f"{case['title']} ({case['data']})",
        title_justify="left",
    )
    for name, result in case["contestants"].items():
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
