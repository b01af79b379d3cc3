"""Prepared copies of TensorFlow Datasets: a tiny one is written here, then damaged."""

import dataclasses
import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from autoencoder_course import datasets
from autoencoder_course.datasets import (
    DataError,
    _catalogue,
    _decoded_cache,
    _download,
    _prepared_copy,
    _tfds_process,
)
from autoencoder_course.datasets._catalogue import DATA_SETS

SHAPE = (28, 28, 1)
COUNTS = {"train": 40, "test": 20}
FEATURES = {
    "pythonClassName": "tensorflow_datasets.core.features.features_dict.FeaturesDict",
    "featuresDict": {
        "features": {
            "image": {
                "pythonClassName": "tensorflow_datasets.core.features.image_feature.Image",
                "image": {"dtype": "uint8", "shape": {"dimensions": [str(n) for n in SHAPE]}},
            },
            "label": {
                "pythonClassName": (
                    "tensorflow_datasets.core.features.class_label_feature.ClassLabel"
                ),
                "classLabel": {"numClasses": "10"},
            },
        }
    },
}


def write_copy(folder, images, labels):
    """Write what TensorFlow Datasets would have prepared: one shard per split."""
    import tensorflow as tf

    folder.mkdir(parents=True)
    for split in COUNTS:
        shard = folder / f"mnist-{split}.tfrecord-00000-of-00001"
        with tf.io.TFRecordWriter(str(shard)) as writer:
            for image, label in zip(images[split], labels[split], strict=True):
                png = tf.train.BytesList(value=[tf.io.encode_png(image).numpy()])
                number = tf.train.Int64List(value=[label])
                feature = {
                    "image": tf.train.Feature(bytes_list=png),
                    "label": tf.train.Feature(int64_list=number),
                }
                example = tf.train.Example(features=tf.train.Features(feature=feature))
                writer.write(example.SerializeToString())
    (folder / "features.json").write_text(json.dumps(FEATURES))
    write_info(folder, COUNTS)


def write_info(folder, counts):
    splits = [
        {
            "name": split,
            "shardLengths": [str(count)],
            "numBytes": "1",
            "filepathTemplate": "{DATASET}-{SPLIT}.{FILEFORMAT}-{SHARD_X_OF_Y}",
        }
        for split, count in counts.items()
    ]
    info = {"name": "mnist", "version": "3.0.1", "fileFormat": "tfrecord", "splits": splits}
    (folder / "dataset_info.json").write_text(json.dumps(info))


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


def know(pixels, labels, name="mnist"):
    """Make these images the ones that the catalogue expects."""
    digest = _catalogue.digest(pixels["train"], labels["train"], pixels["test"], labels["test"])
    DATA_SETS[name] = dataclasses.replace(DATA_SETS[name], digest=digest)


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


def load():
    return datasets.load("mnist", source="tfds", validation=10)


def shard(folder, split="train"):
    return folder / f"mnist-{split}.tfrecord-00000-of-00001"


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


@pytest.fixture
def read_only(copy):
    copy.chmod(0o555)
    yield
    copy.chmod(0o755)


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


def write_array_record(folder):
    """Write the same copy as TensorFlow Datasets prepares it in the ArrayRecord format."""
    import tensorflow as tf
    from array_record.python.array_record_module import ArrayRecordWriter

    for old in folder.glob("*.tfrecord-*"):
        writer = ArrayRecordWriter(str(old).replace("tfrecord", "array_record"), "group_size:1")
        for record in tf.data.TFRecordDataset(str(old)):
            writer.write(record.numpy())
        writer.close()
        old.unlink()
    info = (folder / "dataset_info.json").read_text()
    (folder / "dataset_info.json").write_text(info.replace('"tfrecord"', '"array_record"'))


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
