"""nbval with the course's plugin: what is planted is caught, named, and soon."""

import os
import subprocess
import sys
from xml.etree import ElementTree

import nbformat
import pytest

pytestmark = pytest.mark.slow


def write(path, *cells):
    """Write an executed notebook from (code, stored outputs, tags)."""
    made = nbformat.v4.new_notebook()
    for number, (code, outputs, tags) in enumerate(cells, start=1):
        cell = nbformat.v4.new_code_cell(code, outputs=outputs, execution_count=number)
        cell.metadata["tags"] = tags
        made.cells.append(cell)
    nbformat.write(made, path)


def printed(text):
    return [nbformat.v4.new_output("stream", name="stdout", text=text)]


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nbval")
    check = ["nbval-check-output"]
    figure = [nbformat.v4.new_output("display_data", data={"image/png": "AAAA"})]
    draw = "import matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.show()"
    write(folder / "good.ipynb", ("print(1)", printed("1\n"), check), (draw, figure, []))
    write(folder / "wrong.ipynb", ("print(1)", printed("2\n"), check))
    write(folder / "unmarked.ipynb", ("print(1)", printed("2\n"), []))
    write(folder / "broken.ipynb", ("1 / 0", [], []))
    write(folder / "hangs.ipynb", ("import time; time.sleep(600)", [], []))
    write(folder / "dies.ipynb", ("1", [], []), ("import os; os.kill(os.getpid(), 9)", [], []))
    write(folder / "figure.ipynb", ("None", figure, []))
    options = (
        "-p coursework.execution.nbval_plugin -p no:cacheprovider --nbval-lax --nbval-current-env"
    )
    limits = "--nbval-cell-timeout=6 --color=no --junitxml=report.xml"
    command = [sys.executable, "-m", "pytest", *options.split(), *limits.split(), "."]
    environment = {**os.environ, "MPLBACKEND": "Agg"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    cases = ElementTree.parse(folder / "report.xml").iter("testcase")
    return {f"{case.get('classname')} {case.get('name')}": case for case in cases}, done.stdout


def test_only_what_is_planted_fails(report):
    cases, text = report
    passed = {name for name, case in cases.items() if case.find("failure") is None}
    assert passed == {
        "good.ipynb Cell 0",
        "good.ipynb Cell 1",
        "unmarked.ipynb Cell 0",
        "dies.ipynb Cell 0",
    }
    assert "5 failed, 4 passed" in text.splitlines()[-1]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("wrong.ipynb Cell 0", "Cell outputs differ"),
        ("broken.ipynb Cell 0", "ZeroDivisionError"),
        ("hangs.ipynb Cell 0", "Timeout of 6 seconds exceeded"),
        ("dies.ipynb Cell 1", "The kernel died while this cell ran"),
        ("figure.ipynb Cell 0", "The stored notebook has 1 figures here, this run drew 0"),
    ],
)
def test_what_is_planted_is_named(report, cell, reason):
    cases, text = report
    assert reason in cases[cell].find("failure").text
    assert f"FAILED {cell.replace(' ', '::', 1)}" in text


def test_a_dead_kernel_is_noticed_at_once(report):
    cases, _ = report
    seconds = float(cases["dies.ipynb Cell 1"].get("time"))
    assert seconds < 6 + 5  # less than its timeout and nbval's
