"""`make run`: every notebook under the quick profile, results and pages under `build/`."""

from pathlib import Path

from rich.console import Console

from autoencoder_course.results import text
from coursework import notebooks
from coursework.execution import kernels, progress, timings
from coursework.execution.terminal import say, standard_output
from coursework.files import texts, writable
from coursework.notebooks import html, outputs, scripts
from coursework.results import page, recorded

QUICK = {"COURSE_PROFILE": "quick", "COURSE_DATA": "sample", "COURSE_SEED": "0"}
MOST_TOLD = 10  # failures at the end of a run; the pages have all of them


def run(
    root: Path,
    only: tuple[str, ...] = (),
    *,
    parallel: int = 2,
    cell_timeout: float = 300,
    output: Path | None = None,
    console: Console | None = None,
) -> bool:
    """Run the lectures and solutions on the offline sample; tracked files stay as they are.

    Args:
        root: The course's root folder.
        only: As for `notebooks.discover`.
        parallel: How many notebooks run at a time.
        cell_timeout: Seconds after which a cell counts as hanging.
        output: Where pages and results go; if None, `build` in the course, or in a folder that
            can be written.
        console: Where progress and results are printed; standard output if None.

    Returns:
        True if every notebook ran to its end, which one with a claim that fails does not, and
        its page could be written.

    Raises:
        click.ClickException: if there is no folder for pages and results.
    """
    console = console or standard_output()
    build = writable.output_folder(root, "build", output, lambda text: say(console, text))
    pairs = {pair.name: pair for pair in notebooks.discover(root, only)}
    runs = [
        kernels.NotebookRun(pair.name, scripts.read_script(pair), pair.script.parent)
        for pair in pairs.values()
    ]
    for name in pairs:  # a record of an earlier run must not pass for this one's
        recorded.path_in(build / "results", name).unlink(missing_ok=True)
    spent = timings.Timings(build / "timings.json", "quick")

    unwritten = []

    def finished(outcome: kernels.Outcome) -> None:
        if outcome.error is None:
            spent.note(outcome.run.name, outcome.seconds)
        try:
            _store(build, outcome)
        except OSError as error:  # the others go on
            unwritten.append(f"{outcome.run.name}: its page: {texts.reason(error)}")

    say(console, f"Running {len(runs)} notebooks: quick profile, offline sample.")
    outcomes = kernels.run_all(
        runs,
        environment={**QUICK, "COURSE_RESULTS": str(build / "results")},
        cell_timeout=cell_timeout,
        parallel=parallel,
        reporter=progress.reporter(console, spent.expected, parallel),
        finished=finished,
    )
    for complaint in unwritten:
        say(console, f"FAILED  {complaint}", "bold red")
    _conclude(build, list(pairs.values()), outcomes, console)
    return not unwritten and all(outcome.error is None for outcome in outcomes)


def _store(build: Path, outcome: kernels.Outcome) -> None:
    done = outcome.run
    outputs.clean(done.notebook)
    notebooks.write_notebook(build / "notebooks" / f"{done.name}.ipynb", done.notebook)
    html.write_page(build / "html" / f"{done.name}.html", done.notebook, done.folder)


def _conclude(
    build: Path, pairs: list[notebooks.Pair], outcomes: list[kernels.Outcome], console: Console
) -> None:
    entries = [
        html.Entry(o.run.name, notebooks.title(o.run.notebook), o.seconds, o.error)
        for o in outcomes
    ]
    index = build / "html" / "index.html"
    note = "Quick profile on the offline sample: a first look, not the real numbers."
    html.write_index(index, "Autoencoders in Keras 3", note, entries)
    ended = {pair: recorded.from_file(build / "results", pair.name) for pair in pairs}
    judged = {pair: recorded.judged(pair, record) for pair, record in ended.items() if record}
    rows = [(pair, row) for pair, results in judged.items() for row in results]
    failures = [f"FAILS   {pair.name}: {text.failure(row)}" for pair, row in rows if row.failed]
    failed = [entry for entry in entries if entry.error]
    failures += [f"FAILED  {entry.error}" for entry in failed if "ClaimError" not in entry.error]
    for line in failures[:MOST_TOLD]:
        say(console, line, "bold red")
    if len(failures) > MOST_TOLD:
        say(console, f"and {len(failures) - MOST_TOLD} more failures")
    verdicts = [row.claim_holds for _, row in rows if row.claim_holds is not None]
    say(console, f"{verdicts.count(True)} of {len(verdicts)} claims hold.")
    say(console, f"{len(entries) - len(failed)} of {len(entries)} notebooks ran to the end.")
    if judged:
        path = build / "results.md"
        notebooks.write_text(
            path, page.results([(pair, ended[pair], judged[pair]) for pair in judged])
        )
        say(console, f"All results: {path}")
    say(console, f"Open {index}")
