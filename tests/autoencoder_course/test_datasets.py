"""`datasets.load` and `balanced_subset`: arguments, splits, sources. No network, no real data."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from autoencoder_course import profile
from autoencoder_course.datasets import (
    DataError,
    Split,
    _download,
    _offline_sample,
    _prepared_copy,
    balanced_subset,
    load,
)
from autoencoder_course.datasets._catalogue import DATA_SETS, digest

TRAIN, TEST = 100, 30
REAL_READ = _prepared_copy.read


@pytest.fixture(autouse=True)
def no_network_and_no_data(monkeypatch, tmp_path):
    """An empty machine: nothing prepared, nobody answers (port 9 discards, if anything)."""
    for variable in ("COURSE_PROFILE", "COURSE_DATA"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("TFDS_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(_download, "GOOGLE", "http://127.0.0.1:9")
    for name, known in DATA_SETS.items():
        monkeypatch.setitem(DATA_SETS, name, replace(known, server="http://127.0.0.1:9"))


@pytest.fixture
def small_data(monkeypatch):
    """Stand-ins for both sources in which image number i has the grey level i."""

    def arrays(first):
        train, test = np.arange(TRAIN), np.arange(TEST)
        pixels = [np.broadcast_to(n[:, None, None, None], (len(n), 4, 4, 1)) for n in (train, test)]
        labels = [(first + n) % 10 for n in (train, test)]
        return [a.astype(np.uint8) for a in (pixels[0], labels[0], pixels[1], labels[1])]

    monkeypatch.setattr(_prepared_copy, "read", lambda name, patience: arrays(0))
    monkeypatch.setattr(_offline_sample, "make", lambda name: arrays(1))


def test_the_last_training_images_become_the_validation_split(small_data):
    data = load("mnist", source="tfds", validation=25)
    assert [len(split.images) for split in (data.train, data.validation, data.test)] == [75, 25, 30]
    np.testing.assert_array_equal(
        data.train.images[:, 0, 0, 0], np.arange(75, dtype=np.float32) / 255
    )
    np.testing.assert_array_equal(
        data.validation.images[:, 0, 0, 0], np.arange(75, 100, dtype=np.float32) / 255
    )
    np.testing.assert_array_equal(data.validation.labels, np.arange(75, 100) % 10)


def test_images_and_labels_have_the_promised_types(small_data):
    data = load("cifar10", source="tfds", validation=10)
    for images, labels in (data.train, data.validation, data.test):
        assert images.dtype == np.float32
        assert images.flags.c_contiguous
        assert images.shape[1:] == (4, 4, 1)
        assert labels.dtype == np.int64
        assert labels.shape == (len(images),)


def test_limit_keeps_the_first_images_of_every_split(small_data):
    data = load("mnist", source="tfds", validation=50, limit=7)
    for split, first in ((data.train, 0), (data.validation, 50), (data.test, 0)):
        assert (
            split.images[:, 0, 0, 0].tolist()
            == (np.arange(first, first + 7, dtype=np.float32) / 255).tolist()
        )
        assert len(split.labels) == 7


def test_a_limit_beyond_the_data_takes_all(small_data):
    assert len(load("mnist", source="tfds", validation=1, limit=10**9).test.images) == TEST


def test_quick_profile_sets_the_limit_and_an_argument_wins(small_data, monkeypatch):
    monkeypatch.setenv("COURSE_PROFILE", "quick")
    monkeypatch.setattr(profile, "QUICK_IMAGES", 12)
    assert len(load("mnist", source="tfds", validation=20).train.images) == 12
    assert len(load("mnist", source="tfds", validation=20, limit=13).train.images) == 13


def test_no_validation_split_is_an_empty_one(small_data):
    data = load("mnist", source="tfds", validation=0)
    assert data.validation.images.shape == (0, 4, 4, 1)
    assert data.validation.labels.shape == (0,)
    assert len(data.train.images) == TRAIN


def test_of_the_sample_at_most_a_quarter_becomes_the_validation_split(small_data):
    data = load("mnist", source="sample", validation=5_000)
    assert [len(split.images) for split in data[:3]] == [75, 25, 30]
    assert len(load("mnist", source="sample", validation=7).validation.images) == 7


def test_numpy_integers_are_integers(small_data):
    data = load("mnist", source="tfds", validation=np.int64(5), limit=np.uint8(3))
    assert len(data.train.images) == 3


def test_source_comes_from_the_argument_then_the_environment(small_data, monkeypatch):
    assert load("mnist", validation=0).source == "tfds"
    monkeypatch.setenv("COURSE_DATA", "sample")
    assert load("mnist", validation=0).source == "sample"
    assert load("mnist", validation=0, source="auto").source == "sample"
    assert load("mnist", validation=0, source="tfds").source == "tfds"
    monkeypatch.setenv("COURSE_DATA", "tfds")
    assert load("mnist", validation=0, source="sample").source == "sample"


def test_an_unknown_environment_setting_is_refused(small_data, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", "internet")
    with pytest.raises(ValueError, match=r"COURSE_DATA.*internet"):
        load("mnist")


def test_representations_are_one_short_line(small_data):
    data = load("mnist", source="tfds", validation=10)
    assert repr(data) == (
        "ImageData('mnist' from 'tfds': 90 + 10 + 30 images (train + validation + test) of 4×4×1)"
    )
    assert repr(data.train) == "Split(90 images of 4×4×1)"


@pytest.mark.parametrize(
    "arguments",
    [
        {"name": "imagenet"},
        {"name": None},
        {"name": ["mnist"]},
        {"source": "internet"},
        {"source": None},
        *({"limit": value} for value in (0, -3, True, 2.0, "10", np.float64(5))),
        *({"validation": value} for value in (-1, True, 5.0, "10", None, TRAIN, TRAIN + 1)),
    ],
    ids=str,
)
def test_a_bad_argument_is_named_with_the_value_received(small_data, arguments):
    [(argument, value)] = arguments.items()
    with pytest.raises(ValueError, match=f"^Expected `{argument}` to be ") as raised:
        load(**{"name": "mnist", "source": "tfds", "validation": 5, **arguments})
    assert str(raised.value).endswith(f"Received: {argument}={value!r}")


def test_without_network_auto_says_in_one_line_that_it_uses_the_sample(
    small_data, monkeypatch, tmp_path, capfd
):
    monkeypatch.setattr(_prepared_copy, "read", REAL_READ)
    data = load("fashion_mnist", validation=0)
    out, err = capfd.readouterr()
    assert data.source == "sample"
    assert out.count("\n") == 1
    assert out.startswith("fashion_mnist: the offline sample instead of the real data")
    for words in (str(tmp_path / "data"), "no network", "numbers will differ"):
        assert words in out
    assert err == ""
    assert list(tmp_path.iterdir()) == []


def test_without_network_tfds_says_what_to_do(tmp_path, capfd):
    with pytest.raises(DataError) as raised:
        load("mnist", source="tfds")
    for words in (str(tmp_path / "data"), "does not exist", "no network", "source='sample'"):
        assert words in str(raised.value)
    assert capfd.readouterr() == ("", "")
    assert list(tmp_path.iterdir()) == []


def test_a_web_address_is_no_data_directory(monkeypatch):
    monkeypatch.setenv("TFDS_DATA_DIR", "gs://tfds-data/datasets")
    with pytest.raises(DataError, match="TFDS_DATA_DIR=gs://tfds-data/datasets is not a directory"):
        load("mnist", source="tfds")


def test_importing_reads_nothing_and_imports_no_framework():
    code = """
