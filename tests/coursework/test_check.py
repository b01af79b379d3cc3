"""`make check`: each thing that can be out of step is found, and the mend is named."""

import io
import json
import os
import re

import click
import jupytext.cli
import pytest
import toy_course
from nbformat import NotebookNode
from rich.console import Console

from coursework import notebooks
from coursework.commands import check
from coursework.exercises import release
from coursework.notebooks import links, scripts
from coursework.results import page
from coursework.staleness import needs, records

SCRIPT = "course/01_toy.py"
NOTEBOOK = "course/01_toy.ipynb"
SOLUTION = "solutions/01_toy/01_toy.py"
EXERCISE = "exercises/01_toy/01_toy.ipynb"
CLAIMS = "course/claims/01_toy.toml"


@pytest.fixture
def course(tmp_path):
    return toy_course.make_stored(tmp_path / "toy course")


def found(root):
    return [(problem.file, problem.message, problem.mend) for problem in check.find_problems(root)]


def change_notebook(root, change):
    pair = toy_course.pair(root)
    notebook = notebooks.read_notebook(pair.notebook)
    change(notebook, notebooks.code_cells(notebook))
    notebooks.write_notebook(pair.notebook, notebook)


def output(text, name="stdout"):
    return [NotebookNode(output_type="stream", name=name, text=text)]


def test_a_course_in_step_has_no_problems(course):
    assert found(course) == []
    text = io.StringIO()
    assert check.check(course, Console(file=text))
    assert "2 notebooks, their exercises and the README agree." in text.getvalue()


def test_a_changed_script_is_out_of_step_with_its_notebook_and_exercise(course):
    toy_course.edit(course / SOLUTION, "Write a function.", "Write two functions.")
    problems = found(course)
    assert ("solutions/01_toy/01_toy.ipynb", "differs from 01_toy.py", check.BUILD) in problems
    assert (EXERCISE, "is not what its solution generates", check.EXERCISES) in problems


def test_a_problem_is_printed_with_file_and_mend(course):
    toy_course.edit(course / SCRIPT, "print(6 * 7)", "print(6 * 8)")
    text = io.StringIO()
    assert not check.check(course, Console(file=text, width=160))
    assert f"{NOTEBOOK}\n    differs from 01_toy.py\n    mend: make solutions" in text.getvalue()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda nb, cells: cells[1].update(execution_count=7), "not executed from top to bottom"),
        (lambda nb, cells: cells[0].update(outputs=output("/home/ada/x.py\n")), "shows a path"),
        (lambda nb, cells: cells[0].update(outputs=output("at 0x7f00deadbeef")), "memory address"),
        (lambda nb, cells: cells[0].update(outputs=output("W", "stderr")), "wrote to stderr: W"),
        (lambda nb, cells: cells[-1].update(outputs=[]), "stores no results table"),
        (lambda nb, cells: nb.metadata.pop("autoencoder_course"), "is stale: it was never built"),
        (lambda nb, cells: cells[0].update(outputs=output("x" * 1_600_000)), "the limit is 1.5 MB"),
    ],
)
def test_wrong_outputs_are_found(course, change, message):
    change_notebook(course, change)
    problems = found(course)
    assert any(file == NOTEBOOK and message in text for file, text, _ in problems), problems
    assert all(mend for _, _, mend in problems)


def test_an_edited_output_is_found(course):
    change_notebook(course, lambda nb, cells: cells[0].update(outputs=output("43\n")))
    assert found(course) == [(NOTEBOOK, "its outputs were edited since it was built", check.BUILD)]


def test_a_stored_error_is_found_and_its_cell_named(course):
    error = {"output_type": "error", "ename": "ValueError", "evalue": "bad", "traceback": []}
    change_notebook(course, lambda nb, cells: cells[1].update(outputs=[NotebookNode(error)]))
    assert (NOTEBOOK, "code cell 2 stored an error: ValueError: bad", check.BUILD) in found(course)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("profile", "quick", "was executed under the quick profile on tfds data"),
        ("data_source", "sample", "was executed under the full profile on sample data"),
        ("notebook", "course/02_other", "records its results as 'course/02_other'"),
        ("results", toy_course.record(value=0.7)["results"], "test MSE: 0.7, band ≤ 0.6"),
        ("results", toy_course.record(value=1.1)["results"], "test MSE: 1.1, claim < control"),
    ],
)
def test_a_wrong_record_is_found(course, key, value, message):
    def change(notebook, cells):
        [record] = [data for kind, data in cells[-1].outputs[0].data.items() if "results" in kind]
        record[key] = value

    change_notebook(course, change)
    assert any(file == NOTEBOOK and message in text for file, text, _ in found(course))


