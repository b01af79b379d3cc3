"""What a grading run starts from: the command and its limits, the course, the students."""

import os
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner
from submissions import kinds, toy

from coursework.commands import cli
from coursework.grading import class_run as grading
from coursework.grading import preparation, submissions
from coursework.grading.limits import Limits


@pytest.mark.parametrize("limit", ["cell_seconds", "memory_gb", "processes"])
def test_a_limit_must_be_positive(limit):
    with pytest.raises(ValueError, match=rf"{limit} > 0. Received: {limit}=0"):
        Limits(**{limit: 0})


def test_the_command_passes_its_limits_on(tmp_path, monkeypatch):
    (tmp_path / "course").mkdir()
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "handed in").mkdir()
    received = {}
    monkeypatch.setattr(grading, "grade", lambda folder, **options: received.update(options))
    command = ["--root", str(tmp_path), "grade", str(tmp_path / "handed in"), "--memory", "1.5"]
    command += ["--cell-timeout", "5", "--notebook-timeout", "50", "--jobs", "3"]
    result = CliRunner().invoke(cli.main, command)
    assert result.exit_code == 0, result.output
    assert received["limits"] == Limits(cell_seconds=5, notebook_seconds=50, memory_gb=1.5)
    assert (received["jobs"], received["output"]) == (3, tmp_path / "build" / "grades")


def test_the_command_takes_an_export_as_a_file(tmp_path, monkeypatch):
    (tmp_path / "course").mkdir()
    for name in ("pyproject.toml", "export.zip"):
        (tmp_path / name).touch()
    received = []
    monkeypatch.setattr(grading, "grade", lambda folder, **options: received.append(folder))
    command = ["--root", str(tmp_path), "grade", str(tmp_path / "export.zip")]
    result = CliRunner().invoke(cli.main, command)
    assert result.exit_code == 0, result.output
    assert received == [tmp_path / "export.zip"]


def test_the_copied_packages_find_the_courses_claims(tmp_path):
    claims = tmp_path / "toy course" / "course" / "claims"
    claims.mkdir(parents=True)
    (claims / "exercise_01_toy.toml").write_text("[MSE]\nband = {high = 1}\n")
    course = grading.Course(
        tmp_path / "toy course", tmp_path, tmp_path, tmp_path / "place", Limits()
    )
    preparation.copy_packages(course)
    code = "from autoencoder_course.results import claims; print(claims.read('exercises/01_toy'))"
    environment = {**os.environ, "PYTHONPATH": str(course.packages)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path)
    assert "{'MSE': Entry(" in done.stdout, done.stderr


@pytest.mark.slow
def test_a_solution_that_cannot_be_released_is_named(tmp_path):
    root = toy.make_course(tmp_path)
    path = root / "solutions" / toy.NAME / f"{toy.NAME}.ipynb"
    path.write_text(path.read_text().replace("### END SOLUTION", ""))
    folder = root / "handed in" / "ann" / toy.NAME
    folder.mkdir(parents=True)
    kinds.answers()(folder / f"{toy.NAME}.ipynb")
    with pytest.raises(click.ClickException, match="can't release 01_toy: .*no end solution"):
        grading.grade(root / "handed in", root=root, output=root / "grades")


def test_nothing_to_grade_is_an_error(tmp_path):
    root = toy.make_course(tmp_path)
    (root / "handed in").mkdir()
    with pytest.raises(click.ClickException, match="holds no student's folder"):
        grading.grade(root / "handed in", root=root, output=root / "grades")


def test_students_with_similar_names_stay_apart(tmp_path):
    names = ["Jos\u00e9", "Jose\u0301", "jose", "Jose"]  # composed, decomposed, without accent
    for name in names:
        folder = tmp_path / "class" / name / toy.NAME
        folder.mkdir(parents=True, exist_ok=True)
        kinds.answers()(folder / f"{toy.NAME}.ipynb")
    found = submissions.find(tmp_path / "class", {toy.NAME: ()}, Limits(), tmp_path / "unpacked")
    assert sorted(item.student for item in found.submissions) == sorted(
        path.name for path in (tmp_path / "class").iterdir()
    )


def test_a_linked_student_is_not_graded(tmp_path):
    (tmp_path / "ann" / toy.NAME).mkdir(parents=True)
    (tmp_path / "bob").symlink_to(tmp_path / "ann")
    found = submissions.find(tmp_path, {toy.NAME: ()}, Limits(), tmp_path / "unpacked")
    assert found.submissions[1].mark.reason == "The folder is a link."