import sys
from autoencoder_course import datasets
print(sorted({"tensorflow", "tensorflow_datasets", "keras", "sklearn"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_the_digest_sees_every_pixel_and_label_but_no_order():
    images = np.arange(24, dtype=np.uint8).reshape(6, 2, 2, 1)
    labels = np.array([3, 1, 4, 1, 5, 9], np.uint8)
    order = np.array([2, 0, 3, 1])
    first = digest(images[:4], labels[:4], images[4:], labels[4:])
    assert digest(images[:4][order], labels[:4][order], images[4:], labels[4:]) == first
    others = {
        digest(images[:4] ^ np.uint8(1), labels[:4], images[4:], labels[4:]),
        digest(images[:4], labels[:4][order], images[4:], labels[4:]),
        digest(images[2:], labels[2:], images[:2], labels[:2]),
    }
    assert len({first, *others}) == 4


def split_of(*labels):
    return Split(np.arange(len(labels), dtype=np.float32)[:, None, None, None], np.array(labels))


def test_a_balanced_subset_has_equal_classes():
    split = split_of(*np.repeat(np.arange(10), np.arange(20, 70, 5)))
    subset = balanced_subset(split, 100, seed=0)
    assert np.bincount(subset.labels).tolist() == [10] * 10
    numbers = subset.images[:, 0, 0, 0].astype(int)
    assert len(set(numbers)) == 100
    np.testing.assert_array_equal(split.labels[numbers], subset.labels)


def test_what_is_left_over_goes_to_different_classes():
    counts = np.bincount(balanced_subset(split_of(*[0, 1, 2] * 10), 8, seed=3).labels)
    assert sorted(counts) == [2, 3, 3]


def test_a_short_class_gives_all_it_has():
    subset = balanced_subset(split_of(0, 1, 1, 1, 1, 2, 2, 2, 2), 7, seed=1)
    assert np.bincount(subset.labels).tolist() == [1, 3, 3]


def test_a_smaller_subset_begins_a_larger_one_and_seeds_differ():
    split = split_of(*[0, 1, 2, 3, 4] * 20)
    small, large = (balanced_subset(split, count, seed=5).images for count in (10, 60))
    np.testing.assert_array_equal(small, large[:10])
    assert not np.array_equal(large, balanced_subset(split, 60, seed=6).images)


def test_all_images_can_be_drawn():
    subset = balanced_subset(split_of(0, 0, 0, 1), 4, seed=0)
    assert sorted(subset.images.ravel()) == [0, 1, 2, 3]


@pytest.mark.parametrize("count", [0, -1, 2, 7, True, 4.0, "4", None])
def test_a_count_that_cannot_be_drawn_is_refused(count):
    with pytest.raises(ValueError, match=r"Expected `count`.*Received: count="):
        balanced_subset(split_of(0, 0, 1, 1, 2, 2), count, seed=0)


@pytest.mark.parametrize("seed", [-1, 1.5, None, False])
def test_a_bad_seed_is_refused(seed):
    with pytest.raises(ValueError, match=r"Expected `seed`.*Received: seed="):
        balanced_subset(split_of(0, 1), 2, seed=seed)