def test_a_stored_value_that_the_pages_do_not_show_is_found(course):
    toy_course.edit(course / "README.md", "| 0.5 |", "| 0.3 |")
    toy_course.edit(course / "docs" / "results.md", "| 0.5 |", "| 0.3 |")
    message = "its results aren't what the notebooks store"
    files = ("README.md", "docs/results.md")
    assert found(course) == [(file, message, check.BUILD) for file in files]
    page.update(course)
    assert found(course) == []


def test_a_readme_without_markers_is_found(course):
    toy_course.edit(course / "README.md", page.END, "")
    [(file, message, _)] = found(course)
    assert file == "README.md"
    assert page.END in message


@pytest.mark.parametrize("file", [NOTEBOOK, "solutions/01_toy/01_toy.ipynb", EXERCISE])
def test_a_missing_notebook_is_found(course, file):
    (course / file).unlink()
    assert any(mend == check.BUILD or mend == check.EXERCISES for *_, mend in found(course))


@pytest.mark.parametrize(
    "file",
    [
        "course/02_old.ipynb",
        "course/claims/02_old.toml",
        "exercises/01_toy/01_toy.py",
        "exercises/09_old/09_old.ipynb",
    ],
)
def test_a_stray_file_is_found(course, file):
    (course / file).parent.mkdir(exist_ok=True)
    (course / file).write_text("{}")
    assert (file, "belongs to no script of the course", f"git rm {file}") in found(course)


def test_an_edited_exercise_is_found(course):
    toy_course.edit(course / EXERCISE, "# Areas", "# My areas")
    assert found(course) == [(EXERCISE, "is not what its solution generates", check.EXERCISES)]


def test_a_damaged_notebook_is_found(course):
    (course / NOTEBOOK).write_text("{")
    assert any("is not a valid notebook" in message for _, message, _ in found(course))


def test_a_leak_is_found(course):
    hint = "# squared_radius = radius**2\n# return math.pi * squared_radius"
    toy_course.edit(course / SOLUTION, "# Write a function.", f"# Write a function.\n{hint}")
    release.write_exercises(course)
    message = "gives away a solution: 'squared_radius = radius**2'"
    assert (EXERCISE, message, f"take it out of {SOLUTION}") in found(course)


def test_a_script_in_another_form_is_found(course):
    toy_course.edit(course / SCRIPT, "# %% [markdown]\n# #", "# %% [md]\n# #")
    assert (SCRIPT, "is not written the way jupytext writes it", check.BUILD) in found(course)


def test_broken_links_are_found_in_scripts_and_readme(course):
    toy_course.edit(
        course / SCRIPT, "# # Lecture", "# ![](missing.png) [x](../README.md)\n# # Lecture"
    )
    toy_course.edit(course / "README.md", "# Toy", "# Toy\n\n[a](nowhere.md) [b](#toy) [c](#gone)")
    problems = {(file, message) for file, message, _ in found(course)}
    assert (SCRIPT, "broken link: missing.png") in problems
    assert ("README.md", "broken link: nowhere.md") in problems
    assert ("README.md", "broken link: #gone") in problems
    assert len([message for _, message in problems if "broken" in message]) == 3


@pytest.mark.parametrize("file", ["docs/guide.md", "CONTRIBUTING.md", "benchmarks/README.md"])
def test_broken_links_are_found_in_guides(course, file):
    path = course / file
    path.parent.mkdir(exist_ok=True)
    up = "../" * (len(path.relative_to(course).parts) - 1)
    path.write_text(f"# Guide\n\n[a]({up}README.md#toy) [b](#guide) [c]({up}nowhere.md) [d](#gone)")
    mend = "correct the link"
    broken = [f"broken link: {up}nowhere.md", "broken link: #gone"]
    assert found(course) == [(file, message, mend) for message in broken]


