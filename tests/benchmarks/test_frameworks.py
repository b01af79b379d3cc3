"""The benchmark: its arithmetic, whose turn it is, what it writes and what it says."""

import io
import json
import shutil
import subprocess
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from rich.console import Console

from benchmarks.frameworks import (
    command,
    contestants,
    images,
    measure,
    page,
    processes,
    summary,
    tables,
    trainings,
)
from benchmarks.frameworks.__main__ import main
from benchmarks.frameworks.measure import Measured, Selection

REPOSITORY = Path(__file__).resolve().parents[2]
RECIPE_12 = trainings.Case(trainings.TRAININGS["recipe_12"], 1000, 60_000)
RECIPE_32 = trainings.Case(trainings.TRAININGS["recipe_32"], 2000, 10_000)


def quiet_console():
    text = io.StringIO()
    return Console(file=text, width=200), text


# Summing up.


def turns(*seconds, loss=0.1):
    answers = [{"seconds": list(times), "loss": loss, "memory": 500.0} for times in seconds]
    return Measured(answers=answers)


def found(case=RECIPE_12, rate=100.0, **entrants):
    return {
        "rates": {
            "numpy": Measured(answers=[{"rate": rate / 2}, {"rate": rate}]),
            "jax": Measured("absent", "jax is not installed"),
        },
        "sources": {case.training.data: "tfds"},
        "cases": [(case, {name.replace("_", "-"): it for name, it in entrants.items()})],
        "start_up": {},
        "loads": {},
    }


def summarized(**entrants):
    return summary.summarize(Selection([RECIPE_12]), found(**entrants))


def test_medians_ratios_and_shares():
    report = summarized(
        keras_tensorflow=turns([1.0, 9.0, 2.0], [3.0, 3.0, 0.0], [8.0, 4.0, 4.0]),
        jax_scan=turns([2.0], [1.0], [1.5]),
    )
    results = report["cases"][0]["contestants"]
    assert results["keras-tensorflow"]["values"] == [2.0, 3.0, 4.0]
    assert results["keras-tensorflow"]["median"] == 3.0
    assert results["keras-tensorflow"]["ratio"] == 2.0
    assert results["jax-scan"]["ratio"] == 1.0
    assert report["limit"]["rate"] == 100.0
    assert report["limit"]["library"] == "numpy"
    # 2 × (2 + 3) × 78,400 × 60,000 operations in 3 s, of 100 × 10⁹ in a second
    assert results["keras-tensorflow"]["share"] == pytest.approx(0.1568)


def test_losses_are_compared_with_the_middle_one():
    assert summary.difference({"a": 0.100, "b": 0.1019, "c": 0.102}) is None
    sentence = summary.difference({"a": 0.100, "b": 0.101, "c": 0.1035, "d": 0.101, "e": 0.09})
    assert sentence.startswith(
        "training loss of c 0.1035, e 0.09, of the others about 0.101; is it"
    )
    assert "of b 0.2, of the others about 0.1;" in summary.difference({"a": 0.1, "b": 0.2})
    assert summary.difference({}) is None


def test_a_contestant_that_does_other_work_is_told_everywhere():
    report = summarized(
        keras_tensorflow=turns([1.0]), torch_eager=turns([1.0], loss=0.2), jax_scan=turns([1.0])
    )
    remark = report["cases"][0]["remark"]
    assert remark.startswith("training loss of torch-eager 0.2, of the others about 0.1;")
    assert remark in page.speed_table(report)
    console, text = quiet_console()
    tables.show(console, report)
    assert remark in text.getvalue()


def test_adams_epsilon_excuses_pytorch_only():
    assert "Adam" in summary.difference({"a": 0.1, "torch-eager": 0.2}, "adam")
    assert "Adam" not in summary.difference({"a": 0.1, "torch-eager": 0.2}, "sgd")
    assert "Adam" not in summary.difference({"torch-eager": 0.1, "jax-scan": 0.2}, "adam")


