"""What `fit` alone does not do."""

import logging
import math

import keras

from autoencoders import _arguments, input_pipeline, settings
from autoencoders.pca_start import start_at_pca  # noqa: F401
from autoencoders.pretraining import pretrain_layerwise  # noqa: F401

# A lecture trains dozens of models, and TensorFlow warns that it traces each of them.
logging.getLogger("tensorflow").addFilter(lambda record: "retracing" not in record.getMessage())


def epochs(count: int) -> int:
    """Return how many epochs to train: `count`, or fewer under the quick profile.

    Args:
        count: Epochs of the full recipe, a positive integer.

    Returns:
        `count` under the full profile, at most `settings.QUICK_EPOCHS` under the quick one.

    Raises:
        ValueError: if `count` is not a positive integer.
    """
    count = _arguments.positive_integer("count", count)
    return count if settings.profile() == "full" else min(count, settings.QUICK_EPOCHS)


def seeds(count: int) -> list[int]:
    """Return the seeds of a comparison: `count` of them, or fewer under the quick profile.

    Args:
        count: Repetitions of the full recipe, an integer of at least 2.

    Returns:
        Distinct integers, the first ones from 0 on; `COURSE_SEED` shifts them. Give each
        to `set_seed` before building a model, and to whatever else draws at random.

    Raises:
        ValueError: if `count` is not an integer of at least 2: one run has no interval.
    """
    if _arguments.positive_integer("count", count) < 2:
        raise ValueError(f"Expected `count` to be at least 2. Received: count={count}")
    if settings.profile() == "quick":
        count = min(count, settings.QUICK_SEEDS)
    return [_shifted(seed) for seed in range(count)]


def by_profile(full, quick):
    """Return one of two values, such as a long and a short list of settings to try.

    Args:
        full: The value of the real recipe.
        quick: The value for a first look.

    Returns:
        `full` under the full profile, `quick` under the quick one.
    """
    return full if settings.profile() == "full" else quick


def set_seed(seed: int | None = None) -> None:
    """Make what follows reproducible; call it before building a model, not after.

    Args:
        seed: One of `seeds`; None for the seed of everything that is trained once. With
            another `COURSE_SEED` both are others, to see how much a result depends on it.
    """
    keras.utils.set_random_seed(_shifted(0) if seed is None else seed)


def _shifted(seed: int) -> int:
    return seed + 1000 * settings.seed_offset()


def steps(images, batch_size: int) -> int:
    """Return how many batches make one epoch; the last one may be smaller.

    Args:
        images: Array (n, ...) of training examples.
        batch_size: Examples in a batch, a positive integer.

    Returns:
        n / batch_size, rounded up.

    Raises:
        ValueError: if `batch_size` is not a positive integer.
    """
    return math.ceil(len(images) / _arguments.positive_integer("batch_size", batch_size))


def speed_options(images, batch_size: int, *, fuse: bool = False) -> dict:
    """Return the arguments of `compile` that make small networks train fast on a CPU.

    Small batches of cheap arithmetic are over sooner than Python needs to ask for the
    next one. `steps_per_execution` lets the backend run a whole epoch before it returns
    to Python. Under TensorFlow, calling this also keeps `fit` from waiting at the end of an
    epoch and from copying batches it need not copy, for the rest of the process
    (`input_pipeline.feed_directly`). Without `fuse`, nothing of what is computed changes.

    Args:
        images: Array (n, ...) of training examples.
        batch_size: Examples in a batch, a positive integer.
        fuse: Whether TensorFlow compiles with XLA, which makes one operation of several
            cheap ones, on a CPU too; each step then rounds differently, in the seventh digit.
            Compiling takes up to a second there, so it can pay in long trainings of small dense
            layers with many outputs (`tests/benchmarks/fit_waits.py`), and it slows
            convolutions down. Otherwise Keras decides: it compiles with XLA on JAX, and on
            TensorFlow if there is a GPU. PyTorch is never compiled.

    Returns:
        A dict to pass on: `model.compile(..., **training.speed_options(images, 128))`.

    Raises:
        ValueError: if `batch_size` is not a positive integer.
    """
    input_pipeline.feed_directly()
    backend = keras.backend.backend()
    return {
        # PyTorch runs eagerly, and Keras refuses anything but 1 there.
        "steps_per_execution": 1 if backend == "torch" else steps(images, batch_size),
        # Keras's own choice compiles with XLA on JAX, and on TensorFlow if there is a GPU.
        "jit_compile": True if fuse and backend == "tensorflow" else "auto",
    }


class Progress(keras.callbacks.Callback):
    """Show one line that is updated in place, instead of a bar per epoch.

    What stays in the notebook is the last line: epochs and final losses, no timings, so
    that running an unchanged notebook again changes nothing in it. Pass it to `fit` as
    `callbacks=[training.Progress()]` together with `verbose=0`.

    Args:
        label: Words to put before the numbers.
    """

    def __init__(self, label: str = ""):
        super().__init__()
        self.label = label

    def on_train_begin(self, logs=None):
        """Open the line."""
        from IPython.display import display

        self._line = display(_Text(f"{self.label} training"), display_id=True)

    def on_epoch_end(self, epoch, logs=None):
        """Write the epoch's losses into the line."""
        if self._line is None:  # not in a notebook
            return
        numbers = "  ".join(f"{name} {value:.4f}" for name, value in (logs or {}).items())
        epochs = self.params["epochs"]
        self._line.update(_Text(f"{self.label} epoch {epoch + 1}/{epochs}  {numbers}"))


class _Text:
    """Shows as plain text, without quotation marks."""

    def __init__(self, text: str):
        self.text = text.strip()

    def __repr__(self):
        return self.text
