"""`make solutions`: only what is stale runs, and only what is fit is stored."""

import io
import os
import signal
import subprocess
import sys
import time

import pytest
import toy_course
from click import ClickException
from rich.console import Console

from coursework import notebooks
from coursework.commands.build import build
from coursework.commands.check import find_problems
from coursework.exercises import release
from coursework.staleness import fingerprint, needs


def build_quietly(root, *only, **options):
    text = io.StringIO()
    success = build(root, only, console=Console(file=text, width=200), **options)
    return success, text.getvalue()


@pytest.fixture
def stored(tmp_path):
    """A course whose notebooks are stored and up to date."""
    return toy_course.make_stored(tmp_path / "toy course")


def test_a_new_course_is_executed_in_full_and_stored(tmp_path):
    code = "import os\nprint(os.environ['COURSE_PROFILE'], os.environ['COURSE_DATA'])"
    root = toy_course.make(
        tmp_path,
        {
            "course/01_toy": toy_course.lecture("course/01_toy", code),
            "solutions/01_toy": toy_course.SOLUTION + toy_course.recording("solutions/01_toy"),
        },
    )
    success, text = build_quietly(root)
    assert success, text
    assert "stale   course/01_toy: it was never built" in text
    notebook = toy_course.stored(root)
    assert notebooks.code_cells(notebook)[0].outputs[0].text == "full tfds\n"
    assert toy_course.pair(root, "solutions/01_toy").exercise.exists()
    headline = "| Toy | 0.5 | 1 (mean image) | 0.4 (recipe 12) | [01_toy](course/01_toy.ipynb) |"
    assert headline in (root / "README.md").read_text()
    page = (root / "docs" / "results.md").read_text()
    assert "## [course/01_toy](../course/01_toy.ipynb)" in page
    assert "| test MSE | 0.5 | 0.4 (recipe 12)" in page
    before = toy_course.snapshot(root)
    success, text = build_quietly(root)
    assert success
    assert "0 were run" in text
    assert toy_course.snapshot(root) == before
    build_quietly(root, force=True)
    assert toy_course.snapshot(root) == before


@pytest.mark.slow
def test_jupytext_finds_a_built_pair_in_sync(stored):
    before = toy_course.snapshot(stored)
    command = [sys.executable, "-m", "jupytext", "--sync", "solutions/01_toy/01_toy.ipynb"]
    subprocess.run(command, cwd=stored, check=True, capture_output=True)
    assert toy_course.snapshot(stored) == before


