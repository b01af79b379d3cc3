"""The benchmark's real processes: one that measures a thing, and a Jupyter kernel's start."""

import io
import json

import pytest
from rich.console import Console

from benchmarks.frameworks import command, processes, start_up, summary, trainings
from benchmarks.frameworks.measure import Selection


@pytest.mark.slow
def test_a_child_that_fails_gives_its_errors_line():
    request = {"what": "train", "contestant": "jax-scan", "training": "recipe_12", "batch": 1}
    with pytest.raises(processes.Failed, match="FileNotFoundError: .*exit status 1"):
        processes.ask({**request, "data": "nowhere.npy", "images": 1, "epochs": 1})


@pytest.mark.slow
def test_a_child_that_hangs_is_ended():
    with pytest.raises(processes.Failed, match="longer than 0 s"):
        processes.ask({"what": "rate", "library": "numpy", "sizes": [8]}, patience=0.01)


@pytest.mark.slow
def test_a_cell_that_fails_or_ends_its_kernel_is_no_start_up():
    with pytest.raises(RuntimeError, match="ZeroDivisionError: division by zero"):
        start_up.measure({"import": "1 / 0"})
    with pytest.raises(RuntimeError, match="the kernel ended in the cell 'import'"):
        start_up.measure({"kernel": "pass", "import": "import os; os._exit(3)"})
    with pytest.raises(RuntimeError, match="the cell 'import' did not end in time"):
        start_up.measure({"import": "import time; time.sleep(60)"}, patience=4)


@pytest.mark.slow
def test_a_kernel_does_not_take_a_file_of_its_folder_for_a_module(tmp_path, monkeypatch):
    (tmp_path / "keras.py").write_text("1 / 0")
    monkeypatch.chdir(tmp_path)
    code = (
        "from importlib.util import find_spec\nassert 'site-packages' in find_spec('keras').origin"
    )
    times = start_up.measure({"kernel": "pass", "import": code})
    assert 0 < times["kernel"] < times["import"]


def test_the_tables_show_what_start_up_measures():
    assert tuple(start_up.CELLS) == summary.START_UP


@pytest.mark.slow
def test_a_tiny_run_writes_a_complete_report(tmp_path):
    selection = Selection(
        trainings.cases(("recipe_12",), batches=(100,), images=(250,)),
        ("keras-tensorflow",),
        rounds=1,
        epochs=2,
        sizes=(64,),
        libraries=("numpy",),
    )
    text = io.StringIO()
    output = tmp_path / "build" / "benchmarks.json"
    assert command.run(tmp_path, selection, output, Console(file=text)), text.getvalue()
    report = json.loads(output.read_text("utf-8"))
    [case] = report["cases"]
    result = case["contestants"]["keras-tensorflow"]
    assert result["status"] == "measured"
    assert result["ratio"] == 1
    assert result["median"] > 0
    assert result["share"] > 0
    assert 0 < result["loss"] < 1
    assert result["memory"] > 100
    assert case["data"] == "mnist from sample"
    found = report["start_up"]["tensorflow"]
    times = [found[key] for key in summary.START_UP]
    assert 0 < times[0] < times[1] < times[2] < times[3]
    assert report["loads"]["mnist"]["second"]["median"] > 0
    assert {"python", "keras", "tensorflow", "numpy"} <= set(report["versions"])
    assert "CPU cores" in report["hardware"]
    assert [path.name for path in (tmp_path / "build").iterdir()] == ["benchmarks.json"]
