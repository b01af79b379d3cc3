"""The decoded copy on disk: whole or not at all, and never believed when damaged."""

import os
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

from autoencoder_course.datasets import _decoded_cache, _unfinished

ARRAYS = [
    np.arange(48, dtype=np.uint8).reshape(3, 4, 4, 1),
    np.array([7, 8, 9], np.uint8),
    np.full((2, 4, 4, 1), 255, np.uint8),
    np.array([0, 1], np.uint8),
]


@pytest.fixture
def written(tmp_path):
    path = tmp_path / "copy"
    assert _decoded_cache.write(path, "source 1", ARRAYS)
    return path


def test_what_was_written_is_read(written):
    arrays = _decoded_cache.read(written, "source 1")
    assert len(arrays) == len(ARRAYS)
    for array, expected in zip(arrays, ARRAYS, strict=True):
        assert array.dtype == np.uint8
        np.testing.assert_array_equal(array, expected)


def test_arrays_that_are_not_contiguous_are_written_too(tmp_path):
    sliced = np.arange(20, dtype=np.uint8).reshape(4, 5)[:, ::2]
    _decoded_cache.write(tmp_path / "copy", "s", [sliced])
    np.testing.assert_array_equal(_decoded_cache.read(tmp_path / "copy", "s")[0], sliced)


def test_no_file_and_another_source_are_no_copy(written):
    assert _decoded_cache.read(written.with_name("other"), "source 1") is None
    assert _decoded_cache.read(written / "below a file", "source 1") is None
    assert _decoded_cache.read(written, "source 2") is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-1],
        lambda content: content[:20],
        lambda content: content.replace(b"\0\1\2\3", b"\0\1\2\2"),
        lambda content: content[:4] + b"\7" * 200_000,
        lambda content: content.replace(b"arr_3", b"arr_4"),
        lambda content: content.replace(b"\x93NUMPY", b"\x93numpy"),
    ],
    ids=["short", "cut", "pixel", "noise", "name", "header"],
)
def test_a_damaged_file_is_refused(written, damage):
    written.write_bytes(damage(written.read_bytes()))
    with pytest.raises(ValueError, match="Error: |BadZipFile: "):
        _decoded_cache.read(written, "source 1")


@pytest.mark.parametrize(
    "content",
    [b"", b"PK", b"\7" * 200_000, b'[{"format": "autoencoder-course decoded images, 2"}, 1]\n\7'],
    ids=["empty", "two bytes", "noise", "what an earlier version wrote"],
)
def test_a_file_of_another_format_is_no_copy(written, content):
    written.write_bytes(content)
    assert _decoded_cache.read(written, "source 1") is None


@pytest.mark.filterwarnings("error")
def test_a_flipped_bit_never_changes_what_is_read_unseen(written):
    """Shapes are the caller's to check: a damaged one can stop short of the checksum."""
    content = written.read_bytes()
    for place in range(0, len(content), 3):
        changed = bytes([content[place] ^ 1 << place % 8])
        written.write_bytes(content[:place] + changed + content[place + 1 :])
        try:
            arrays = _decoded_cache.read(written, "source 1")
        except ValueError:
            continue
        if arrays is not None and [a.shape for a in arrays] == [a.shape for a in ARRAYS]:
            assert all(map(np.array_equal, arrays, ARRAYS)), place


def test_a_copy_is_replaced_and_nothing_else_is_left(written):
    assert _decoded_cache.write(written, "source 2", ARRAYS[:1])
    assert len(_decoded_cache.read(written, "source 2")) == 1
    assert [path.name for path in written.parent.iterdir()] == ["copy"]


