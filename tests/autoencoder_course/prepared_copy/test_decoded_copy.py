"""A prepared copy is read exactly, and decoded once."""

import shutil
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from toy_copy import know, load, write_copy

from autoencoder_course.datasets import (
    DataError,
    _decoded_cache,
    _prepared_copy,
    _tfds_process,
)


def test_a_copy_is_read_in_its_order_and_exactly(copy, pixels, labels, capfd):
    data = load()  # in a process of its own, as in a notebook
    assert capfd.readouterr() == ("", "")
    assert data.source == "tfds"
    read = np.concatenate([data.train.images, data.validation.images])
    np.testing.assert_array_equal(read, pixels["train"].astype(np.float32) / 255)
    np.testing.assert_array_equal(data.validation.labels, labels["train"][30:])
    np.testing.assert_array_equal(data.test.images, pixels["test"].astype(np.float32) / 255)


def test_damage_is_reported_by_the_process_of_its_own(copy, capfd):
    (copy / "dataset_info.json").unlink()
    with pytest.raises(DataError, match=r"dataset_info\.json"):
        load()
    assert capfd.readouterr() == ("", "")


def test_the_second_load_decodes_nothing(copy, runs):
    first, second = load(), load()
    assert runs == ["decode"]
    for one, other in zip(first[:3], second[:3], strict=True):
        np.testing.assert_array_equal(one.images, other.images)
        np.testing.assert_array_equal(one.labels, other.labels)


@pytest.mark.slow
def test_two_notebooks_that_start_at_once_both_get_their_data(copy, pixels):
    with ThreadPoolExecutor(2) as pool:  # each decodes in a process of its own
        for data in [future.result() for future in [pool.submit(load), pool.submit(load)]]:
            read = np.concatenate([data.train.images, data.validation.images])
            np.testing.assert_array_equal(read, pixels["train"].astype(np.float32) / 255)
    decoded = [path.name for path in copy.iterdir() if "decoded" in path.name]
    assert decoded == ["autoencoder-course.decoded"]


def test_the_decoded_copy_lies_beside_the_data(copy, runs, tmp_path):
    load()
    assert (copy / "autoencoder-course.decoded").exists()
    assert not (tmp_path / "cache").exists()


def test_beside_read_only_data_the_decoded_copy_goes_to_the_user(copy, runs, read_only, tmp_path):
    load()
    load()
    assert runs == ["decode"]
    assert not (copy / "autoencoder-course.decoded").exists()
    assert [path.suffix for path in tmp_path.rglob("*.decoded")] == [".decoded"]


def test_where_nothing_can_be_written_loading_works(copy, runs, read_only, monkeypatch, capfd):
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null/nowhere")
    monkeypatch.setenv("HOME", "/dev/null/nowhere")
    assert len(load().train.images) == 30
    assert len(load().train.images) == 30
    assert runs == ["decode", "decode"]
    assert capfd.readouterr() == ("", "")


def test_a_damaged_decoded_copy_is_announced_and_made_anew(copy, runs, capfd):
    expected = load()
    decoded = copy / "autoencoder-course.decoded"
    decoded.write_bytes(decoded.read_bytes()[:-1])
    np.testing.assert_array_equal(load().train.images, expected.train.images)
    out, err = capfd.readouterr()
    assert out.startswith(f"mnist: the decoded copy {decoded} cannot be used (BadZipFile: ")
    assert out.count("\n") == 1
    assert err == ""
    load()
    assert runs == ["decode", "decode"]


def test_a_decoded_copy_of_an_earlier_version_is_made_anew_in_silence(copy, runs, capfd):
    decoded = copy / "autoencoder-course.decoded"
    decoded.write_bytes(b'[{"format": "autoencoder-course decoded images, 2"}, 1]\n\7')
    load()
    load()
    assert runs == ["decode"]
    assert capfd.readouterr() == ("", "")


@pytest.mark.filterwarnings("error")
def test_damage_anywhere_in_the_decoded_copy_means_decoding_again(copy, runs, monkeypatch):
    """Its arrays are read whole or not at all, whichever byte is wrong."""
    arrays = _prepared_copy.read("mnist")
    decoded = copy / "autoencoder-course.decoded"
    content = decoded.read_bytes()
    monkeypatch.setattr(_tfds_process, "decode", lambda _: arrays)
    monkeypatch.setattr(_decoded_cache, "write", lambda *_: True)
    headers = [*range(0, 300, 13), *range(len(content) - 1200, len(content), 29)]
    for place in [*headers, *range(300, len(content) - 1200, 4999)]:
        changed = bytes([content[place] ^ 1 << place % 8])
        decoded.write_bytes(content[:place] + changed + content[place + 1 :])
        read = _prepared_copy.read("mnist")
        assert all(map(np.array_equal, read, arrays)), place


def test_changed_data_is_decoded_again(copy, runs, pixels, labels):
    load()
    shutil.rmtree(copy)
    negatives = {split: 255 - array for split, array in pixels.items()}
    write_copy(copy, negatives, labels)
    know(negatives, labels)
    changed = load().test.images
    np.testing.assert_array_equal(changed, (255 - pixels["test"]).astype(np.float32) / 255)
    assert runs == ["decode", "decode"]
