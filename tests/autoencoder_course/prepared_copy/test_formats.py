"""Formats of prepared copies, and what a machine lacks to read them."""

import subprocess
import sys

import numpy as np
import pytest
from toy_copy import load, write_array_record

from autoencoder_course.datasets import (
    DataError,
    _tfds_process,
)


def test_a_copy_in_the_array_record_format_is_read_exactly(copy, runs, pixels, labels):
    pytest.importorskip("array_record", reason="tensorflow-datasets needs it on Linux alone")
    write_array_record(copy)
    data = load()
    read = np.concatenate([data.train.images, data.validation.images])
    np.testing.assert_array_equal(read, pixels["train"].astype(np.float32) / 255)
    np.testing.assert_array_equal(data.validation.labels, labels["train"][30:])
    np.testing.assert_array_equal(data.test.images, pixels["test"].astype(np.float32) / 255)


def test_a_damaged_copy_in_the_array_record_format_is_damaged(copy, runs):
    pytest.importorskip("array_record", reason="tensorflow-datasets needs it on Linux alone")
    write_array_record(copy)
    shard = copy / "mnist-train.array_record-00000-of-00001"
    shard.write_bytes(shard.read_bytes()[:-100])
    with pytest.raises(DataError, match="is damaged"):
        load()


def claim(file_format):
    def change(folder):
        info = (folder / "dataset_info.json").read_text()
        (folder / "dataset_info.json").write_text(info.replace('"tfrecord"', f'"{file_format}"'))
        for old in folder.glob("*.tfrecord-*"):
            old.rename(str(old).replace("tfrecord", file_format))

    return change


@pytest.mark.parametrize("file_format", ["array_record", "riegeli"])
def test_a_format_that_cannot_be_read_here_is_named_and_kept(
    copy, runs, monkeypatch, capfd, file_format
):
    monkeypatch.setitem(sys.modules, "array_record", None)  # not installed
    monkeypatch.setitem(sys.modules, "array_record.python", None)
    monkeypatch.setitem(sys.modules, "array_record.python.array_record_module", None)
    claim(file_format)(copy)
    with pytest.raises(DataError) as raised:
        load()
    message = str(raised.value)
    assert f"mnist in {copy} cannot be read here (" in message
    assert f"for files in the {file_format} format, " in message
    assert file_format in message.split("format, ")[1]  # the package that is missing
    assert "damaged" not in message
    assert "Delete" not in message
    assert "keep it" in message
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ModuleNotFoundError("No module named 'tensorflow'"), "No module named 'tensorflow'"),
        (PermissionError(13, "Permission denied"), "Permission denied"),
        (MemoryError("needs 9 GiB"), "MemoryError: needs 9 GiB"),
    ],
    ids=["module", "permission", "memory"],
)
def test_what_this_machine_lacks_is_no_damage(copy, runs, monkeypatch, error, words):
    def fail(*_):
        raise error

    monkeypatch.setattr(_tfds_process, "_decode", fail)
    with pytest.raises(DataError) as raised:
        load()
    assert words in str(raised.value)
    assert "cannot be read here" in str(raised.value)
    assert "Delete" not in str(raised.value)


@pytest.mark.parametrize(
    ("status", "words"),
    [(-9, "by signal 9, as it does where memory runs out"), (1, "with status 1")],
)
def test_a_reading_process_that_dies_is_no_damage(copy, monkeypatch, status, words):
    ended = subprocess.CompletedProcess([], status, b"", b"")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: ended)
    with pytest.raises(DataError, match=f"cannot be read here .*ended {words}"):
        load()
