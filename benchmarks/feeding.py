"""What does it cost to feed `fit`? `python -m benchmarks.feeding [--busy PROCESSES]`.

Trains the same network for the same epochs with batches out of arrays, then with a whole epoch
for each call (`steps_per_execution`), then also with batches cut once (`training.fixed_order`).
An epoch that takes much longer than the median has waited for TensorFlow's tuning of how batches
are read, which happens on busy cores above all: `--busy 2` keeps two of them busy meanwhile.
"""

import argparse
import contextlib
import subprocess
import sys

import keras
import numpy as np

from benchmarks.frameworks.keras_fit import Clock
from keras_autoencoders import builders, training

SIZES = ((20_000, 128, 20), (60_000, 1_000, 15))  # images, batch, epochs
WAYS = ("arrays", "arrays, an epoch a call", "batches cut once, an epoch a call")


def epoch_seconds(way, images, batch, epochs):
    """Train from the same start; return the seconds of each epoch."""
    keras.utils.set_random_seed(0)
    model = builders.vanilla(images.shape[1:], code_size=100)
    steps = 1 if way == "arrays" else training.steps_per_execution(images, batch)
    model.compile(keras.optimizers.SGD(0.1, momentum=0.9), "mse", steps_per_execution=steps)
    if way.startswith("batches"):
        data = {"x": training.fixed_order(images, images, batch)}
    else:
        data = {"x": images, "y": images, "batch_size": batch}
    clock = Clock()
    model.fit(**data, epochs=epochs, shuffle=False, verbose=0, callbacks=[clock])
    return clock.seconds()


def tell(name, seconds):
    """Print how long the epochs took, and how many of them waited."""
    first, seconds = seconds[0], seconds[1:]
    median = np.median(seconds)
    waits = seconds[seconds > 1.3 * median]
    print(
        f"{name}: the first epoch {first:.2f} s, {len(seconds)} more in {seconds.sum():.1f} s, "
        f"median {median:.3f} s, {len(waits)} with a wait, {(waits - median).sum():.1f} s in all",
        flush=True,
    )


@contextlib.contextmanager
def busy_cores(count):
    """Let other processes compute meanwhile."""
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for other in others:
            other.kill()
            other.wait()


def main(arguments=None):
    """Measure every way with every size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--busy", type=int, default=0, help="processes that compute meanwhile")
    count = parser.parse_args(arguments).busy
    random = np.random.default_rng(0)
    images = random.random((max(size[0] for size in SIZES), 28, 28, 1), dtype="float32")
    with busy_cores(count):
        for images_used, batch, epochs in SIZES:
            for way in WAYS:
                seconds = epoch_seconds(way, images[:images_used], batch, epochs)
                tell(f"{images_used:,} images, batch {batch:,}, {way}", seconds)


if __name__ == "__main__":
    main()
