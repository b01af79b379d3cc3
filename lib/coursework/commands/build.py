"""`make solutions`: run what is stale in full on real data, and store it."""

import os
from pathlib import Path

from rich.console import Console

from coursework import notebooks
from coursework.execution import kernels, progress, timings
from coursework.execution.terminal import say, standard_output
from coursework.exercises import release
from coursework.notebooks import outputs, scripts
from coursework.results import page, recorded
from coursework.staleness import fingerprint, needs

FULL = {"COURSE_PROFILE": "full", "COURSE_DATA": "tfds", "COURSE_SEED": "0"}
GIGABYTES_EACH = 4  # memory that a notebook may need while it runs


def build(
    root: Path,
    only: tuple[str, ...] = (),
    *,
    force: bool = False,
    backend: str = "tensorflow",
    parallel: int | None = None,
    cell_timeout: float = 1800,
    allow_sample: bool = False,
    console: Console | None = None,
) -> bool:
    """Bring stored notebooks, exercises, the results page and the README up to date.

    A notebook is replaced only when it has run to its end and its outputs are fit to be
    stored; otherwise the old one stays as it is.

    Args:
        root: The course's root folder.
        only: As for `notebooks.discover`.
        force: Run notebooks even if they are up to date.
        backend: The Keras backend.
        parallel: How many notebooks run at a time; None decides by processors and memory.
        cell_timeout: Seconds after which a cell counts as hanging.
        allow_sample: Store notebooks that ran on the offline sample where there is no
            real data. `check` reports them.
        console: Where progress is printed; standard output if None.

    Returns:
        True if everything is up to date now.

    Raises:
        click.ClickException: if the installed versions aren't the pinned ones, or a script
            and its notebook were both edited.
    """
    console = console or standard_output()
    fingerprint.check_installed(root, backend)
    found = [_sync(pair, backend, force, console) for pair in notebooks.discover(root, only)]
    stale = [each for each in found if each.reasons]
    for each in stale:
        say(console, f"stale   {each.pair.name}: {', '.join(each.reasons)}")
    success = True
    if stale:
        parallel = parallel or notebooks_at_a_time()
        builder = _Builder(root, stale, backend, allow_sample)
        success = builder.run(parallel, cell_timeout, console)
    for path in release.write_exercises(root):
        say(console, f"wrote   {path.relative_to(root)}")
    for path in page.update(root):
        say(console, f"wrote   {path.relative_to(root)} (results)")
    if success:
        say(console, f"{len(found)} notebooks are up to date; {len(stale)} were run.")
    return success


def notebooks_at_a_time() -> int:
    """Say how many notebooks this machine can run side by side: 1 or 2."""
    import psutil

    free = psutil.virtual_memory().available / 2**30
    return 2 if (os.cpu_count() or 1) >= 2 and free >= 2 * GIGABYTES_EACH else 1


def _sync(pair: notebooks.Pair, backend: str, force: bool, console: Console) -> needs.Need:
    # The script as jupytext writes it, and the notebook with the script's text around
    # outputs that are still good.
    script = scripts.script_text(pair, scripts.read_script(pair))
    changed = notebooks.write_text(pair.script, script)
    each = needs.find(pair, backend, force=force)
    if each.edited_notebook:
        say(console, f"synced  {pair.name}: the notebook was edited, so the script follows")
        changed |= notebooks.write_text(pair.script, scripts.script_text(pair, each.notebook))
        each = needs.find(pair, backend, force=force)
    if not each.reasons:
        recorded.show_as_claimed(each.stored, pair)
        if notebooks.write_notebook(pair.notebook, needs.with_stored_outputs(each)):
            say(console, f"wrote   {pair.name}: new text or claims, same code, outputs kept")
            changed = True
    if changed:
        _make_script_newer(pair)
    return each


def _make_script_newer(pair: notebooks.Pair) -> None:
    # Jupytext refuses to open a pair whose notebook is newer than its script.
    os.utime(pair.script)


class _Builder:
    def __init__(self, root: Path, stale: list[needs.Need], backend: str, allow_sample: bool):
        self.root, self.backend, self.allow_sample = root, backend, allow_sample
        self.needs = {each.pair.name: each for each in stale}
        self.spent = timings.Timings(root / "build" / "timings.json", "full")
        self.refused: dict[str, list[str]] = {}

    def run(self, parallel: int, cell_timeout: float, console: Console) -> bool:
        runs = [
            kernels.NotebookRun(name, each.notebook, each.pair.script.parent)
            for name, each in self.needs.items()
        ]
        outcomes = kernels.run_all(
            runs,
            environment=self._environment(),
            cell_timeout=cell_timeout,
            parallel=parallel,
            reporter=progress.reporter(console, self.spent.expected, parallel),
            finished=self._finished,
        )
        failed = [outcome for outcome in outcomes if outcome.error]
        for outcome in failed:
            say(console, f"FAILED  {outcome.error}")
        for name, reasons in self.refused.items():
            for reason in reasons:
                say(console, f"FAILED  {name}: {reason}")
        if failed or self.refused:
            aside = self.root / "build" / "failed"
            say(console, f"What failed is in {aside}; the stored notebooks are as they were.")
        return not failed and not self.refused

    def _environment(self) -> dict[str, str]:
        data = "auto" if self.allow_sample else FULL["COURSE_DATA"]
        results = str(self.root / "build" / "results")
        return {
            **FULL,
            "COURSE_DATA": data,
            "KERAS_BACKEND": self.backend,
            "COURSE_RESULTS": results,
        }

    def _finished(self, outcome: kernels.Outcome) -> None:
        if outcome.error:
            self._keep_aside(outcome.run)
            return
        each = self.needs[outcome.run.name]
        self.spent.note(outcome.run.name, outcome.seconds)
        outputs.clean(each.notebook)
        reasons = self._reasons_to_refuse(each)
        if reasons:
            self.refused[outcome.run.name] = reasons
            self._keep_aside(outcome.run)
            return
        notebooks.write_notebook(each.pair.notebook, needs.sealed(each))
        _make_script_newer(each.pair)

    def _keep_aside(self, done: kernels.NotebookRun) -> None:
        # Minutes of work, and what the author needs to find the fault.
        path = self.root / "build" / "failed" / f"{done.name}.ipynb"
        notebooks.write_notebook(path, done.notebook)

    def _reasons_to_refuse(self, each: needs.Need) -> list[str]:
        reasons = outputs.problems(each.notebook, self.root)
        record = recorded.from_notebook(each.notebook)
        if record and record["data_source"] == "sample" and not self.allow_sample:
            reasons.append(
                "its numbers come from the offline sample. Set TFDS_DATA_DIR to the real data, "
                "or pass --allow-sample."
            )
        now = fingerprint.of(each.notebook, self.root, self.backend)
        if fingerprint.differences(each.fingerprint, now):
            reasons.append("the library changed while it ran; run it again")
        return reasons
