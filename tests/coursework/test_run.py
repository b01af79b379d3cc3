"""`make run`: everything runs, failures are named, nothing is left behind."""

import io
import json
import os
import signal
import sys
import time

import nbformat
import psutil
import pytest
import toy_course
from rich.console import Console

from coursework import notebooks
from coursework.commands.run import _conclude, run
from coursework.execution.kernels import NotebookRun, Outcome
from coursework.results import recorded


def run_quietly(root, **options):
    text = io.StringIO()
    success = run(root, console=Console(file=text, width=160), **options)
    return success, text.getvalue()


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    root = toy_course.make(tmp_path_factory.mktemp("run") / "toy course")
    before = toy_course.snapshot(root)
    success, text = run_quietly(root)
    return root, before, success, text


def test_a_course_runs_and_says_where_it_got_to(finished):
    _, _, success, text = finished
    assert success
    assert "run     course/01_toy  3 cells" in text
    assert "done    solutions/01_toy" in text
    assert "2 of 2 notebooks ran to the end." in text


def test_it_ends_with_the_results_and_the_index(finished):
    root, _, _, text = finished
    assert "2 of 2 claims hold." in text
    assert "0.4 (recipe 12)" not in text
    assert "| 0.4 (recipe 12) |" in (root / "build" / "results.md").read_text()
    assert f"All results: {root / 'build' / 'results.md'}" in text
    assert text.strip().splitlines()[-1] == f"Open {root / 'build' / 'html' / 'index.html'}"


def test_executed_copies_and_pages_are_under_build(finished):
    root, *_ = finished
    copy = notebooks.read_notebook(root / "build" / "notebooks" / "course" / "01_toy.ipynb")
    assert notebooks.code_cells(copy)[0].outputs[0].text == "42\n"
    index = (root / "build" / "html" / "index.html").read_text()
    for page in ("course/01_toy.html", "solutions/01_toy.html"):
        assert f'href="{page}"' in index
        assert "42" in (root / "build" / "html" / page).read_text() or "solutions" in page


def test_tracked_files_are_untouched(finished):
    root, before, *_ = finished
    assert toy_course.snapshot(root) == before


def test_notebooks_work_in_the_folder_of_their_source_with_this_python(tmp_path):
    code = "import os, sys, autoencoder_course\nprint(os.getcwd(), sys.prefix)"
    root = toy_course.make(tmp_path, {"solutions/01_toy": f"# %%\n{code}\n"})
    run_quietly(root)
    copy = notebooks.read_notebook(root / "build" / "notebooks" / "solutions" / "01_toy.ipynb")
    printed = notebooks.code_cells(copy)[0].outputs[0].text
    assert printed == f"{root / 'solutions' / '01_toy'} {sys.prefix}\n"


@pytest.mark.slow
def test_failures_are_named_and_the_others_still_run(tmp_path):
    kill = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"
    root = toy_course.make(
        tmp_path,
        {
            "course/01_broken": "# %%\n1 + 1\n\n# %%\nratio = 1 / 0\n",
            "course/02_hangs": "# %%\nimport time\n\n# %%\ntime.sleep(600)\n",
            "course/03_dies": f"# %%\n{kill}\n",
            "course/04_good": toy_course.lecture("course/04_good"),
        },
    )
    started = time.monotonic()
    success, text = run_quietly(root, cell_timeout=2, parallel=4)
    assert time.monotonic() - started < 25
    assert not success
    assert "course/01_broken, code cell 2 (ratio = 1 / 0): ZeroDivisionError: division" in text
    assert "course/02_hangs, code cell 2 (time.sleep(600)): took longer than 2 s" in text
    assert "course/03_dies, code cell 1 (import os, signal): the kernel died" in text
    assert "done    course/04_good" in text
    assert "1 of 4 notebooks ran to the end." in text
    page = (root / "build" / "html" / "course" / "01_broken.html").read_text()
    assert "ZeroDivisionError" in page


def test_an_earlier_runs_results_do_not_pass_for_this_ones(tmp_path):
    root = toy_course.make(tmp_path, {"course/01_toy": "# %%\n1 / 0\n"})
    old = root / "build" / "results" / "course-01_toy.json"
    old.parent.mkdir(parents=True)
    old.write_text("{}")
    _, text = run_quietly(root)
    assert not old.exists()
    assert not (root / "build" / "results.md").exists()
    assert "0 of 0 claims hold." in text


def test_claims_that_fail_are_named_and_the_end_is_short(tmp_path):
    names = [f"course/{number:02}_toy" for number in range(1, 13)]
    root = toy_course.make(tmp_path, {name: toy_course.lecture(name) for name in names})
    for name in names:
        claims = root / "course" / "claims" / f"{name.split('/')[1]}.toml"
        toy_course.edit(claims, "< control", "> control")
    text = io.StringIO()
    outcomes = [
        Outcome(NotebookRun(pair.name, nbformat.v4.new_notebook(), root), 1.0, None)
        for pair in notebooks.discover(root)
    ]
    for name in names:
        path = recorded.path_in(root / "build" / "results", name)
        notebooks.write_text(path, json.dumps(toy_course.record(name)))
    _conclude(root / "build", notebooks.discover(root), outcomes, Console(file=text, width=160))
    lines = text.getvalue().splitlines()
    assert lines[0] == "FAILS   course/01_toy: test MSE: 0.5, claim > control, 1 (mean image)"
    assert "0 of 12 claims hold." in lines
    assert "and 2 more failures" in lines
    assert len(lines) <= 15


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="sends Unix signals")
@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_no_kernel_and_no_half_written_file(tmp_path, signal_number):
    cells = "# %%\nfrom pathlib import Path\nPath('started').touch()\nimport time; time.sleep(99)\n"
    root = toy_course.make(tmp_path, {"course/01_slow": cells, "solutions/01_slow": cells})
    process = toy_course.start(root, "run")
    marks = [root / "course" / "started", root / "solutions" / "01_slow" / "started"]
    wait_until(lambda: all(mark.exists() for mark in marks), 30)
    kernels = psutil.Process(process.pid).children(recursive=True)
    assert len(kernels) >= 2
    os.kill(process.pid, signal_number)
    output, _ = process.communicate(timeout=15)
    assert process.returncode == 1, output
    assert "Traceback" not in output
    wait_until(lambda: not any(kernel.is_running() for kernel in kernels), 5)
    assert not list((root / "build").rglob("*.ipynb"))


def wait_until(condition, seconds):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)
