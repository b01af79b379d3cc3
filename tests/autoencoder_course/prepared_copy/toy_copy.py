"""A tiny prepared copy of TensorFlow Datasets, for tests."""

import dataclasses
import json

from autoencoder_course import datasets
from autoencoder_course.datasets import (
    _catalogue,
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


def know(pixels, labels, name="mnist"):
    """Make these images the ones that the catalogue expects."""
    digest = _catalogue.digest(pixels["train"], labels["train"], pixels["test"], labels["test"])
    DATA_SETS[name] = dataclasses.replace(DATA_SETS[name], digest=digest)


def load():
    return datasets.load("mnist", source="tfds", validation=10)


def shard(folder, split="train"):
    return folder / f"mnist-{split}.tfrecord-00000-of-00001"


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
