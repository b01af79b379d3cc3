"""A tiny prepared copy for each test, and a reader that runs in this process."""

import dataclasses
import shutil

import numpy as np
import pytest
from toy_copy import COUNTS, SHAPE, know, write_copy

from autoencoder_course.datasets import (
    _download,
    _tfds_process,
)
from autoencoder_course.datasets._catalogue import DATA_SETS


@pytest.fixture(scope="module")
def pixels():
    rng = np.random.default_rng(0)
    return {split: rng.integers(0, 256, (n, *SHAPE), np.uint8) for split, n in COUNTS.items()}


@pytest.fixture(scope="module")
def labels():
    return {split: np.arange(n) % 10 for split, n in COUNTS.items()}


@pytest.fixture(scope="module")
def good_copy(tmp_path_factory, pixels, labels):
    folder = tmp_path_factory.mktemp("good") / "mnist" / "3.0.1"
    write_copy(folder, pixels, labels)
    return folder


@pytest.fixture
def copy(good_copy, tmp_path, monkeypatch, pixels, labels):
    """A copy of its own for each test, in the TFDS_DATA_DIR of a machine without network."""
    monkeypatch.setenv("TFDS_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COURSE_PROFILE", "full")
    monkeypatch.setattr(_download, "GOOGLE", "http://127.0.0.1:9")
    small = {"train": 40, "test": 20, "server": "http://127.0.0.1:9"}
    monkeypatch.setitem(DATA_SETS, "mnist", dataclasses.replace(DATA_SETS["mnist"], **small))
    know(pixels, labels)
    folder = tmp_path / "data" / "mnist" / "3.0.1"
    shutil.copytree(good_copy, folder)
    return folder


@pytest.fixture
def runs(monkeypatch):
    """Run the worker's commands here: TensorFlow is imported once. Lists the commands."""
    commands = []

    def run(*arguments, patience=None):
        commands.append(arguments[0])
        return _tfds_process._checked(*_tfds_process.answer(list(arguments)))

    monkeypatch.setattr(_tfds_process, "_run", run)
    return commands


@pytest.fixture
def read_only(copy):
    copy.chmod(0o555)
    yield
    copy.chmod(0o755)
