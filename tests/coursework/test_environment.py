"""Installation: one place for dependencies, two commands, any folder name."""

import os
import re
import shutil
import subprocess
import sys
import tomllib

import pytest
import toy_course
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from coursework.commands import upgrade

ROOT = toy_course.REPOSITORY
needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")


def pyproject():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def test_environment_yml_installs_the_course_and_repeats_no_dependency():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    *packages, pip = environment["dependencies"]
    assert pip == {"pip": ["--constraint requirements.lock", "--editable .[lab]"]}
    assert {re.match(r"\w+", package).group() for package in packages} == {"python", "pip"}


def test_environment_yml_asks_for_a_python_that_pyproject_allows():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    [python] = [text for text in environment["dependencies"] if str(text).startswith("python=")]
    assert Version(python.removeprefix("python=")) in SpecifierSet(pyproject()["requires-python"])


def test_every_dependency_is_pinned_within_its_bounds():
    extras = pyproject()["optional-dependencies"].values()
    wanted = [*pyproject()["dependencies"], *(text for extra in extras for text in extra)]
    pins = upgrade.pins((ROOT / "requirements.lock").read_text())
    for text in wanted:
        requirement = Requirement(text)
        for version in pins[requirement.name.lower()].split(", "):
            assert Version(version) in requirement.specifier, text


def test_binder_installs_the_course_as_pinned_and_runs_the_quick_profile():
    environment = yaml.safe_load((ROOT / "binder" / "environment.yml").read_text())
    assert [text for text in environment["dependencies"] if "python" in text] == ["python=3.11"]
    build = (ROOT / "binder" / "postBuild").read_text()
    assert 'pip install --no-cache-dir --constraint requirements.lock --editable ".[lab]"' in build
    assert "fetch_data.py mnist fashion_mnist" in build
    assert "export COURSE_PROFILE=quick" in (ROOT / "binder" / "start").read_text()
    assert all(os.access(ROOT / "binder" / name, os.X_OK) for name in ("postBuild", "start"))


def test_the_image_for_a_hub_copies_what_is_there_and_installs_it_as_pinned():
    text = (ROOT / "Dockerfile").read_text()
    for line in re.findall(r"^COPY (.*) \S+$", text, re.MULTILINE):
        assert all((ROOT / name).exists() for name in line.split())
    assert re.search(r"--constraint requirements.lock \\\n\s+\"\.\[lab\]\"", text)


def commands(workflow, job):
    """Return the commands that a job of a workflow runs after its actions."""
    content = yaml.safe_load((ROOT / ".github" / "workflows" / workflow).read_text())
    steps = [step["run"] for step in content["jobs"][job]["steps"] if "run" in step]
    return [step for step in steps if not step.startswith("sudo apt-get install -y bubblewrap")]


def test_continuous_integration_calls_the_commands_that_people_call():
    assert commands("test.yml", "test") == ["make test"]
    assert commands("test.yml", "machinery") == ["make test-slow"]
    assert commands("test.yml", "backends") == ["make test-backends"]
    assert commands("regress.yml", "regress") == ["make regress"]
    assert commands("site.yml", "site") == ["make test-site"]
    assert commands("site.yml", "colab")[0] == "make colab"
    last_line = (ROOT / ".ci" / "run").read_text().splitlines()[-1]
    assert last_line == "exec make test"
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_continuous_integration_tests_every_python_that_pyproject_names():
    content = yaml.safe_load((ROOT / ".github" / "workflows" / "test.yml").read_text())
    tested = content["jobs"]["test"]["strategy"]["matrix"]["python"]
    allowed = SpecifierSet(pyproject()["requires-python"])
    assert tested == [f"3.{n}" for n in range(11, 14) if f"3.{n}" in allowed]


FAKE_PYTHON = """\
#!/bin/sh
# Stands for python3: makes a ".venv" whose python writes down what it is asked to do.
case "$1 $2" in
"-m venv") mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
"-m pip") echo pip >> log; echo "$*" > installed; test ! -e broken ;;
"-m coursework" | "-m benchmarks.frameworks") echo "$*" >> log ;;
"-c "*) exec "REAL_PYTHON" "$@" ;;
esac
"""


@pytest.fixture
def clone(tmp_path):
    """A folder with a space in its name, and a python that only takes notes."""
    root = tmp_path / "my course"
    root.mkdir()
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, root)
    python = tmp_path / "bin" / "python3"
    python.parent.mkdir()
    python.write_text(FAKE_PYTHON.replace("REAL_PYTHON", sys.executable))
    python.chmod(0o755)
    return root


