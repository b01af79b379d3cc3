"""`make solutions`: run what is stale in full on real data, and store it."""

import os
import tempfile
from pathlib import Path

import click
from rich.console import Console

from coursework import notebooks
from coursework.execution import kernels, progress, timings
from coursework.execution.terminal import say, standard_output
from coursework.exercises import release
from coursework.files import texts, writable
from coursework.notebooks import outputs, scripts, times
from coursework.results import figures, page, recorded
from coursework.staleness import fingerprint, needs

FULL = {"COURSE_PROFILE": "full", "COURSE_DATA": "tfds", "COURSE_SEED": "0"}
ELSEWHERE = "autoencoder-course-failed-"  # among temporary files, if build/ can't be written
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
        click.ClickException: if the installed versions aren't the pinned ones, a script and
            its notebook were both edited, or a folder that a run would be stored in can't be
            written.
    """
    console = console or standard_output()
    fingerprint.check_installed(root, backend)
    found = [_sync(pair, backend, force, console) for pair in notebooks.discover(root, only)]
    stale = [each for each in found if each.reasons]
    for each in stale:
        say(console, f"stale   {each.pair.name}: {', '.join(each.reasons)}")
    success = True
    if stale:
        writable.require(*_places(root, stale))
        parallel = parallel or notebooks_at_a_time()
        builder = _Builder(root, stale, backend, allow_sample)
        success = builder.run(parallel, cell_timeout, console)
        success &= _nothing_changed_since(builder.without_failures(found), backend, console)
    for path in release.write_exercises(root):
        say(console, f"wrote   {path.relative_to(root)}")
    for path in page.update(root):
        say(console, f"wrote   {path.relative_to(root)} (results)")
    for path in figures.update(root):
        say(console, f"wrote   {path.relative_to(root)} (figure)")
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
    script = scripts.read_script(pair)
    times.fill(script)
    changed = notebooks.write_text(pair.script, scripts.script_text(pair, script))
    each = needs.find(pair, backend, force=force)
    if each.edited_notebook:
        say(console, f"synced  {pair.name}: the notebook was edited, so the script follows")
        times.fill(each.notebook)
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


def _places(root: Path, stale: list[needs.Need]) -> list[Path]:
    """List the folders that a build of these notebooks writes to."""
    folders = [each.pair.notebook.parent for each in stale]
    return [root, *folders, *(root / name for name in ("build", "docs", "exercises"))]


def _nothing_changed_since(found: list[needs.Need], backend: str, console: Console) -> bool:
    """Look again, after minutes: a script or notebook may have been saved meanwhile."""
    same = True
    for before in found:
        name = before.pair.name
        try:
            reasons = _sync(before.pair, backend, False, console).reasons
            changed = f"{', '.join(reasons)} while the build ran; build again" if reasons else ""
        except click.ClickException as error:
            changed = error.message
        if changed:
            same = False
            say(console, f"FAILED  {name}: {changed}")
    return same


def _make_script_newer(pair: notebooks.Pair) -> None:
    # Jupytext refuses to open a pair whose notebook is newer than its script.
    os.utime(pair.script)


class _Builder:
    def __init__(self, root: Path, stale: list[needs.Need], backend: str, allow_sample: bool):
        self.root, self.backend, self.allow_sample = root, backend, allow_sample
        self.needs = {each.pair.name: each for each in stale}
        self.spent = timings.Timings(root / "build" / "timings.json", "full")
        self.failed: set[str] = set()
        self.refused: dict[str, list[str]] = {}
        self.kept: list[str] = []  # where what failed can be looked at
        self.notes: list[str] = []

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
        for line in [*self.notes, *self.kept]:
            say(console, line)
        if failed or self.refused:
            say(console, "Their stored notebooks are as they were.")
        return not failed and not self.refused

    def without_failures(self, found: list[needs.Need]) -> list[needs.Need]:
        """Leave out what failed: the reason has been told."""
        return [each for each in found if each.pair.name not in {*self.failed, *self.refused}]

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
        name = outcome.run.name
        if outcome.error:
            self.failed.add(name)
            self._keep_aside(outcome.run)
            return
        self.spent.note(name, outcome.seconds)
        outputs.clean(self.needs[name].notebook)
        outputs.compress_figures(self.needs[name].notebook)
        reasons = self._reasons_to_refuse(self.needs[name])
        reasons = reasons or self._store(self.needs[name], outcome.seconds)
        if reasons:
            self.refused[name] = reasons
            self._keep_aside(outcome.run)

    def _store(self, ran: needs.Need, seconds: float) -> list[str]:
        """Store a run around what script and notebook say now; return what prevents it."""
        pair = ran.pair
        try:
            now = needs.as_saved_now(ran)
            times.fill(now.notebook, seconds)
            notebooks.write_text(pair.script, scripts.script_text(pair, now.notebook))
            if now.edited_notebook:
                self.notes.append(f"synced  {pair.name}: the notebook was edited while it ran")
            notebooks.write_notebook(pair.notebook, needs.sealed(now))
            _make_script_newer(pair)
        except click.ClickException as error:
            return [error.message]
        except OSError as error:
            return [f"it ran, but could not be stored: {texts.reason(error)}"]
        return []

    def _keep_aside(self, done: kernels.NotebookRun) -> None:
        # Minutes of work, and what the author needs to find the fault.
        failed = self.root / "build" / "failed"
        problems = []
        for folder in (lambda: failed, lambda: Path(tempfile.mkdtemp(prefix=ELSEWHERE))):
            try:
                path = folder() / f"{done.name}.ipynb"
                notebooks.write_notebook(path, done.notebook)
            except OSError as error:
                problems.append(texts.reason(error))
            else:
                self.kept.append(f"kept    {done.name}: what ran is in {path}")
                return
        places = f"neither in {failed} ({problems[0]}) nor among temporary files ({problems[1]})"
        self.kept.append(f"LOST    {done.name}: what ran can be kept {places}")

    def _reasons_to_refuse(self, each: needs.Need) -> list[str]:
        reasons = outputs.problems(each.notebook, self.root)
        record = recorded.from_notebook(each.notebook)
        if record and record["data_source"] == "sample" and not self.allow_sample:
            reasons.append(
                "its numbers come from the offline sample. Set TFDS_DATA_DIR to the real data, "
                "or pass --allow-sample."
            )
        return reasons