@pytest.mark.slow
def test_without_changes_nothing_runs_and_neither_keras_nor_tensorflow_is_imported(stored):
    code = (
        "import sys\nfrom coursework.commands.cli import main\n"
        "for command in ('build', 'check', 'exercises'):\n"
        "    try:\n        main(['--root', sys.argv[1], command])\n"
        "    except SystemExit as status:\n        assert not status.code, status.code\n"
        "print(sorted({'keras', 'tensorflow', 'torch', 'jax'} & set(sys.modules)))\n"
    )
    command = [sys.executable, "-c", code, str(stored)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.stdout.endswith("[]\n"), (done.stdout, done.stderr)


def test_new_prose_keeps_the_outputs(stored):
    script = toy_course.script_path(stored, "course/01_toy")
    before = [cell.outputs for cell in notebooks.code_cells(toy_course.stored(stored))]
    toy_course.edit(script, "# # Lecture course/01_toy", "# # Another title")
    toy_course.edit(script, "print(6 * 7)", "# a comment\nprint(6 * 7)")
    success, text = build_quietly(stored)
    assert success
    assert "wrote   course/01_toy: new text or claims, same code, outputs kept" in text
    notebook = toy_course.stored(stored)
    assert [cell.outputs for cell in notebooks.code_cells(notebook)] == before
    assert notebooks.title(notebook) == "Another title"
    assert "# a comment" in notebooks.code_cells(notebook)[0].source


def test_changed_code_runs_that_notebook_only_and_keeps_its_cell_ids(stored):
    ids = [cell.id for cell in toy_course.stored(stored).cells]
    toy_course.edit(toy_course.script_path(stored, "course/01_toy"), "6 * 7", "6 * 8")
    success, text = build_quietly(stored)
    assert success
    assert "stale   course/01_toy: its code changed" in text
    assert "solutions" not in text
    notebook = toy_course.stored(stored)
    assert notebooks.code_cells(notebook)[0].outputs[0].text == "48\n"
    assert [cell.id for cell in notebook.cells] == ids


def test_an_edited_notebook_is_followed_by_its_script(stored):
    pair = toy_course.pair(stored)
    toy_course.edit(pair.notebook, "# Lecture course/01_toy", "# Edited in the notebook")
    success, text = build_quietly(stored)
    assert success
    assert "the notebook was edited, so the script follows" in text
    assert "# # Edited in the notebook" in pair.script.read_text()


def test_two_different_edits_are_refused_and_nothing_is_lost(stored):
    pair = toy_course.pair(stored)
    toy_course.edit(pair.notebook, "# Lecture course/01_toy", "# Edited in the notebook")
    toy_course.edit(pair.script, "# Lecture course/01_toy", "# Edited in the script")
    before = toy_course.snapshot(stored)
    with pytest.raises(ClickException, match="both edited since the last build"):
        build_quietly(stored)
    assert toy_course.snapshot(stored) == before


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("import warnings; warnings.warn('old name')", "wrote to stderr: "),
        *(
            pytest.param(code, reason, marks=pytest.mark.slow)  # `make check` tests them too
            for code, reason in (
                ("print(object())", "shows a memory address"),
                ("import os; print(os.getcwd())", "shows a path of the machine"),
                ("print('10/10 ━━━━━━━━━━━━━━━━━━━━ 1s 42ms/step')", "left a progress bar"),
            )
        ),
    ],
)
def test_a_notebook_unfit_to_store_leaves_the_old_one_whole(stored, code, reason):
    pair = toy_course.pair(stored)
    before = pair.notebook.read_bytes()
    toy_course.edit(pair.script, "print(6 * 7)", code)
    success, text = build_quietly(stored)
    assert not success
    assert reason in text
    assert "code cell 1" in text
    assert pair.notebook.read_bytes() == before
    aside = notebooks.read_notebook(stored / "build" / "failed" / "course" / "01_toy.ipynb")
    assert notebooks.code_cells(aside)[0].source == code


def test_numbers_of_the_sample_are_not_stored_unless_allowed(tmp_path):
    script = toy_course.lecture("course/01_toy", source="sample")
    root = toy_course.make(tmp_path, {"course/01_toy": script})
    success, text = build_quietly(root)
    assert not success
    assert "its numbers come from the offline sample" in text
    assert not toy_course.pair(root).notebook.exists()
    success, _ = build_quietly(root, allow_sample=True)
    assert success
    assert toy_course.pair(root).notebook.exists()


def test_tensorflows_log_lines_are_not_stored(tmp_path):
    lines = (
        "WARNING: All log messages before absl::InitializeLog() is called are written to STDERR\n"
        "I0000 00:00:1795227719.211962   12993 port.cc:153] oneDNN custom operations are on.\n"
        "2026-11-21 02:23:01.123456: I tensorflow/core/platform/cpu_feature_guard.cc:210] This\n"
    )
    code = f"import sys\nsys.stderr.write({lines!r})\nprint(1)"
    script = toy_course.lecture("course/01_toy", code)
    root = toy_course.make(tmp_path, {"course/01_toy": script})
    success, text = build_quietly(root)
    assert success, text
    [output] = notebooks.code_cells(toy_course.stored(root))[0].outputs
    assert output.text == "1\n"


def test_new_versions_make_everything_stale_and_are_named(stored):
    lock = stored / "requirements.lock"
    before = toy_course.stored_fingerprint(stored)
    toy_course.edit(lock, "keras==" + keras_version(lock), "keras==99.1.2")
    now = needs.find(toy_course.pair(stored), "tensorflow")
    old = before["versions"]["keras"]
    assert now.reasons == [f"keras {old} became 99.1"]
    with pytest.raises(ClickException, match=r"is installed, but requirements.lock pins 99\.1"):
        build_quietly(stored)


