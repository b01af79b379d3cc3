"""What does it cost to feed TensorFlow as Keras does? `python tests/benchmarks/fit_waits.py`.

Trains the same network for the same epochs, shuffled and in a fixed order, first as Keras is,
then after `_input_pipeline.feed_directly`, then also compiled with XLA (`fuse=True`). A wait
shows as an epoch that takes much longer than the median; what compiling costs shows in the
first epoch. Run it on a machine that does nothing else.
"""

import keras
import numpy as np

from autoencoder_course import profile
from benchmarks.frameworks.keras_fit import Clock
from keras_autoencoders import builders, training
from keras_autoencoders.training import _input_pipeline

SIZES = ((20_000, 128, 40), (60_000, 1_000, 15))  # images, batch, epochs
ORDERS = {"shuffled": True, "in a fixed order": False}


def epoch_seconds(images, batch, epochs, shuffle, fuse):
    """Train from the same start; return the seconds of each epoch."""
    profile.set_seed()
    model = builders.vanilla(images.shape[1:], code_size=100)
    model.compile(
        keras.optimizers.SGD(0.1, momentum=0.9),
        "mse",
        steps_per_execution=training.steps(images, batch),
        jit_compile=fuse,
    )
    clock = Clock()
    model.fit(
        images,
        images,
        batch_size=batch,
        epochs=epochs,
        shuffle=shuffle,
        verbose=0,
        callbacks=[clock],
    )
    return clock.seconds()


def tell(name, seconds):
    """Print how long the epochs took, and how many of them waited."""
    first, seconds = seconds[0], seconds[1:]
    median = np.median(seconds)
    waits = seconds[seconds > 1.3 * median]
    print(
        f"{name}: the first epoch {first:.2f} s, {len(seconds)} more in {seconds.sum():.1f} s, "
        f"median {median:.3f} s, {len(waits)} with a wait, {(waits - median).sum():.1f} s in all"
    )


def main():
    generator = np.random.default_rng(0)
    images = generator.random((max(size[0] for size in SIZES), 28, 28, 1), dtype="float32")
    for name in ("as Keras is", "fed directly", "fed directly and fused"):
        if name != "as Keras is":
            _input_pipeline.feed_directly()
        for count, batch, epochs in SIZES:
            for order, shuffle in ORDERS.items():
                title = f"{name}, {count:,} images, batch {batch:,}, {order}"
                fuse = name.endswith("fused")
                tell(title, epoch_seconds(images[:count], batch, epochs, shuffle, fuse))


if __name__ == "__main__":
    main()
