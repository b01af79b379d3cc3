"""The wheel: what is in it, and that a student gets by with nothing else."""

import json
import os
import re
import subprocess
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LECTURE = ROOT / "course" / "01_vanilla.py"
SOLUTION = ROOT / "solutions" / "01_vanilla" / "01_vanilla.py"
FOR_INSTRUCTORS = ("click", "jupyterlab", "jupytext", "nbclient", "nbgrader", "pytest", "ruff")
PROBE = """\
import importlib.util, json, autoencoder_course, coursework, keras_autoencoders
from autoencoder_course.results._folders import course_folder
packages = autoencoder_course, coursework, keras_autoencoders
print(json.dumps({
    "files": [package.__file__ for package in packages] + [str(course_folder("long_runs"))],
    "present": [name for name in NAMES if importlib.util.find_spec(name)],
}))
"""


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, **options)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    if find_spec("hatchling") is None:
        pytest.skip("hatchling is absent; the extra `instructor` has it")
    folder = tmp_path_factory.mktemp("wheel")
    done = run(
        sys.executable, "-m", "hatchling", "build", "--target", "wheel", "-d", folder, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    [path] = folder.glob("*.whl")
    return path


def test_the_wheel_holds_three_packages_with_records_and_claims(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    metadata = {name for name in names if ".dist-info/" in name}
    packages = {name.split("/")[0] for name in set(names) - metadata}
    assert packages == {"autoencoder_course", "coursework", "keras_autoencoders"}
    data = {name for name in set(names) - metadata if not name.endswith(".py")}
    lib = (path for path in (ROOT / "lib").rglob("*") if path.is_file())
    assert data == {
        path.relative_to(ROOT / "lib").as_posix()
        for path in lib
        if path.suffix not in (".py", ".pyc")
    } | {
        f"autoencoder_course/_course/{path.relative_to(ROOT / 'course').as_posix()}"
        for pattern in ("claims/*.toml", "long_runs/*.json")
        for path in (ROOT / "course").glob(pattern)
    }


def test_the_wheel_holds_every_module_and_no_solution(wheel):
    names = {name for name in zipfile.ZipFile(wheel).namelist() if name.endswith(".py")}
    assert names == {
        path.relative_to(ROOT / "lib").as_posix() for path in (ROOT / "lib").rglob("*.py")
    }
    assert not [name for name in names if "solution" in name or "test_" in name]


@pytest.fixture(scope="module")
def student(wheel, tmp_path_factory):
    """The scripts of an environment with the wheel and the core dependencies."""
    folder = tmp_path_factory.mktemp("a student")
    assert run(sys.executable, "-m", "venv", folder / "environment").returncode == 0
    scripts = folder / "environment" / ("Scripts" if os.name == "nt" else "bin")
    pip = (scripts / "python", "-m", "pip", "--disable-pip-version-check")
    lock = ROOT / "requirements.lock"
    here = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    one = ("--no-deps", "--constraint", lock, "--dest", folder / "index", "termcolor")
    index = run(*pip, "download", "--retries", "0", "--timeout", "15", *one, env=here)
    if index.returncode:
        pytest.skip(f"the package index can't be reached: {index.stderr.splitlines()[-1]}")
    done = run(*pip, "install", "--quiet", "--constraint", lock, wheel, env=here)
    assert done.returncode == 0, done.stderr
    return scripts


def environment(scripts):
    """Settings of a quick run that finds nothing of this checkout or of the user's own."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TMPDIR") if name in os.environ}
    return kept | {
        "PATH": os.pathsep.join([str(scripts), os.defpath]),
        "HOME": str(scripts.parent),
        "COURSE_PROFILE": "quick",
        "COURSE_DATA": "sample",
        "MPLBACKEND": "Agg",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }


@pytest.mark.slow
def test_a_student_installs_no_instructors_tools_and_nothing_of_the_checkout(student, tmp_path):
    code = PROBE.replace("NAMES", repr(FOR_INSTRUCTORS))
    done = run(student / "python", "-c", code, cwd=tmp_path, env=environment(student))
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["present"] == []
    assert all(Path(name).is_relative_to(student.parent) for name in found["files"]), found
    assert list(Path(found["files"][-1]).glob("*.json"))
    done = run(
        student / "python", "-m", "coursework", "run", cwd=tmp_path, env=environment(student)
    )
    assert done.returncode == 1
    assert "python -m coursework needs the extra `instructor`" in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "script", [LECTURE, SOLUTION], ids=["a lecture", "an exercise with right answers"]
)
def test_a_student_runs(script, student, tmp_path):
    code = script.read_text("utf-8-sig")
    (tmp_path / script.name).write_text(code, "utf-8")
    command = (student / "python", "-m", "IPython", "--no-banner", script.name)
    done = run(*command, cwd=tmp_path, env=environment(student))
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    [record] = (tmp_path / "build" / "results").glob("*-01_vanilla.json")
    results = json.loads(record.read_text("utf-8"))
    assert results["data_source"] == "sample"
    assert len(results["results"]) >= 5
    questions = set(re.findall(r"^checks\.([a-z_]+\.[a-z_]+)\(", code, re.MULTILINE))
    assert questions <= set(re.findall(r"^([a-z_.]+): right\.$", done.stdout, re.MULTILINE))
    assert bool(questions) == (script == SOLUTION)