def test_a_patch_release_is_not_a_new_version(stored):
    lock = stored / "requirements.lock"
    version = keras_version(lock)
    toy_course.edit(lock, f"keras=={version}", f"keras=={version}9")
    assert not needs.find(toy_course.pair(stored), "tensorflow").reasons


def keras_version(lock):
    return next(
        line.removeprefix("keras==")
        for line in lock.read_text().splitlines()
        if line.startswith("keras==")
    )


def test_another_backend_makes_a_notebook_stale(stored):
    need = needs.find(toy_course.pair(stored), "jax")
    assert need.reasons[0] == "backend tensorflow became jax"


def test_a_long_run_record_counts_for_the_notebook_that_reads_it(stored):
    record = stored / "course" / "long_runs" / "hundred_epochs.json"
    record.write_text('{"mean": 0.1}')
    assert not needs.find(toy_course.pair(stored), "tensorflow").reasons
    script = toy_course.script_path(stored, "course/01_toy")
    toy_course.edit(script, "print(6 * 7)", "print('hundred_epochs')")
    toy_course.pretend_executed(stored)
    record.write_text('{"mean": 0.2}')
    need = needs.find(toy_course.pair(stored), "tensorflow")
    assert need.reasons == ["a long-run record that it reads changed"]


def test_exercises_follow_their_solution_without_a_run(stored):
    script = toy_course.script_path(stored, "solutions/01_toy")
    toy_course.edit(script, "Write a function.", "Write a short function.")
    success, text = build_quietly(stored)
    assert success
    assert "wrote   exercises" in text
    exercise = toy_course.pair(stored, "solutions/01_toy").exercise
    assert "Write a short function." in exercise.read_text()
    solution = release.source(toy_course.pair(stored, "solutions/01_toy"))
    assert exercise.read_text() == release.exercise_text(solution)


def test_the_fingerprint_ignores_comments_docstrings_and_prose(stored):
    pair = toy_course.pair(stored)
    notebook = needs.find(pair, "tensorflow").notebook
    before = fingerprint.of(notebook, stored, "tensorflow")
    notebook.cells[0].source = "# Other prose"
    notebook.cells[1].source += "  # 42"
    after = fingerprint.of(notebook, stored, "tensorflow")
    assert fingerprint.differences(before, after) == []
    assert before["text"] != after["text"]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="sends Unix signals")
def test_an_interrupted_build_leaves_the_old_notebook_whole(stored):
    pair = toy_course.pair(stored)
    before = pair.notebook.read_bytes()
    slow = "from pathlib import Path; Path('started').touch(); import time; time.sleep(99)"
    toy_course.edit(pair.script, "print(6 * 7)", slow)
    process = toy_course.start(stored, "build")
    deadline = time.monotonic() + 30
    while not (stored / "course" / "started").exists():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    os.kill(process.pid, signal.SIGINT)
    process.communicate(timeout=15)
    assert process.returncode == 1
    assert pair.notebook.read_bytes() == before
    assert {path.name for path in pair.notebook.parent.iterdir()} == {
        "01_toy.ipynb",
        "01_toy.py",
        "claims",
        "long_runs",
        "started",
    }


def test_a_changed_claim_is_shown_without_a_run(stored):
    claims = stored / "course" / "claims" / "01_toy.toml"
    toy_course.edit(claims, "high = 0.6", "high = 0.55")
    success, text = build_quietly(stored)
    assert success
    assert "0 were run" in text
    assert "new text or claims, same code, outputs kept" in text
    last = notebooks.code_cells(toy_course.stored(stored))[-1]
    assert "≤ 0.55" in last.outputs[0].data["text/plain"]
    assert "≤ 0.55" in (stored / "docs" / "results.md").read_text()
    assert find_problems(stored) == []
