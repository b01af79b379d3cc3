"""The check of hidden pixels that are filled in with a Gaussian's conditional mean."""

import numpy as np

from autoencoder_course.checks.common import call, expect, fail, question, to_array


@question(
    "denoising.fill_in",
    hints=(
        "Which block of the covariance says how hidden pixels go with visible ones, and which one "
        "says how visible ones go with each other?",
        "covariance[np.ix_(hidden, ~hidden)] is the first of them. The other one has to be "
        "inverted, or better: np.linalg.solve.",
        "Solve the visible block for (image - mean) of the visible pixels, multiply by the other "
        "block, add the mean of the hidden pixels, and clip.",
    ),
)
def fill_in(fill, pixels=7, seed=0):
    """Check a function `fill(image, hidden, mean, covariance)` that returns the filled image."""
    generator = np.random.default_rng(seed)
    for count in (2, 1, pixels - 2):
        roots = generator.normal(size=(pixels, pixels)) * 0.1
        covariance = roots @ roots.T + 0.002 * np.eye(pixels)
        mean = generator.uniform(0.4, 0.6, pixels)
        image = np.clip(generator.multivariate_normal(mean, covariance), 0.1, 0.9)
        hidden = np.zeros(pixels, bool)
        hidden[generator.choice(pixels, count, replace=False)] = True
        given = np.where(hidden, 0, image)
        answer = to_array(
            call(fill, given.copy(), hidden.copy(), mean.copy(), covariance.copy()), "the image"
        )
        expect(
            answer.shape == image.shape,
            f"Expected an image of shape {image.shape}. Received: shape {answer.shape}.",
        )
        expect(
            np.allclose(answer[~hidden], image[~hidden]),
            "Pixels that are not hidden have to stay as they are.",
        )
        _expect_filled(answer[hidden], given, hidden, mean, covariance)
    bright = call(fill, np.array([0.9, 0.0]), np.array([False, True]), np.full(2, 0.5), _STEEP)
    expect(
        float(to_array(bright, "the image")[1]) <= 1,
        "Clip what you fill in: a pixel is not brighter than 1.",
    )


_STEEP = np.array([[0.1, 0.2], [0.2, 0.5]])  # 0.9 seen, 0.5 + 2 · 0.4 guessed


def _expect_filled(answer, image, hidden, mean, covariance):
    """Fail unless hidden pixels have their conditional mean; say what went wrong."""
    across = covariance[np.ix_(hidden, ~hidden)]
    seen = covariance[np.ix_(~hidden, ~hidden)]
    away = (image - mean)[~hidden]

    def guess(weights, start):
        return np.clip(start + weights, 0, 1)

    right = guess(across @ np.linalg.solve(seen, away), mean[hidden])
    if np.allclose(answer, right, atol=1e-4):
        return
    mistakes = {
        "Hidden pixels are still black.": np.zeros_like(answer),
        "Hidden pixels have their mean: what is visible of this image says more.": mean[hidden],
        "The covariance of the VISIBLE pixels is not inverted: two that always go together would "
        "count twice.": guess(across @ away, mean[hidden]),
        "The mean of the hidden pixels is missing: the sum says how far they are from it.": guess(
            across @ np.linalg.solve(seen, away), 0
        ),
        "The visible pixels are taken as they are: subtract their mean first.": guess(
            across @ np.linalg.solve(seen, image[~hidden]), mean[hidden]
        ),
        "The inverse is that of the whole covariance: invert the block of the visible pixels.": (
            guess(across @ np.linalg.inv(covariance)[np.ix_(~hidden, ~hidden)] @ away, mean[hidden])
        ),
    }
    for sentence, wrong in mistakes.items():
        expect(not np.allclose(answer, wrong, atol=1e-4), sentence)
    fail(
        f"Expected the first hidden pixel to be {right[0]:.4f} on this check's image. "
        f"Received: {answer[0]:.4f}."
    )
