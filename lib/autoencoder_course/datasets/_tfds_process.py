"""The one place that runs TensorFlow to read data, in a process of its own.

A notebook never imports TensorFlow for its data: `decode` and `prepare` start this file
as a script and take its answer from standard output. So TensorFlow's log lines and
progress bars stay out of notebooks, no GPU memory is taken beside JAX or PyTorch, and a
download that hangs can be stopped.
"""

import io
import os
import subprocess
import sys

import numpy as np

# Exit status, where standard output holds the reason in words.
_FAILED = 3  # because of the data or the network
_UNABLE = 4  # because of this machine or what is installed on it
_BATCH = 1000  # images decoded at a time
_MACHINE = (ImportError, MemoryError, PermissionError)
_MACHINE_IN_TENSORFLOW = ("PermissionDeniedError", "ResourceExhaustedError")


class WorkerError(Exception):
    """What went wrong in the other process, in one line."""


class UnableError(WorkerError):
    """What this machine lacks to read data that may well be whole, in one line."""


# Called by the library.


def decode(directory: str) -> list[np.ndarray]:
    """Read both splits of a prepared directory in their stored order.

    Args:
        directory: a version folder of TensorFlow Datasets, such as `…/mnist/3.0.1`.

    Returns:
        Training images, training labels, test images and test labels: all uint8, images
        (n, height, width, channels), labels (n,).

    Raises:
        UnableError: if the files may be whole, but cannot be read here.
        WorkerError: if the files are damaged or incomplete.
    """
    answer = io.BytesIO(_run("decode", directory))
    return [np.lib.format.read_array(answer, allow_pickle=False) for _ in range(4)]


def prepare(name: str, data_dir: str, patience: float | None = None) -> None:
    """Download a data set from its original server and prepare it below `data_dir`.

    Args:
        name: the data set's name in TensorFlow Datasets.
        data_dir: where; what an interrupted download leaves there is the caller's to clear.
        patience: seconds that this may take, None for no limit.

    Raises:
        WorkerError: if it fails or takes longer.
    """
    _run("prepare", name, data_dir, patience=patience)


def _run(*arguments: str, patience: float | None = None) -> bytes:
    # -P: a student's file called `random.py` must not stand in for Python's own.
    command = [sys.executable, "-P", __file__, *arguments]
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}
    try:
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=patience,
        )
    except subprocess.TimeoutExpired:
        raise WorkerError(f"not done after {patience:.0f} s") from None
    except OSError as error:
        raise UnableError(f"cannot start {sys.executable!r}: {error}") from None
    return _checked(done.returncode, done.stdout)


def _checked(status: int, content: bytes) -> bytes:
    """What the other process has written, or its failure raised."""
    if status == 0:
        return content
    if status == _FAILED:
        raise WorkerError(content.decode(errors="replace"))
    if status == _UNABLE:
        raise UnableError(content.decode(errors="replace"))
    ending = f"with status {status}" if status > 0 else f"by signal {-status}"
    memory = ", as it does where memory runs out" if status == -9 else ""
    raise UnableError(f"the reading process ended {ending}{memory}")


# Run in the other process.


def answer(arguments: list[str]) -> tuple[int, bytes]:
    """Carry out one command. Returns the exit status and what to write."""
    try:
        import tensorflow_datasets as tfds

        tfds.disable_progress_bar()
        command, *rest = arguments
        return 0, {"decode": _decode, "prepare": _prepare}[command](tfds, *rest)
    except Exception as error:
        first_line = (str(error).strip() or "no details").splitlines()[0]
        kind = type(error).__name__
        is_machine = isinstance(error, _MACHINE) or kind in _MACHINE_IN_TENSORFLOW
        return _UNABLE if is_machine else _FAILED, f"{kind}: {first_line[:300]}".encode()


def _decode(tfds, directory: str) -> bytes:
    """The four arrays in .npy format, one after another."""
    builder = tfds.builder_from_directory(directory)
    packed = io.BytesIO()
    for split in ("train", "test"):
        for array in _decode_split(tfds, builder, split):
            np.save(packed, array, allow_pickle=False)
    return packed.getvalue()


def _decode_split(tfds, builder, split: str) -> tuple[np.ndarray, np.ndarray]:
    count = builder.info.splits[split].num_examples
    try:
        batches = _batches(tfds, builder, split)
    except ImportError as error:
        file_format = builder.info.file_format.value
        raise ImportError(f"for files in the {file_format} format, {error}") from None
    images = np.empty((count, *builder.info.features["image"].shape), np.uint8)
    labels = np.empty(count, np.uint8)
    start = 0
    for batch in batches:
        stop = start + len(batch["label"])
        images[start:stop] = batch["image"]
        labels[start:stop] = batch["label"]
        start = stop
    if start != count:
        raise ValueError(f"the {split} split holds {start} images instead of {count}")
    return images, labels


def _batches(tfds, builder, split: str):
    """Iterate over images and labels as arrays, in their stored order."""
    if builder.info.file_format.value == "array_record":  # which as_dataset cannot read
        return _array_record_batches(builder, split)
    # A cycle of one file keeps the stored order also where a split has several files.
    order = tfds.ReadConfig(interleave_cycle_length=1, try_autocache=False)
    return tfds.as_numpy(builder.as_dataset(split=split, batch_size=_BATCH, read_config=order))


def _array_record_batches(builder, split: str):
    import array_record.python.array_record_module  # noqa: F401  # says clearly if it is missing

    source = builder.as_data_source(split=split)

    def batches():
        for start in range(0, len(source), _BATCH):
            examples = source.__getitems__(range(start, min(start + _BATCH, len(source))))
            yield {
                part: np.stack([example[part] for example in examples])
                for part in ("image", "label")
            }

    return batches()


def _prepare(tfds, name: str, data_dir: str) -> bytes:
    tfds.builder(name, data_dir=data_dir).download_and_prepare()
    return b""


if __name__ == "__main__":
    # Whatever the libraries print must not land in the answer.
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)
        status, content = answer(sys.argv[1:])
        out.write(content)
    sys.exit(status)
