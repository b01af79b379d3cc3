"""The check of the baselines: the mean image, PCA, and PCA with clipped pixels."""

import numpy as np

from autoencoder_course import metrics
from autoencoder_course.checks.common import call, expect_items, expect_value, number, question


@question(
    "vanilla.baselines",
    hints=(
        "All three learn from the training images only, and all three are measured on the test "
        "images. What does each answer to a test image?",
        "Turn images into rows of pixels. Take the mean training image off both sets; project "
        "the test rows onto the first directions and back; put the mean on again.",
        "The directions are the first rows of np.linalg.svd(centred, full_matrices=False)[2]. "
        "Clip the reconstruction, not the image, and compare it with the test images.",
    ),
)
def baselines(measure, components=3):
    """Check a function `measure(train, test, components)` returning three test errors."""
    train, test = _images(80, 0.75, seed=1), _images(50, 0.6, seed=2)
    answer = call(measure, train.copy(), test.copy(), components)
    expect_items(
        answer, 3, "Expected three numbers: the mean image's error, PCA's, and clipped PCA's."
    )
    mean_image = metrics.mean_image_baseline(train, test)
    _expect_error(
        answer[0],
        mean_image,
        "the mean image's error",
        {
            "That is the error of the mean TEST image: the mean has to come from the training "
            "images.": metrics.mean_image_baseline(test, test)
        },
    )
    linear, clipped = (
        metrics.pca_baseline(train, test, components, clip=clip) for clip in (False, True)
    )
    _expect_error(
        answer[1],
        linear,
        f"PCA's test error with {components} components",
        {
            "PCA was fitted to the test images: fit it to the training images.": (
                metrics.pca_baseline(test, test, components, clip=False)
            ),
            "The second number is clipped PCA's: it is asked for in the third place.": clipped,
        },
        hint=" Is the training mean taken off both sets, and put back? And are the directions the "
        "first rows of what svd returns last, or the last columns of eigh's vectors?",
    )
    _expect_error(
        answer[2],
        clipped,
        "clipped PCA's test error",
        {
            "The third number is PCA's without clipping: set the reconstruction's pixels below "
            "0 to 0 and above 1 to 1.": linear
        },
        hint=" Is the mean put back before the pixels are clipped?",
    )


def _images(count, ink, seed):
    """Make images whose pixels are mostly exactly 0 or 1, so that PCA overshoots."""
    # The same strokes in both sets; how often each occurs is another matter.
    strokes = np.random.default_rng(0).normal(size=(6, 20))
    weights = np.random.default_rng(seed).normal(ink, size=(count, 6))
    return np.clip(weights @ strokes, 0, 1).reshape(count, 5, 4, 1).astype("float32")


def _expect_error(value, expected, what, mistakes, hint=""):
    value = number(value, what)
    expect_value(
        value,
        expected,
        _wrongly_averaged(expected, 50, 20, what) | mistakes,
        f"Expected {what} to be {expected:.4f} on this check's data. Received: {value:.4f}.{hint}",
    )


def _wrongly_averaged(expected, images, pixels, what):
    """Return what a mean squared error is where it is a sum or a root, by the sentence to say."""
    factors = {
        "summed over the pixels": pixels,
        "summed over the images": images,
        "summed over images and pixels": images * pixels,
    }
    return {
        f"It looks as if {what} is {how}: average over images and pixels.": factor * expected
        for how, factor in factors.items()
    } | {f"It looks as if {what} is a root: leave it away.": expected**0.5}
