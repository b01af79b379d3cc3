"""`make spread`: how far each result moves with the seed, which is what bands are set from."""

import hashlib
import json
import statistics
from pathlib import Path

from rich.console import Console
from rich.table import Table

from coursework import notebooks
from coursework.commands.build import FULL
from coursework.execution import kernels, machine, progress, timings
from coursework.execution.terminal import say, standard_output
from coursework.notebooks import scripts
from coursework.results import recorded
from coursework.staleness import fingerprint, records

RECORD = records.SEEDS


def spread(
    root: Path,
    only: tuple[str, ...] = (),
    *,
    seeds: int = 5,
    backend: str = "tensorflow",
    cell_timeout: float = 1800,
    console: Console | None = None,
) -> bool:
    """Run notebooks in full with several seeds and note the range of every result.

    A seed that has been run already, with the same code and library, is not run again, so
    an interrupted measurement goes on where it was.

    Args:
        root: The course's root folder.
        only: As for `notebooks.discover`.
        seeds: How many seeds, counted from 0.
        backend: The Keras backend.
        cell_timeout: Seconds after which a cell counts as hanging.
        console: Where progress and the table are printed; standard output if None.

    Returns:
        True if every run recorded results and all of them are within their bands.

    Raises:
        click.ClickException: if the installed versions aren't the pinned ones.
    """
    console = console or standard_output()
    fingerprint.check_installed(root, backend)
    pairs = notebooks.discover(root, only)
    for seed in range(seeds):
        missing = [pair for pair in pairs if _stored(pair, backend, seed) is None]
        _run(root, missing, seed, backend, cell_timeout, console)
    measured, complete = {}, True
    for pair in pairs:
        runs = [_stored(pair, backend, seed) for seed in range(seeds)]
        if None in runs:
            say(console, f"FAILED  {pair.name}: not every seed recorded results", "bold red")
            complete = False
        else:
            made_from = fingerprint.of(scripts.read_script(pair), root, backend)
            measured[f"{pair.name} ({backend})"] = _summary(runs, made_from)
    _write(root, measured)
    return _report(measured, console) and complete


def stored(root: Path) -> dict:
    """Read what was measured so far.

    Args:
        root: The course's root folder.

    Returns:
        By notebook and backend, such as `course/01_vanilla (tensorflow)`: seeds, seconds,
        versions, hardware, and each result's values and band. Empty if there is none.
    """
    path = root / RECORD
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def _folder(pair: notebooks.Pair, backend: str, seed: int) -> Path:
    # Named after what the numbers depend on: changed code starts afresh by itself.
    made_from = fingerprint.of(scripts.read_script(pair), pair.root, backend)
    parts = [made_from[part] for part in ("code", "library", "backend")]
    installed = fingerprint.installed_versions(backend)
    parts += [f"{name}{version}" for name, version in installed.items()]
    key = hashlib.sha256("-".join(parts).encode()).hexdigest()[:16]
    return pair.root / "build" / "spread" / key / f"seed-{seed}"


def _stored(pair: notebooks.Pair, backend: str, seed: int) -> dict | None:
    record = recorded.from_file(_folder(pair, backend, seed), pair.name)
    return record if record and recorded.is_real(record) else None


def _run(root, pairs, seed, backend, cell_timeout, console) -> None:
    if not pairs:
        return
    say(console, f"Seed {seed}")
    spent = timings.Timings(root / "build" / "timings.json", "full")
    for pair in pairs:
        results = str(_folder(pair, backend, seed))
        outcomes = kernels.run_all(
            [kernels.Job(pair.name, scripts.read_script(pair), pair.script.parent)],
            environment={
                **FULL,
                "KERAS_BACKEND": backend,
                "COURSE_SEED": str(seed),
                "COURSE_RESULTS": results,
            },
            cell_timeout=cell_timeout,
            parallel=1,
            reporter=progress.reporter(console, spent.expected, 1),
        )
        for outcome in outcomes:
            if outcome.error:  # a value outside its band is an error too, and is recorded
                say(console, f"note    {outcome.error}")


def _summary(runs: list[dict], made_from: dict) -> dict:
    results = {}
    for rows in zip(*(run["results"] for run in runs), strict=True):
        values = [row["value"] for row in rows]
        results[rows[0]["name"]] = {
            "values": values,
            "mean": statistics.fmean(values),
            "low": rows[0]["low"],
            "high": rows[0]["high"],
        }
    return {
        "seeds": list(range(len(runs))),
        "seconds": [run["seconds"] for run in runs],
        "versions": fingerprint.installed_versions(made_from["backend"]),
        "fingerprint": made_from,
        "hardware": machine.describe(),
        "results": results,
    }


def _write(root: Path, measured: dict) -> None:
    text = json.dumps({**stored(root), **measured}, indent=1, sort_keys=True, ensure_ascii=False)
    notebooks.write_text(root / RECORD, text + "\n")


def _report(measured: dict, console: Console) -> bool:
    table = Table("notebook", "what", "smallest", "largest", "band", "verdict")
    inside = True
    for name, summary in measured.items():
        for what, row in summary["results"].items():
            low, high = min(row["values"]), max(row["values"])
            fits = recorded.in_band(row, low) and recorded.in_band(row, high)
            inside &= fits
            table.add_row(
                name,
                what,
                recorded.number(low),
                recorded.number(high),
                recorded.band(row),
                "holds" if fits else "OUTSIDE",
                style=None if fits else "bold red",
            )
    console.print(table)
    return inside