def make(root, *arguments):
    path = os.pathsep.join([str(root.parent / "bin"), os.environ["PATH"]])
    return subprocess.run(
        ["make", *arguments],
        cwd=root,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
    )


def log(root):
    return (root / "log").read_text().splitlines() if (root / "log").exists() else []


@needs_make
def test_make_installs_once_and_again_only_after_a_change(clone):
    assert make(clone, "run").returncode == 0
    assert log(clone) == ["pip", "-m coursework run"]
    installed = (clone / "installed").read_text().strip()
    assert installed.endswith(f"--constraint requirements.lock --editable {upgrade.COURSE}")
    assert make(clone, "test").returncode == 0
    assert log(clone)[2:] == ["-m coursework test"]
    later = (clone / ".venv" / ".ready").stat().st_mtime + 10
    os.utime(clone / "requirements.lock", (later, later))
    make(clone, "check")
    assert log(clone)[3:] == ["pip", "-m coursework check"]


@needs_make
def test_a_failed_installation_is_taken_up_again(clone):
    (clone / "broken").touch()
    assert make(clone, "run").returncode != 0
    assert log(clone) == ["pip"]
    (clone / "broken").unlink()
    assert make(clone, "run").returncode == 0
    assert log(clone) == ["pip", "pip", "-m coursework run"]


@needs_make
def test_make_passes_its_options_on(clone):
    make(clone, "solutions", "ONLY=03_sparse", "FORCE=1", "BACKEND=jax", "JOBS=1")
    assert log(clone)[-1] == "-m coursework build --force --backend jax --jobs 1 03_sparse"
    make(clone, "regress", "BACKEND=torch")
    assert log(clone)[-1] == "-m coursework regress --backend torch"
    make(clone, "seeds", "ONLY=01_vanilla")
    assert log(clone)[-1] == "-m coursework seeds 01_vanilla"
    make(clone, "benchmarks", "ARGUMENTS=--quick --rounds 1")
    assert log(clone)[-1] == "-m benchmarks.frameworks --quick --rounds 1"
    make(clone, "upgrade", "KEEP=1")
    assert log(clone)[-1] == "-m coursework upgrade --keep"


REFUSED = """\
import collections, platform, sys
sys.version_info = collections.namedtuple("V", "major minor")(*{version})[:2]
sys.platform, platform.machine = "{system}", lambda: "{processor}"
exec(sys.argv[1])
"""


@needs_make
@pytest.mark.parametrize(
    ("version", "system", "processor", "sentence"),
    [
        ((3, 9), "linux", "x86_64", "needs Python 3.11, 3.12 or 3.13, and python3 is 3.9."),
        ((3, 14), "linux", "x86_64", "needs Python 3.11, 3.12 or 3.13, and python3 is 3.14."),
        ((3, 12), "darwin", "x86_64", "TensorFlow 2.20, which has no package for Macs with an In"),
        ((3, 11), "linux", "x86_64", ""),
        ((3, 13), "darwin", "arm64", ""),
    ],
)
def test_a_python_without_tensorflow_is_refused_in_a_sentence(
    clone, version, system, processor, sentence
):
    pretend = clone.parent / "pretend.py"
    pretend.write_text(REFUSED.format(version=version, system=system, processor=processor))
    python = clone.parent / "bin" / "python3"
    check = f'"-c "*) shift; exec "{sys.executable}" "{pretend}" "$@" ;;'
    python.write_text(re.sub(r'"-c "\*\).*', lambda _: check, python.read_text()))
    done = make(clone, "run")
    assert (done.returncode != 0) == bool(sentence)
    assert sentence in done.stderr
    assert log(clone) == ([] if sentence else ["pip", "-m coursework run"])


def test_make_and_pip_allow_the_same_pythons():
    allowed = SpecifierSet(pyproject()["requires-python"])
    assert [n for n in range(8, 20) if f"3.{n}" in allowed] == [11, 12, 13]


@needs_make
def test_make_alone_lists_the_commands(clone):
    text = make(clone).stdout
    for command in ("run", "test", "lab", "solutions", "check", "regress", "upgrade", "clean"):
        assert re.search(rf"^  make {command} ", text, re.MULTILINE)
    assert log(clone) == []


def test_the_command_line_lists_its_commands_without_heavy_imports():
    code = (
        "import sys\nfrom coursework.commands.cli import main\n"
        "try:\n    main(['--help'])\nfinally:\n"
        "    print(sorted({'nbformat', 'jupytext', 'nbgrader', 'keras'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.endswith("[]\n")
    for command in ("run", "build", "check", "exercises", "regress", "test", "upgrade"):
        assert f"  {command} " in done.stdout
