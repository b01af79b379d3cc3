"""`make seeds`: how far each result moves with the seed, which is what bands are set from."""

import hashlib
import json
import statistics
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from autoencoder_course.results import claims, text
from coursework import notebooks
from coursework.commands.build import FULL
from coursework.execution import kernels, machine, progress, timings
from coursework.execution.terminal import say, standard_output
from coursework.files import texts, writable
from coursework.notebooks import scripts
from coursework.results import recorded
from coursework.staleness import fingerprint, needs, records


def measure(
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
        True if every run recorded results and all their claims and bands hold.

    Raises:
        click.ClickException: if the installed versions aren't the pinned ones, what was
            measured before is damaged, or what was measured can't be written.
    """
    console = console or standard_output()
    fingerprint.check_installed(root, backend)
    writable.require(root / "build", root / records.FOLDER)
    records.read_seeds(root)  # hours of runs will be merged into it, so a damaged one is told now
    pairs = notebooks.discover(root, only)
    for seed in range(seeds):
        missing = [pair for pair in pairs if _stored(pair, backend, seed) is None]
        _run(root, missing, seed, backend, cell_timeout, console)
    measured, complete = {}, {}
    for pair in pairs:
        runs = [_stored(pair, backend, seed) for seed in range(seeds)]
        if None in runs:
            say(console, f"FAILED  {pair.name}: not every seed recorded results", "bold red")
        else:
            made_from = needs.fingerprint_of(pair, scripts.read_script(pair), backend)
            complete[pair] = runs
            measured[f"{pair.name} ({backend})"] = _summary(runs, made_from)
    _write(root, measured)
    return _report(complete, console) and len(complete) == len(pairs)


def _folder(pair: notebooks.Pair, backend: str, seed: int) -> Path:
    # Named after what the numbers depend on: changed code starts afresh by itself.
    made_from = needs.fingerprint_of(pair, scripts.read_script(pair), backend)
    parts = [made_from[part] for part in ("code", "library", "backend", "records")]
    installed = fingerprint.installed_versions(backend)
    parts += [f"{name}{version}" for name, version in installed.items()]
    key = hashlib.sha256("-".join(parts).encode()).hexdigest()[:16]
    return pair.root / "build" / "seeds" / key / f"seed-{seed}"


def _stored(pair: notebooks.Pair, backend: str, seed: int) -> dict | None:
    record = recorded.from_file(_folder(pair, backend, seed), pair.name)
    return record if record and claims.is_real(record) else None


def _run(root, pairs, seed, backend, cell_timeout, console) -> None:
    if not pairs:
        return
    say(console, f"Seed {seed}")
    spent = timings.Timings(root / "build" / "timings.json", "full")
    for pair in pairs:
        results = str(_folder(pair, backend, seed))
        outcomes = kernels.run_all(
            [kernels.NotebookRun(pair.name, scripts.read_script(pair), pair.script.parent)],
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
            if outcome.error:  # a claim that fails is an error too, and is recorded
                say(console, f"note    {outcome.error}")


def _summary(runs: list[dict], made_from: dict) -> dict:
    results = {}
    for rows in zip(*(run["results"] for run in runs), strict=True):
        values = [row["value"] for row in rows]
        results[rows[0]["name"]] = {"values": values, "mean": statistics.fmean(values)}
    return {
        "seeds": list(range(len(runs))),
        "seconds": [run["seconds"] for run in runs],
        "versions": fingerprint.installed_versions(made_from["backend"]),
        "fingerprint": made_from,
        "hardware": machine.describe(),
        "results": results,
    }


def _write(root: Path, measured: dict) -> None:
    path, content = root / records.SEEDS, {**records.read_seeds(root), **measured}
    written = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False)
    try:
        notebooks.write_text(path, written + "\n")
    except OSError as error:
        raise click.ClickException(
            f"{path} could not be written: {texts.reason(error)}. Every seed is kept in "
            f"{root / 'build' / 'seeds'}: run the command again, and none is measured twice."
        ) from None


def _report(complete: dict[notebooks.Pair, list[dict]], console: Console) -> bool:
    table = Table("notebook", "what", "smallest", "largest", "claim", "band", "verdict")
    hold = True
    for pair, runs in complete.items():
        for rows in zip(*(recorded.judged(pair, run) for run in runs), strict=True):
            values = [row.value for row in rows]
            worst = next((row for row in rows if row.failed), rows[0])
            hold &= not worst.failed
            table.add_row(
                pair.name,
                worst.name,
                text.number(min(values)),
                text.number(max(values)),
                worst.entry.claim,
                text.band(worst.entry),
                text.verdict(worst),
                style="bold red" if worst.failed else None,
            )
    console.print(table)
    return hold
