"""`make test` and `make test-backends` run what they promise, and skip nothing silently."""

import io

import pytest
from rich.console import Console

from coursework.commands import test


@pytest.fixture
def calls(monkeypatch):
    """What would be started, as (environment, arguments); `broken` words make it fail."""
    started = []
    started_broken = set()

    def python(root, environment, *arguments):
        started.append((environment, arguments))
        text = " ".join([*arguments, *environment.values()])
        return int(any(word in text for word in started_broken))

    monkeypatch.setattr(test, "_python", python)
    monkeypatch.setattr(test, "check", lambda root, console: "drift" not in started_broken)
    return started, started_broken


def quiet():
    return Console(file=io.StringIO())


def test_every_step_runs_quick_ones_first_and_pytest_last(calls, tmp_path):
    started, _ = calls
    for folder in ("tests", "course", "solutions"):
        (tmp_path / folder).mkdir()
    assert test.run_all(tmp_path, quiet())
    assert [arguments[0] for _, arguments in started] == ["ruff", "ruff", "pytest"]
    _, last = started[-1]
    assert last[-3:] == ("tests", "course", "solutions")
    assert {"--nbval-lax", "--nbval-current-env", "loadfile"} <= set(last)
    assert any(text.startswith("--nbval-cell-timeout=") for text in last)
    assert last[last.index("-m") + 1] == "not slow"


def test_the_slow_tests_are_those_that_are_left_out_otherwise(calls, tmp_path):
    started, _ = calls
    assert test.run_slow(tmp_path)
    [(_, arguments)] = started
    assert arguments[-3:] == ("-m", "slow", "tests")


@pytest.mark.parametrize(("processors", "workers", "threads"), [(1, 2, 1), (2, 3, 1), (16, 4, 4)])
def test_workers_share_the_processors(calls, tmp_path, monkeypatch, processors, workers, threads):
    started, _ = calls
    monkeypatch.setattr(test.os, "cpu_count", lambda: processors)
    assert test.run_pytest(tmp_path)
    environment, arguments = started[-1]
    assert arguments[arguments.index("-n") + 1] == str(workers)
    assert {environment[name] for name in test.THREADS} == {str(threads)}


@pytest.mark.parametrize(("broken", "steps"), [("ruff", 1), ("drift", 2), ("pytest", 3)])
def test_the_first_failing_step_is_the_last_and_makes_it_fail(calls, tmp_path, broken, steps):
    started, words = calls
    words.add(broken)
    assert not test.run_all(tmp_path, quiet())
    assert len(started) == steps


def test_every_backend_is_tried_even_after_a_failure(calls, tmp_path, monkeypatch):
    started, words = calls
    words.add("jax")
    monkeypatch.setattr(test, "find_spec", lambda name: object())
    assert not test.run_backends(tmp_path, quiet())
    backends = [environment["KERAS_BACKEND"] for environment, _ in started]
    assert backends == ["tensorflow", "jax", "jax", "torch"]
    assert all(arguments[:3] == ("pytest", "-m", "backends") for _, arguments in started)


def test_no_test_is_left_out_but_in_the_second_run_of_jax(calls, tmp_path, monkeypatch):
    started, _ = calls
    monkeypatch.setattr(test, "find_spec", lambda name: object())
    test.run_backends(tmp_path, quiet())
    runs = [
        (environment.get("JAX_ENABLE_X64"), arguments[3:]) for environment, arguments in started
    ]
    assert runs == [(None, ()), ("0", ()), ("1", ("-k", "float64")), (None, ())]


def test_a_missing_backend_is_installed_as_pinned_and_never_skipped(calls, tmp_path, monkeypatch):
    started, words = calls
    monkeypatch.setattr(test, "find_spec", lambda name: None if name == "torch" else object())
    assert test.run_backends(tmp_path, quiet())
    assert started[0][1] == (
        *("pip", "install", "--constraint", "requirements.lock", "--editable"),
        ".[torch]",
    )
    assert len(started) == 5
    started.clear()
    words.add("pip")
    assert not test.run_backends(tmp_path, quiet())
    assert len(started) == 1