def test_an_interrupted_write_leaves_the_old_copy_and_no_rest(written, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        _decoded_cache.write(written, "source 2", ARRAYS)
    assert [path.name for path in written.parent.iterdir()] == ["copy"]
    assert _decoded_cache.read(written, "source 1") is not None


def test_a_full_disk_means_no_copy(written, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert not _decoded_cache.write(written, "source 2", ARRAYS)
    assert [path.name for path in written.parent.iterdir()] == ["copy"]


def test_what_a_killed_writer_left_is_removed_at_the_next_write(written):
    written.with_name("copy.0123").write_bytes(b"half")
    assert _decoded_cache.write(written, "source 2", ARRAYS)
    assert [path.name for path in written.parent.iterdir()] == ["copy"]


def test_what_a_living_writer_writes_is_left_alone(written):
    half = written.with_name("copy.0123")
    half.touch()
    with _unfinished.held(half):
        half.write_bytes(b"half")
        assert _decoded_cache.write(written, "source 2", ARRAYS)
        assert half.exists()
    assert _unfinished.is_abandoned(half)


def test_a_file_that_was_just_made_is_left_alone_for_an_hour(written):
    """Its writer has not come to mark it yet."""
    made = written.with_name("copy.0123")
    made.touch()
    assert _decoded_cache.write(written, "source 2", ARRAYS)
    assert made.exists()
    os.utime(made, (time.time() - 4000,) * 2)
    assert _decoded_cache.write(written, "source 2", ARRAYS)
    assert not made.exists()


def test_where_a_drive_has_no_locks_the_hour_counts(written, monkeypatch):
    def no_locks(*_):
        raise OSError(37, "No locks available")

    monkeypatch.setattr(_unfinished.fcntl, "flock", no_locks)
    half = written.with_name("copy.0123")
    half.write_bytes(b"half")
    with _unfinished.held(half):
        assert not _unfinished.is_abandoned(half)
    os.utime(half, (time.time() - 4000,) * 2)
    assert _unfinished.is_abandoned(half)
    half.unlink()
    assert not _unfinished.is_abandoned(half)


WRITER = """
import sys, numpy, os, signal, pathlib
from autoencoder_course.datasets import _decoded_cache
os.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
_decoded_cache.write(pathlib.Path(sys.argv[1]), "s", [numpy.zeros(9, "uint8")])
"""


@pytest.mark.slow
def test_a_writer_that_was_killed_leaves_nothing_past_the_next_write(written):
    done = subprocess.run([sys.executable, "-c", WRITER, written], check=False)
    assert done.returncode == -signal.SIGKILL
    assert len(list(written.parent.iterdir())) == 2
    assert _decoded_cache.write(written, "source 2", ARRAYS)
    assert [path.name for path in written.parent.iterdir()] == ["copy"]


def test_nothing_is_written_where_nobody_may(tmp_path):
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o555)
    assert not _decoded_cache.write(folder / "copy", "s", ARRAYS)
    assert list(folder.iterdir()) == []


def test_a_file_in_the_way_means_no_copy(written):
    assert not _decoded_cache.write(written / "sub" / "copy", "s", ARRAYS)


def test_two_writers_at_once_leave_one_whole_copy(tmp_path):
    path = tmp_path / "copy"
    images = [np.full((500, 28, 28, 1), value, np.uint8) for value in (1, 2)]
    seen = []

    def write(array):
        for _ in range(10):
            _decoded_cache.write(path, "s", [array])
            seen.append(_decoded_cache.read(path, "s")[0])

    threads = [threading.Thread(target=write, args=(array,)) for array in images]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 20
    assert all(array.min() == array.max() for array in seen)
    assert [entry.name for entry in tmp_path.iterdir()] == ["copy"]


def test_the_signature_shows_every_change_but_the_copy_itself(tmp_path):
    def now():
        return _decoded_cache.signature(tmp_path, besides="copy")

    (tmp_path / "data").write_bytes(b"1234")
    os.utime(tmp_path / "data", ns=(10**18, 10**18))
    first = now()
    (tmp_path / "copy.123").write_bytes(b"x")
    assert now() == first
    os.utime(tmp_path / "data", ns=(10**18, 10**18 + 1))
    later = now()
    (tmp_path / "data").write_bytes(b"12345")
    os.utime(tmp_path / "data", ns=(10**18, 10**18))
    longer = now()
    (tmp_path / "data").rename(tmp_path / "renamed")
    assert len({first, later, longer, now()}) == 4
