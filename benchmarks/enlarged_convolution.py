"""What does one layer save that two did? `python -m benchmarks.enlarged_convolution`.

First the published network of lecture 5 with `fuse_last_enlargement` and without it,
in parts of 250 and in whole batches of 2,000 pictures, each in a process of its own for its
memory; then single pairs of an enlargement and a convolution to three colours. Set
KERAS_BACKEND for another backend. Run it on a machine that does nothing else.
"""

import subprocess
import sys

import keras
import numpy as np

from benchmarks.frameworks.child import peak_memory
from benchmarks.frameworks.keras_fit import Clock
from keras_autoencoders import builders, layers, training

PAIRS = ((16, 64, 250), (16, 32, 64), (14, 32, 128), (16, 16, 64))  # side, channels, batch
STEPS = 8
PARTS = (250, 2000)
PICTURES = 10_000


def epoch_seconds(model, inputs, targets, batch, epochs):
    """Train; return the median seconds of all epochs but the first."""
    model.compile("adam", "mse", steps_per_execution=training.steps_per_execution(inputs, batch))
    clock = Clock()
    model.fit(inputs, targets, batch_size=batch, epochs=epochs, verbose=0, callbacks=[clock])
    return np.median(clock.seconds()[1:])


def pair(side, channels, batch, interpolation, in_one):
    """Return the seconds of a step of the pair, after a layer that wants its gradient."""
    inputs = keras.Input((side, side, channels))
    maps = keras.layers.Conv2D(channels, 1)(inputs)
    if in_one:
        outputs = layers.EnlargedConv2D(3, 3, interpolation)(maps)
    else:
        large = keras.layers.UpSampling2D(2, interpolation=interpolation)(maps)
        outputs = keras.layers.Conv2D(3, 3, padding="same")(large)
    random = np.random.default_rng(0)
    given = random.random((STEPS * batch, side, side, channels), "float32")
    wanted = random.random((STEPS * batch, 2 * side, 2 * side, 3), "float32")
    return epoch_seconds(keras.Model(inputs, outputs), given, wanted, batch, epochs=6) / STEPS


def network(part, in_one):
    """Print how long an epoch of the published network takes, and how much memory."""
    model = builders.convolutional(
        (32, 32, 3),
        [64, 128, 128],
        1024,
        decoder_filters=[128, 64, 64],
        activation=keras.layers.LeakyReLU(0.1),
        output_activation="relu",
        up_sampling="bilinear",
        padding="symmetric",
        fuse_last_enlargement=in_one,
    )
    images = np.random.default_rng(0).random((PICTURES, 32, 32, 3), "float32")
    seconds = epoch_seconds(model, images, images, part, epochs=4)
    print(
        f"published network, parts of {part:,}, {'one layer' if in_one else 'two layers'}: "
        f"an epoch of {PICTURES:,} in {seconds:.1f} s, {peak_memory() / 1000:.1f} GB",
        flush=True,
    )


def main():
    """Ask a process for each network, then print what the pairs take."""
    # First: a process starts with the most memory that its parent has had.
    for part in PARTS:
        for in_one in ("", "one"):
            command = [sys.executable, "-m", "benchmarks.enlarged_convolution", str(part), in_one]
            subprocess.run(command, check=True)
    for side, channels, batch in PAIRS:
        for interpolation in ("nearest", "bilinear"):
            two, one = (pair(side, channels, batch, interpolation, it) for it in (False, True))
            print(
                f"{keras.backend.backend()}: {channels} channels of {side} × {side}, "
                f"{interpolation}, batch {batch}: {1e3 * two:.1f} ms in two layers, "
                f"{1e3 * one:.1f} ms in one, {two / one:.1f} times as fast",
                flush=True,
            )


if __name__ == "__main__":
    if len(sys.argv) == 3:
        network(int(sys.argv[1]), bool(sys.argv[2]))
    else:
        main()
