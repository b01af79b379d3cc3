"""The check of the two baselines: the mean image and PCA."""

import numpy as np

from autoencoder_course import metrics
from autoencoder_course.checks.common import call, expect_items, expect_value, number, question


@question(
    "vanilla.controls",
    hints=(
        "Both controls learn from the training images and are measured on the test images, "
        "as an average over images and pixels.",
        "Flatten both sets. The mean image is train.mean(axis=0). For PCA, centre with that "
        "mean, take the first right singular vectors of the centred training images, project "
        "the centred test images onto them and back.",
    ),
)
def controls(measure, components=3):
    """Check a function `measure(train, test, components)` returning two test errors."""
    generator = np.random.default_rng(1)
    # Far from zero mean and with a test set of another mean, so that a missing centring
    # or a fit on the wrong set shows.
    basis = generator.normal(size=(6, 20))
    train = (generator.normal(size=(80, 6)) @ basis + 3).reshape(80, 5, 4, 1).astype("float32")
    test = (generator.normal(size=(50, 6)) @ basis + 2).reshape(50, 5, 4, 1).astype("float32")
    answer = call(measure, train.copy(), test.copy(), components)
    expect_items(answer, 2, "Expected two numbers: the mean image's error, then PCA's.")
    mean_error = number(answer[0], "the mean image's error")
    pca_error = number(answer[1], "PCA's error")
    expected = metrics.mean_image_baseline(train, test)
    expect_value(
        mean_error,
        expected,
        _wrongly_averaged(expected, len(test), 20, "the mean image's error")
        | {
            "That is the error of the mean TEST image: the mean has to come from the training "
            "images.": metrics.mean_image_baseline(test, test)
        },
        f"Expected the mean image's error to be {expected:.4f} on this check's data. "
        f"Received: {mean_error:.4f}.",
    )
    expected = metrics.pca_baseline(train, test, components)
    expect_value(
        pca_error,
        expected,
        _wrongly_averaged(expected, len(test), 20, "PCA's error")
        | {
            "PCA was fitted to the test images: fit it to the training images.": (
                metrics.pca_baseline(test, test, components)
            )
        },
        f"Expected PCA's test error with {components} components to be {expected:.4f} on "
        f"this check's data. Received: {pca_error:.4f}. Is the training mean taken off both "
        "sets, and put back?",
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
