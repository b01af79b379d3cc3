"""The check of a layer inserted into a trained autoencoder."""

import keras
import numpy as np

from autoencoder_course import metrics
from autoencoder_course.checks.common import (
    apply,
    call,
    expect,
    expect_parts,
    fail,
    question,
    same_weights,
    sub_model,
    take_a_step,
)
from keras_autoencoders import builders


@question(
    "stacked.insert_layer",
    hints=(
        "What goes into the first new layer, and what should come out of the second one?",
        "Treat the old encoder and the old decoder as two finished blocks: encoder, new layer, "
        "new layer, decoder. Copy them first, with clone_model and set_weights.",
        "The new pair has to restore the old encoder's codes of `images`: by your greedy_step, or "
        "by sklearn's PCA(units), fitted to the codes. Its formula is that of question 5, and "
        "there is no ReLU here to keep on.",
    ),
)
def insert_layer(insert, code_size=12, units=5):
    """Check a function `insert(autoencoder, units, images)` that returns a deeper one."""
    keras.utils.set_random_seed(2)
    images = curved_images(2000)
    original = solved_autoencoder(code_size)
    before = original.get_weights()
    model = call(insert, original, units, images.copy())
    codes, restored = expect_parts(model, images, units)
    kept = model.get_weights()
    expect(
        all(any(np.array_equal(old, new) for new in kept) for old in before),
        "The layers of `autoencoder` have not kept their weights in the new model.",
    )
    expected = original.count_params() + 2 * units * code_size + units + code_size
    expect(
        model.count_params() == expected,
        f"Expected {expected} parameters: the old ones and two Dense layers with biases, "
        f"{code_size}–{units} and {units}–{code_size}. Received: {model.count_params()}.",
    )
    old = metrics.mean_squared_error(images, apply(original, images, "the autoencoder"))
    new = metrics.mean_squared_error(images, restored)
    mean = metrics.mean_image_baseline(images, images)
    if new >= old + 0.25 * (mean - old):
        target = apply(sub_model(original, "encoder"), images, "the old encoder")
        inserted = [w for w in kept if not any(np.array_equal(w, other) for other in before)]
        fail(
            f"The error rises from {old:.4f} to {new:.4f} by the insertion; the mean image has "
            f"{mean:.4f}. {why_it_rises(codes, inserted, target)}"
        )
    take_a_step(model, images[:32], images[:32])
    expect(
        same_weights(before, original),
        "`autoencoder` itself has changed, or changes when the new model is trained: use copies "
        "of its parts.",
    )


def why_it_rises(codes, inserted, target):
    """Say what keeps a new pair of layers from restoring its inputs.

    Args:
        codes: What the first new layer returns (n, units).
        inserted: The new arrays of weights, in any order.
        target: The old codes (n, code size), which the pair has to restore.
    """
    if np.mean(codes == 0) > 0.05:
        return (
            f"{100 * np.mean(codes == 0):.0f} % of the new codes are exactly 0: has the first new "
            "layer a ReLU, which cuts off one half? Leave its activation away, or take an ELU."
        )
    start = "Start the new pair from what it has to restore: the codes, mean included."
    back = second_layer_of(inserted, codes, target)
    if back is None:
        return start
    missed = target - back
    lost = 100 * np.mean(missed**2) / np.mean(np.var(target, axis=0))
    if np.mean(np.var(missed, axis=0)) < 0.5 * np.mean(missed**2):  # most of it is a constant
        return start
    if lost < 100:
        return (
            f"The new pair is on its way, but still loses {lost:.0f} % of the variance of the old "
            "codes: train it on them for more epochs, or take PCA of them."
        )
    return f"{start} If you trained it on them, give it more epochs: it does no better than random."


def second_layer_of(inserted, codes, target):
    """Return what the second new layer makes of codes, or None where it cannot be told."""
    kernels = [w for w in inserted if w.shape == (codes.shape[1], target.shape[1])]
    biases = [w for w in inserted if w.shape == (target.shape[1],)]
    return codes @ kernels[0] + biases[0] if len(kernels) == len(biases) == 1 else None


def curved_images(count, seed=0):
    """Make images of 6 × 5 pixels that three numbers describe."""
    generator = np.random.default_rng(seed)
    directions = np.random.default_rng(11).normal(size=(3, 30))
    logits = generator.uniform(-1, 1, size=(count, 3)) @ directions
    return (1 / (1 + np.exp(-logits))).reshape(count, 6, 5, 1).astype("float32")


def solved_autoencoder(code_size):
    """Make an autoencoder that restores `curved_images` well, without training it."""
    generator = np.random.default_rng(12)
    model = builders.vanilla((6, 5, 1), code_size, activation="tanh")
    kernel = generator.normal(scale=0.3, size=(30, code_size))
    bias = generator.normal(scale=0.2, size=code_size)
    pixels = curved_images(2000, seed=1).reshape(2000, -1).astype("float64")
    codes = np.tanh((pixels - 0.5) @ kernel + bias)
    features = np.column_stack([codes, np.ones(len(codes))])
    back = np.linalg.lstsq(features, np.log(pixels / (1 - pixels)), rcond=None)[0]
    model.set_weights([kernel, bias - 0.5 * kernel.sum(axis=0), back[:-1], back[-1]])
    return model