def test_adams_epsilon_is_named_where_it_can_matter():
    entrants = {"keras_jax": turns([1.0]), "torch_eager": turns([1.0], loss=0.2)}
    report = summary.summarize(Selection([RECIPE_32]), found(RECIPE_32, **entrants))
    remark = report["cases"][0]["remark"]
    assert "Adam's ε" in remark
    named = remark.split("(see ")[1].rstrip(").")
    assert (REPOSITORY / named).is_file()


def test_a_report_without_anybody_can_still_be_shown():
    report = summarized(keras_tensorflow=Measured("failed", "it was ended by signal 9"))
    console, text = quiet_console()
    tables.show(console, report)
    assert "keras-tensorflow failed, recipe 12" in text.getvalue()
    assert "| failed |" in page.speed_table(report)
    assert f"{summary.failures(report)[0]}.\n" in f"{page.speed_table(report)}\n"


# Measuring, with children that answer at once.


def installed(name, folder="/packages"):
    return ModuleSpec(name, None, origin=f"{folder}/{name}/__init__.py")


@pytest.fixture
def children(monkeypatch):
    """The requests of children that answer at once; those in `broken` fail."""
    asked, broken = [], {}

    def ask(request, environment=None, *, patience=processes.PATIENCE):
        # Images may have to be downloaded first; a turn has to end.
        assert patience == (processes.PATIENCE if request["what"] == "images" else measure.TURN)
        asked.append((request, environment))
        who = request.get("contestant", request["what"])
        if who in broken:
            raise processes.Failed(broken[who])
        return {
            "train": {"loss": 0.1, "seconds": [1.0], "memory": 100.0},
            "rate": {"rate": 100.0},
            "start-up": {"kernel": 0.5, "import": 1.0, "data": 2.0, "step": 3.0},
            "images": {"source": "tfds"},
            "load": {"seconds": 1.0, "source": "tfds"},
        }[request["what"]]

    monkeypatch.setattr(measure, "ask", ask)
    monkeypatch.setattr(contestants, "find_spec", installed)
    monkeypatch.setattr(contestants.shutil, "which", lambda name: name)
    monkeypatch.setattr(contestants.sysconfig, "get_config_var", lambda name: "/lib")
    monkeypatch.setenv("TORCHINDUCTOR_CACHE_DIR", "/cache")
    monkeypatch.setenv("TFDS_DATA_DIR", "nowhere")
    return asked, broken


def run(tmp_path, selection):
    """Return whether nothing failed, what was printed, and the report."""
    console, text = quiet_console()
    output = tmp_path / "build" / "benchmarks.json"
    success = command.run(tmp_path, selection, output, console)
    return success, text.getvalue(), json.loads(output.read_text("utf-8"))


def test_contestants_take_turns(children, tmp_path):
    asked, _ = children
    selection = Selection([RECIPE_12], ("keras-jax", "torch-eager"), rounds=2, trainings_only=True)
    success, _, report = run(tmp_path, selection)
    turns_taken = [request["contestant"] for request, _ in asked if request["what"] == "train"]
    assert turns_taken == ["keras-jax", "torch-eager"] * 2
    environments = [environment for request, environment in asked if request["what"] == "train"]
    assert environments == [{"KERAS_BACKEND": "jax"}, {}] * 2
    assert success
    assert report["start_up"] == report["loads"] == {}
    assert report["seconds"] >= 0


def test_whoever_is_not_installed_is_absent_and_that_is_no_failure(children, tmp_path, monkeypatch):
    monkeypatch.setattr(
        contestants, "find_spec", lambda name: None if name == "torch" else installed(name)
    )
    monkeypatch.setattr(summary, "installed_versions", lambda: {"keras": "3", "jax": "1"})
    success, text, report = run(tmp_path, Selection([RECIPE_12], rounds=1))
    results = report["cases"][0]["contestants"]
    for name in ("keras-torch", "torch-eager", "torch-compile"):
        assert results[name] == {"status": "absent", "reason": "torch is not installed"}
    assert report["start_up"]["torch"]["status"] == "absent"
    assert report["limit"]["by"]["torch"]["status"] == "absent"
    assert results["keras-jax"]["status"] == "measured"
    assert success
    assert "pip install -c requirements.lock -e .[torch]" in text


