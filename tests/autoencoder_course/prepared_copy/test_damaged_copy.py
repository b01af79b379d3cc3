"""A prepared copy that is damaged, or another, never passes for the data."""

import dataclasses
import shutil

import numpy as np
import pytest
from toy_copy import know, load, shard, write_copy, write_info

from autoencoder_course import datasets
from autoencoder_course.datasets import (
    DataError,
)
from autoencoder_course.datasets._catalogue import DATA_SETS


def flip_a_byte(folder):
    content = bytearray(shard(folder).read_bytes())
    content[len(content) // 2] ^= 1
    shard(folder).write_bytes(content)


def cut_after_a_record(folder):
    """Drop the last record exactly: nothing in the file itself is wrong."""
    content, ends = shard(folder).read_bytes(), [0]
    while ends[-1] < len(content):
        length = int.from_bytes(content[ends[-1] : ends[-1] + 8], "little")
        ends.append(ends[-1] + 16 + length)
    shard(folder).write_bytes(content[: ends[-2]])


def exchange_shapes(folder):
    features = (folder / "features.json").read_text()
    (folder / "features.json").write_text(features.replace('"28", "28", "1"', '"14", "56", "1"'))


DAMAGES = {
    "truncated": lambda folder: shard(folder).write_bytes(shard(folder).read_bytes()[:-100]),
    "one bit flipped": flip_a_byte,
    "a record missing": cut_after_a_record,
    "empty shard": lambda folder: shard(folder, "test").write_bytes(b""),
    "no shard": lambda folder: shard(folder).unlink(),
    "broken dataset_info": lambda folder: (folder / "dataset_info.json").write_text('{"name"'),
    "no dataset_info": lambda folder: (folder / "dataset_info.json").unlink(),
    "no features": lambda folder: (folder / "features.json").unlink(),
    "no test split": lambda folder: write_info(folder, {"train": 40}),
    "claims fewer": lambda folder: write_info(folder, {"train": 39, "test": 20}),
    "claims more": lambda folder: write_info(folder, {"train": 41, "test": 20}),
    "other image shape": exchange_shapes,
    "empty folder": lambda folder: [path.unlink() for path in folder.iterdir()],
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_damaged_data_never_passes_for_data(copy, runs, damage, capfd):
    damage(copy)
    before = sorted(copy.iterdir())
    with pytest.raises(DataError) as raised:
        load()
    message = str(raised.value)
    assert message.startswith(f"the prepared copy of mnist in {copy} is damaged (")
    assert "Delete that folder" in message
    assert "\n" not in message
    assert sorted(copy.iterdir()) == before
    assert capfd.readouterr().out == ""


def test_another_label_never_passes(copy, runs, pixels, labels):
    shutil.rmtree(copy)
    write_copy(copy, pixels, {**labels, "test": labels["test"][::-1]})
    with pytest.raises(DataError, match="its images or labels are not those of mnist"):
        load()


def test_another_order_of_the_images_is_the_same_data(copy, runs, pixels, labels):
    shutil.rmtree(copy)
    write_copy(copy, *({k: v[::-1] for k, v in part.items()} for part in (pixels, labels)))
    np.testing.assert_array_equal(load().test.labels, labels["test"][::-1])


def test_another_data_set_under_the_name_is_recognised(copy, runs, pixels, labels, monkeypatch):
    monkeypatch.setitem(DATA_SETS, "fashion_mnist", DATA_SETS["fashion_mnist"])
    know(pixels, labels, "fashion_mnist")
    know({**pixels, "test": 255 - pixels["test"]}, labels)
    with pytest.raises(DataError, match=f"mnist in {copy} holds the images of fashion_mnist"):
        load()


def test_another_data_set_moved_here_with_its_decoded_copy_is_recognised(
    copy, runs, pixels, labels, monkeypatch, tmp_path
):
    """The decoded copy fits the files beside it, but they are not what is asked for."""
    small = {"train": 40, "test": 20}
    fashion = dataclasses.replace(DATA_SETS["fashion_mnist"], **small)
    monkeypatch.setitem(DATA_SETS, "fashion_mnist", fashion)
    know(pixels, labels, "fashion_mnist")
    know({**pixels, "test": 255 - pixels["test"]}, labels)
    shutil.copytree(copy, tmp_path / "data" / "fashion_mnist" / "3.0.1")
    datasets.load("fashion_mnist", source="tfds", validation=10)
    shutil.rmtree(copy)
    (tmp_path / "data" / "fashion_mnist" / "3.0.1").rename(copy)
    assert (copy / "autoencoder-course.decoded").exists()
    with pytest.raises(DataError, match=f"mnist in {copy} holds the images of fashion_mnist"):
        load()


def test_another_data_set_of_another_size_is_recognised_too(
    copy, runs, pixels, labels, monkeypatch
):
    """As CIFAR-10 is in MNIST's place: not damaged, nothing to delete."""
    monkeypatch.setitem(DATA_SETS, "cifar10", DATA_SETS["cifar10"])
    know(pixels, labels, "cifar10")
    DATA_SETS["mnist"] = dataclasses.replace(DATA_SETS["mnist"], train=50, digest="another")
    with pytest.raises(DataError, match=f"mnist in {copy} holds the images of cifar10. Move"):
        load()


def test_a_shrunken_copy_that_agrees_with_itself_never_passes(copy, runs):
    """Metadata and files of 40 images agree; a whole copy would have 50."""
    DATA_SETS["mnist"] = dataclasses.replace(DATA_SETS["mnist"], train=50)
    with pytest.raises(DataError, match=r"expected uint8 arrays of shapes \[\(50, 28, 28, 1\)"):
        load()


def test_the_prepared_folder_is_the_newest_version_or_none(copy, tmp_path):
    assert datasets.prepared_folder("mnist") == copy
    (copy.with_name("3.0.10")).mkdir()
    assert datasets.prepared_folder("mnist") == copy.with_name("3.0.10")
    assert datasets.prepared_folder("cifar10") is None


def test_auto_says_that_the_copy_is_damaged_and_takes_the_sample(copy, runs, monkeypatch, capfd):
    monkeypatch.setenv("COURSE_DATA", "auto")
    flip_a_byte(copy)
    assert datasets.load("mnist", limit=10).source == "sample"
    out, _ = capfd.readouterr()
    assert out.count("\n") == 1
    assert str(copy) in out
    assert "damaged" in out


def test_an_interrupted_download_is_no_copy(copy, runs):
    copy.rename(copy.with_name("3.0.1.incompleteA1B2C3_mnist"))
    with pytest.raises(DataError, match=r"there is no prepared copy of mnist.*no network"):
        load()


def test_the_newest_version_is_read(copy, runs):
    shutil.copytree(copy, copy.with_name("3.0.10"))
    flip_a_byte(copy)  # so version 3.0.1 cannot be read
    assert len(load().test.images) == 20
