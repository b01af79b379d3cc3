"""What does it cost to feed TensorFlow as Keras does? `python tests/benchmarks/fit_waits.py`.

Trains the same network for the same epochs twice, first as Keras is, then after
`input_pipeline.feed_directly`. A wait shows as an epoch that takes much longer than the
median. Run it on a machine that does nothing else.
"""

import time

import keras
import numpy as np

from autoencoders import builders, input_pipeline, training

IMAGES, BATCH, EPOCHS = 20_000, 128, 40


class Clock(keras.callbacks.Callback):
    """Notes when each epoch ends."""

    def on_train_begin(self, logs=None):
        self.ends = []

    def on_epoch_end(self, epoch, logs=None):
        self.ends.append(time.perf_counter())


def epoch_seconds(images):
    """Train from the same start; return the seconds of each epoch but the first."""
    training.set_seed()
    model = builders.vanilla(images.shape[1:], code_size=100)
    steps = training.steps(images, BATCH)
    model.compile("adam", "mse", steps_per_execution=steps, jit_compile=False)
    clock = Clock()
    model.fit(images, images, batch_size=BATCH, epochs=EPOCHS, verbose=0, callbacks=[clock])
    return np.diff(clock.ends)


def main():
    images = np.random.default_rng(0).random((IMAGES, 28, 28, 1), dtype="float32")
    for name in ("as Keras is", "fed directly"):
        if name != "as Keras is":
            input_pipeline.feed_directly()
        seconds = epoch_seconds(images)
        median = np.median(seconds)
        waits = seconds[seconds > 1.3 * median]
        print(
            f"{name}: {len(seconds)} epochs in {seconds.sum():.1f} s, median {median:.3f} s, "
            f"{len(waits)} with a wait, {(waits - median).sum():.1f} s in all"
        )


if __name__ == "__main__":
    main()