def test_torch_compile_needs_a_compiler(children, monkeypatch):
    monkeypatch.setattr(contestants.shutil, "which", lambda name: None)
    assert "compiler" in contestants.why_absent(contestants.CONTESTANTS["torch-compile"])
    assert contestants.why_absent(contestants.CONTESTANTS["torch-eager"]) is None


def packages_in_a_space(patch):
    patch.setattr(contestants, "find_spec", lambda name: installed(name, "/my course"))


def python_in_a_space(patch):
    patch.setattr(contestants.sysconfig, "get_config_var", lambda name: "/my course/lib")


def cache_in_a_space(patch):
    patch.setenv("TORCHINDUCTOR_CACHE_DIR", "/my course/cache")


def temporary_files_in_a_space(patch):
    patch.delenv("TORCHINDUCTOR_CACHE_DIR")
    patch.setattr(contestants.tempfile, "gettempdir", lambda: "/my course/tmp")


@pytest.mark.skipif(sys.platform == "win32", reason="PyTorch quotes paths on Windows")
@pytest.mark.parametrize(
    "put",
    [packages_in_a_space, python_in_a_space, cache_in_a_space, temporary_files_in_a_space],
)
def test_torch_compile_needs_paths_without_spaces(put, children, monkeypatch):
    compiled = contestants.CONTESTANTS["torch-compile"]
    assert contestants.why_absent(compiled) is None
    put(monkeypatch)
    assert "a space in a folder's path: /my course/" in contestants.why_absent(compiled)
    assert contestants.why_absent(contestants.CONTESTANTS["torch-eager"]) is None


def test_whoever_fails_is_named_with_the_reason_and_the_others_go_on(children, tmp_path):
    asked, broken = children
    broken["torch-eager"] = "RuntimeError: out of luck (exit status 1)"
    success, text, report = run(tmp_path, Selection([RECIPE_12], rounds=2))
    assert not success
    results = report["cases"][0]["contestants"]
    assert results["torch-eager"] == {"status": "failed", "reason": broken["torch-eager"]}
    assert len(results["jax-scan"]["values"]) == 2
    assert "torch-eager failed, recipe 12, batch 1,000, 60,000 images: RuntimeError" in text
    tried = [request for request, _ in asked if request.get("contestant") == "torch-eager"]
    assert len(tried) == 1


def test_a_data_set_that_cannot_be_copied_costs_only_its_own_row(children, tmp_path, monkeypatch):
    def copy(name, folder):
        raise OSError("no space left")

    monkeypatch.setattr(images, "copy_undecoded", copy)
    success, text, report = run(tmp_path, Selection([RECIPE_12], ("keras-jax",), rounds=1))
    assert not success
    assert "mnist failed, first load: no space left" in text
    assert report["cases"][0]["contestants"]["keras-jax"]["status"] == "measured"


def test_no_images_is_an_error_in_a_sentence(children, tmp_path):
    children[1]["images"] = "ValueError: too few"
    with pytest.raises(click.ClickException, match="images can't be had: ValueError: too few"):
        run(tmp_path, Selection([RECIPE_12]))


def test_a_first_load_finds_nothing_decoded(tmp_path, monkeypatch):
    prepared = tmp_path / "prepared" / "mnist" / "3.0.1"
    prepared.mkdir(parents=True)
    for name in ("features.json", "autoencoder-course.decoded"):
        (prepared / name).write_text("{}")
    monkeypatch.setenv("TFDS_DATA_DIR", str(tmp_path / "prepared"))
    assert images.copy_undecoded("mnist", tmp_path / "copy")
    copied = [path.name for path in (tmp_path / "copy" / "mnist" / "3.0.1").iterdir()]
    assert copied == ["features.json"]
    assert not images.copy_undecoded("cifar10", tmp_path / "copy")


# The page and the command line.


