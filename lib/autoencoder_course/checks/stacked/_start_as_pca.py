"""The check of weights with which a ReLU autoencoder starts as clipped PCA."""

import keras
import numpy as np

from autoencoder_course import metrics
from autoencoder_course.checks.common import (
    apply,
    call,
    expect,
    fail,
    question,
    random_images,
    sub_model,
    take_a_step,
)
from keras_autoencoders import builders

_TOLERANCE = 1e-3  # of a pixel: float32 keeps it unless the bias is huge
_OFF = (
    "Some units are off, for images unlike those that PCA was fitted to. Pixels may be anything "
    "from 0 to 1: which image makes a code smallest?"
)


@question(
    "stacked.start_as_pca",
    hints=(
        "PCA's code is (x - mean) @ components.T. Which kernel and which bias compute that? And "
        "what happens to its negative numbers?",
        "A shift lifts a code, and the decoder has to take off what it adds to the pixels. How "
        "large must the shift be: which image, with pixels from 0 to 1, makes a code smallest?",
        "Of (x - mean) @ c, the smallest value has white pixels where c is negative and black "
        "ones elsewhere. For the output, solve clip(y / 6 + 1 / 2, 0, 1) = clip(p, 0, 1) for y, "
        "and write p as a kernel and a bias.",
    ),
)
def start_as_pca(start, image_shape=(28, 28, 1), code_size=4, spare=2):
    """Check a function `start(model, pca)` that makes `model` compute clipped PCA."""
    keras.utils.set_random_seed(4)
    train = _shades(200, image_shape)
    pca = metrics.fit_pca(train, code_size + spare)
    model = builders.vanilla(image_shape, code_size, output_activation="hard_sigmoid")
    expect(
        call(start, model, pca) is model,
        "Expected `model` itself back, with other weights: set them with `set_weights`.",
    )
    images = _unlike(pca, code_size, image_shape)
    _expect_pca(model, pca, code_size, images)
    _expect_all_on(model, images)
    _expect_trainable(model, train)


def _shades(count, image_shape):
    """Make images that PCA restores with pixels below 0 and above 1.

    They differ most in how light they are. So the first component has one sign at nearly all
    pixels, and its code reaches furthest where nearly all of them are black, or white: with 784
    pixels some 14 below that of the mean image. That is more than any of the 64 components of
    clothes needs, and a constant lift that is too small for those fails here too.
    """
    generator = np.random.default_rng(5)
    strokes = np.random.default_rng(6).normal(size=(6, int(np.prod(image_shape))))
    strokes[0] = 1
    contrast = np.array([0.25, 0.08, 0.06, 0.05, 0.04, 0.03])
    ink = 0.5 + generator.normal(size=(count, 6)) * contrast @ strokes
    return np.clip(ink, 0, 1).reshape(count, *image_shape).astype("float32")


def _unlike(pca, code_size, image_shape):
    """Make images unlike the training ones: for each code the darkest and its negative, noise."""
    darkest = (pca.components_[:code_size] < 0).astype("float32").reshape(-1, *image_shape)
    noise = random_images(20, image_shape, seed=7)
    return np.concatenate([darkest, 1 - darkest, noise, 0 * noise[:1], 0 * noise[:1] + 1])


def _expect_pca(model, pca, code_size, images):
    expected = metrics.restore_with_pca(pca, images, code_size).clip(0, 1)
    restored = apply(model, images, "the model")
    worst = np.abs(restored - expected).max()
    if worst <= _TOLERANCE:
        return
    for sentence, holds in _mistakes(model, pca, code_size).items():
        expect(not holds, sentence)
    fail(
        f"A pixel differs by {worst:.3f} from clipped PCA's: write down what the network computes "
        "if all its units are on, and compare it with (x - mean) @ components.T @ components + "
        "mean."
    )


def _mistakes(model, pca, code_size):
    """Say which known mistakes explain a wrong output, by the sentence to say.

    While all units are on, the network is one straight line before its output: pixels times
    `slope`, plus `offset`.
    """
    down, down_bias, up, up_bias = (
        weights.astype("float64") for weights in map(np.asarray, model.get_weights())
    )
    rows, mean = pca.components_[:code_size].astype("float64"), pca.mean_.astype("float64")
    slope, offset = down @ up, down_bias @ up + up_bias
    project, rest = rows.T @ rows, mean - mean @ rows.T @ rows
    lift = down_bias + mean @ down  # what the biases add to PCA's own codes

    def close(first, second):
        return np.allclose(first, second, atol=1e-4)

    return {
        f"A bias of {np.abs(down_bias).max():.2g} is so large that rounding spoils the pixels: "
        "float32 has seven digits. Which one is just large enough?": (
            np.abs(down_bias).max() > 1e3
        ),
        'The decoder computes PCA\'s pixels, but then "hard_sigmoid" halves and shifts them: '
        "clip(y / 6 + 1 / 2, 0, 1) comes after it.": close(slope, project),
        'The factor 6 is there, but not the 1 / 2 of "hard_sigmoid".': (
            close(slope, 6 * project) and close(offset, 6 * rest)
        ),
        "The decoder does not take off again what the shift adds to the pixels.": (
            np.abs(lift).max() > 1e-3
            and close(slope, 6 * project)
            and close(offset, 6 * rest - 3 + lift @ up)
        ),
        "The mean is left out: PCA takes it off before the projection and puts it back after it.": (
            close(slope, 6 * project)
            and any(close(offset, 6 * wrong - 3) for wrong in (0, mean, rest - mean))
        ),
        _OFF: close(slope, 6 * project) and close(offset, 6 * rest - 3),
    }


def _expect_all_on(model, images):
    """Fail if a unit is off, which a right output can hide where its pixels are clipped."""
    expect(apply(sub_model(model, "encoder"), images, "the encoder").min() > 0, _OFF)


def _expect_trainable(model, images):
    expect(len(model.trainable_weights) == 4, "The model can't be trained any more: is it frozen?")
    changed = take_a_step(model, images, images)
    expect(all(changed), "A step of training leaves some of the weights as they are.")
