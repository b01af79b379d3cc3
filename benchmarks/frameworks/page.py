"""The speed table in the README, made from a record of `python -m coursework bench`."""

from pathlib import Path

import click

from benchmarks.frameworks.jobs import JOBS
from benchmarks.frameworks.summary import START_UP, failures
from benchmarks.frameworks.tables import limit, percent, seconds, versions
from coursework.notebooks.pairs import write_text

BEGIN, END = "<!-- speed:begin -->", "<!-- speed:end -->"


def update(root: Path, record: dict) -> bool:
    """Write a record's tables into the README; nothing else of it changes.

    Args:
        root: The course's root folder.
        record: What `summary.summarize` returned.

    Returns:
        True if the README changed.

    Raises:
        click.ClickException: if the README lacks the markers.
    """
    path = root / "README.md"
    text = path.read_text("utf-8")
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(BEGIN) > text.index(END):
        raise click.ClickException(f"README.md needs one line {BEGIN} and one line {END} after it.")
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    return write_text(path, f"{before}{BEGIN}\n{speed_table(record)}\n{END}{after}")


def speed_table(record: dict) -> str:
    """Lay out a record as Markdown.

    Args:
        record: What `summary.summarize` returned.

    Returns:
        A caption, who is who, and tables.
    """
    parts = [
        f"Measured on {record['date']}, in one run, on {record['hardware']}, processor only, "
        f"with {versions(record)}. {limit(record)}",
        "Seconds for an epoch after the first (median of "
        f"{record['rounds']} processes), × the fastest, share of that limit (the arithmetic of "
        "the network layer by layer, whatever somebody saves of it).",
        _list({f"`{name}`": about for name, about in record["about"].items()}),
        _list(record["jobs"]),
        _trainings(record),
        *(
            f"{training['title']}: {training['remark']}"
            for training in record["trainings"]
            if training["remark"]
        ),
        *(f"{it}." for it in failures(record)),
    ]
    if record["start_up"]:
        parts += [_start_up(record["start_up"]), _loads(record["loads"])]
    return "\n\n".join(part for part in parts if part)


def _list(about: dict[str, str]) -> str:
    return "\n".join(f"- {name}: {words}" for name, words in about.items())


def _trainings(record: dict) -> str:
    names = list(record["about"])
    rows = [
        [training["title"], *(_cell(training["contestants"].get(name)) for name in names)]
        for training in record["trainings"]
    ]
    rows += [
        [f"{training['title']}: memory", *(_memory(training, name) for name in names)]
        for training in record["trainings"]
        if JOBS[training["job"]].convolutional
    ]
    return _table(["job", *names], rows)


def _cell(result: dict | None) -> str:
    if result is None:
        return ""
    if result["status"] != "measured":
        return result["status"]
    parts = [seconds(result["median"]), f"{result['ratio']:.2f} ×", percent(result["share"])]
    return ", ".join(part for part in parts if part)


def _memory(training: dict, name: str) -> str:
    result = training["contestants"].get(name, {})
    return f"{result['memory']:.0f} MB" if "memory" in result else ""


def _start_up(start_up: dict) -> str:
    rows = []
    for name, result in start_up.items():
        known = result["status"] == "measured"
        cells = [seconds(result[key]) if known else result["status"] for key in START_UP]
        rows.append([name, *cells])
    headings = ["Jupyter kernel started, Keras on", "until it is ready", "until `import keras`"]
    return _table([*headings, "until MNIST is loaded", "until the first step is done"], rows)


def _loads(loads: dict) -> str:
    rows = [
        [name, *(seconds(it["median"]) if "median" in it else it["status"] for it in pair.values())]
        for name, pair in loads.items()
    ]
    return _table(["data set", "first load", "later loads"], rows)


def _table(headings: list[str], rows: list[list[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