def test_start_up_stands_under_its_headings_on_the_page():
    answers = [
        {"kernel": 0.5, "import": 1.5, "data": 2.5, "step": 3.5},
        {"kernel": 0.25, "import": 1.25, "data": 2.25, "step": 3.25},
        {"kernel": 9.0, "import": 9.0, "data": 9.0, "step": 9.0},
    ]
    measured = {**found(), "start_up": {"jax": Measured(answers=answers)}}
    report = summary.summarize(Selection([RECIPE_12]), measured)
    lines = page.speed_table(report).splitlines()
    heading = next(line for line in lines if line.startswith("| Jupyter kernel started"))
    assert [cell.split()[-1].strip("`") for cell in heading.strip("| ").split(" | ")] == [
        *("on", "ready", "keras", "loaded", "done")
    ]
    assert "| jax | 0.500 s | 1.50 s | 2.50 s | 3.50 s |" in lines
    assert f"Measured on {report['date']}, in one run, on " in lines[0]


def test_the_page_says_that_it_is_generated_and_holds_the_table_and_the_notes(tmp_path):
    report = summarized(
        keras_tensorflow=turns([0.375]),
        torch_eager=turns([0.75]),
        jax_scan=Measured("absent", "jax is not installed"),
    )
    report["about"] = {name: "about it" for name in report["cases"][0]["contestants"]}
    path = tmp_path / "build" / "benchmarks.json"
    path.parent.mkdir()
    path.write_text(json.dumps(report), "utf-8")
    assert command.write_page(tmp_path, quiet_console()[0])
    written = tmp_path / "docs" / "benchmarks.md"
    text = written.read_text("utf-8")
    assert "Generated by `python -m benchmarks.frameworks --page`" in text.splitlines()[0]
    assert text.endswith(page.NOTES.read_text("utf-8"))
    assert "- recipe 12: 784-100-784" in text
    assert (
        "| recipe 12, batch 1,000, 60,000 images "
        "| 0.375 s, 1.00 ×, 125 % | 0.750 s, 2.00 ×, 63 % | absent |"
    ) in text
    assert not page.update(tmp_path, report)
    assert written.read_text("utf-8") == text


def test_the_courses_page_is_what_its_introduction_and_notes_make():
    text = (REPOSITORY / page.PAGE).read_text("utf-8")
    tables = text.split("## The last complete run\n\n")[1].split("\n\n## Notes")[0]
    assert page.page(tables) == text


def test_a_page_needs_a_report(tmp_path):
    command_line = "no benchmarks.json.*python -m benchmarks.frameworks"
    with pytest.raises(click.ClickException, match=command_line):
        command.write_page(tmp_path)
    path = tmp_path / "build" / "benchmarks.json"
    path.parent.mkdir()
    path.write_text("{}", "utf-8")
    with pytest.raises(click.ClickException, match="benchmarks.json can't be read: KeyError"):
        command.write_page(tmp_path)


def test_the_command_passes_its_options_on(monkeypatch):
    seen = []
    monkeypatch.setattr(command, "run", lambda root, *given: bool(seen.append(given)))
    arguments = ["--training", "recipe_32", "--batch", "10", "--images", "20"]
    arguments += ["--contestant", "jax-scan", "--rounds", "4", "--trainings-only"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1, result.output  # what `run` returned counts as a failure
    [(selection, output)] = seen
    case = trainings.Case(trainings.TRAININGS["recipe_32"], 10, 20)
    assert selection == Selection([case], ("jax-scan",), rounds=4, trainings_only=True)
    assert output == REPOSITORY / "build" / "benchmarks-part.json"


def test_only_a_complete_run_goes_where_the_page_looks(monkeypatch):
    seen = []
    monkeypatch.setattr(
        command, "run", lambda root, selection, output: not seen.append(output.name)
    )
    for arguments in (
        *(["--rounds", "2"], ["--training", "recipe_12"], ["--trainings-only"], ["--quick"]),
    ):
        assert CliRunner().invoke(main, arguments).exit_code == 0
    assert seen == ["benchmarks.json", *["benchmarks-part.json"] * 3]


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")
def test_make_benchmarks_passes_its_arguments_on():
    done = subprocess.run(
        ["make", "--dry-run", "benchmarks", "ARGUMENTS=--quick --rounds 1"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
    )
    assert "-m benchmarks.frameworks --quick --rounds 1" in done.stdout