def test_links_on_the_web_in_code_and_to_attachments_are_left_alone(tmp_path):
    text = "[a](https://x.y/z) `[b](none)` ![c](attachment:c.png) <img src='gone.png'>"
    assert links.broken(text, tmp_path, ("c.png",)) == ["gone.png"]
    assert links.broken("```\n[b](none)\n```", tmp_path) == []


def test_a_notebooks_version_of_the_lock_is_compared(course):
    lock = course / "requirements.lock"
    lock.write_text(lock.read_text().replace("matplotlib==", "matplotlib==99."))
    assert any(
        "matplotlib" in message and "became 99" in message for _, message, _ in found(course)
    )


def test_the_results_table_escapes_bars(course):
    claims = course / "course" / "claims" / "01_toy.toml"
    toy_course.edit(claims, 'control = "mean image"', 'control = "a|b"')
    page.update(course)
    assert "| 1 (a\\|b) |" in (course / "docs" / "results.md").read_text()


def test_each_notebooks_results_have_a_section(course):
    text = (course / "docs" / "results.md").read_text()
    assert text.startswith(page.GENERATED)
    assert text.count("\n## [") == 2
    assert "1 results; 1 hold, 0 fail." in text


def test_more_than_ten_headlines_are_refused(course, monkeypatch):
    monkeypatch.setattr(page, "MOST", 1)
    with pytest.raises(click.ClickException, match="2 results have a headline; at most 1 may"):
        page.wanted_texts(course)


def test_a_result_without_an_entry_and_an_entry_without_a_result_are_found(course):
    claims = course / CLAIMS
    toy_course.edit(claims, "test MSE", "accuracy")
    problems = [(file, message) for file, message, _ in found(course)]
    assert (CLAIMS, f"has no entry for 'test MSE', which {NOTEBOOK} records") in problems
    assert (CLAIMS, f"has an entry 'accuracy', which {NOTEBOOK} does not record") in problems
    claims.write_text(claims.read_text() + 'only = "quick"\n')
    assert not any("has an entry" in message for _, message, _ in found(course))


def test_a_changed_band_is_judged_and_shown_without_a_run(course):
    toy_course.edit(course / CLAIMS, "high = 0.6", "high = 0.4")
    problems = [(file, message) for file, message, _ in found(course)]
    assert (NOTEBOOK, "does not hold: test MSE: 0.5, band ≤ 0.4") in problems
    assert (NOTEBOOK, f"its results table does not show what {CLAIMS} says") in problems
    assert not any("stale" in message for _, message in problems)


@pytest.mark.parametrize("text", [None, "[x]\nclaim = 'best'\n"])
def test_missing_and_wrong_claims_are_found(course, text):
    (course / CLAIMS).unlink()
    if text:
        (course / CLAIMS).write_text(text)
    assert any("01_toy.toml" in message for _, message, _ in found(course))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([0.5] * 4, "course/01_toy (tensorflow): fewer than 5 seeds for test MSE"),
        ([0.5] * 4 + [0.61], "course/01_toy (tensorflow): a seed outside the band for test MSE"),
    ],
)
def test_a_band_that_was_not_measured_or_does_not_hold_is_found(course, values, message):
    measured = records.read_seeds(course)
    measured["course/01_toy (tensorflow)"]["results"]["test MSE"]["values"] = values
    (course / records.SEEDS).write_text(json.dumps(measured))
    mend = "make seeds ONLY=course/01_toy   (python -m coursework seeds course/01_toy)"
    assert found(course) == [("course/long_runs/seeds.json", message, mend)]


def test_a_notebook_without_any_seeds_is_told_and_no_problem(course):
    (course / records.SEEDS).unlink()
    text = io.StringIO()
    assert check.check(course, Console(file=text, width=160))
    assert "note: no seeds were measured for the bands of course/01_toy: make" in text.getvalue()
    assert check.unmeasured(course) == ["course/01_toy", "solutions/01_toy"]


def test_seeds_of_other_code_are_told_and_no_problem(course):
    def notes():
        text = io.StringIO()
        assert check.check(course, Console(file=text, width=200))
        return [line for line in text.getvalue().splitlines() if line.startswith("note: the seeds")]

    assert notes() == []
    measured = records.read_seeds(course)
    del measured["course/01_toy (tensorflow)"]["fingerprint"]
    measured["solutions/01_toy (tensorflow)"]["fingerprint"]["library"] = "another"
    (course / records.SEEDS).write_text(json.dumps(measured))
    before, other = notes()
    assert before.endswith("made before fingerprints were kept: make seeds ONLY=course/01_toy")
    assert "seeds of solutions/01_toy (tensorflow) were made by other code than today's" in other
    assert "(library code that it uses changed)" in other


# Files in a state that editors, copies and full disks leave behind


def test_a_byte_order_mark_is_no_cell_and_is_found(course):
    script = course / SCRIPT
    before = notebooks.read_notebook(course / NOTEBOOK)
    script.write_bytes(b"\xef\xbb\xbf" + script.read_bytes())
    assert [cell.source for cell in scripts.read_script(toy_course.pair(course)).cells] == [
        cell.source for cell in before.cells
    ]
    assert found(course) == [(SCRIPT, "is not written the way jupytext writes it", check.BUILD)]


def test_a_syntax_error_is_told_with_its_file_and_line(course):
    toy_course.edit(course / SCRIPT, "import json", "import json,,")
    said = r"course/01_toy.py has a syntax error in line .*: import json,,, os"
    with pytest.raises(click.ClickException, match=said):
        needs.find(toy_course.pair(course), "tensorflow")


@pytest.mark.parametrize(
    ("newer", "older", "title"),
    [(SCRIPT, NOTEBOOK, "My lecture course/01_toy"), (NOTEBOOK, SCRIPT, "Their lecture")],
    ids=["script", "notebook"],
)
def test_where_both_sides_were_edited_the_mend_is_a_command_that_works(
    course, monkeypatch, newer, older, title
):
    outputs = [cell.outputs for cell in notebooks.code_cells(toy_course.stored(course))]
    toy_course.edit(course / SCRIPT, "# Lecture", "# My lecture")
    change_notebook(course, lambda nb, cells: nb.cells[0].update(source="# Their lecture"))
    os.utime(course / older, (1e9, 1e9))
    os.utime(course / newer, (1e9 + 60, 1e9 + 60))
    [mend] = {mend for file, text, mend in found(course) if file == NOTEBOOK}
    told, command = mend.split(": ")
    assert told == "both were edited; to keep the newer"

    *program, option, file = command.split()
    assert program == ["python", "-m", "jupytext"]
    monkeypatch.chdir(course)
    assert jupytext.cli.jupytext([option, file]) == 0  # what that program calls
    assert found(course) == []
    assert notebooks.title(toy_course.stored(course)) == title
    assert f"# # {title}\n" in (course / SCRIPT).read_text()
    success, told = toy_course.build_without_kernels(monkeypatch, course)
    assert success
    assert "2 notebooks are up to date; 0 were run." in told
    assert found(course) == []
    assert [c.outputs for c in notebooks.code_cells(toy_course.stored(course))] == outputs


@pytest.mark.parametrize("content", [None, "", "keras==3.15.1\n"], ids=["missing", "empty", "cut"])
def test_a_lock_that_does_not_pin_everything_is_named(course, content):
    lock = course / "requirements.lock"
    lock.unlink()
    if content is not None:
        lock.write_text(content)
    messages = [problem.message for problem in check.find_problems(course)]
    assert any("requirements.lock is missing or cut short" in message for message in messages)


@pytest.mark.parametrize("text", toy_course.DAMAGED_SEEDS)
def test_damaged_seeds_are_named_with_the_mend(course, text):
    (course / records.SEEDS).write_text(text)
    told = io.StringIO()
    assert not check.check(course, Console(file=told, width=400))
    assert re.search(
        r"seeds.json in long_runs/ is damaged \(.+\)\. Restore it: git checkout seeds.json",
        told.getvalue(),
    )


@pytest.mark.parametrize(
    "text", ["[]", "null", '{"name": "toy"}', '{"backend": "jax", "fingerprint": []}']
)
def test_damaged_record_of_a_long_run_is_named_with_the_mend(course, text):
    (course / records.FOLDER / "toy.py").write_text("")
    (course / records.FOLDER / "toy.json").write_text(text)
    told = io.StringIO()
    assert not check.check(course, Console(file=told, width=400))
    assert re.search(r"toy.json in long_runs/ is damaged \(.+\)\. Restore it", told.getvalue())
