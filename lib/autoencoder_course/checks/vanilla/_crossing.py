"""The check of a walk through the latent plane: where does one class become another?"""

import keras
import numpy as np

from autoencoder_course.checks.common import call, expect, expect_value, number, question


@question(
    "vanilla.crossing",
    hints=(
        "You walk through the plane of codes, not through images. Which codes lie on the way?",
        "The code at share t of the way is start + t * (end - start). Decode all of them in one "
        "call, and ask `classify` what they are.",
        "np.linspace(0, 1, count) gives the shares; shares[:, None] makes a column of them. "
        "np.argmax of an array of True and False is the place of the first True.",
    ),
)
def crossing(find, count=11):
    """Check a function `find(decoder, classify, start, end, count)`: a share of the way."""
    # (name, start, end, shares at which the digit changes, digits)
    cases = [
        ("a straight change", (0.0, 0.5), (1.0, 0.5), (0.62,), (4, 9)),
        ("a way that passes a seven", (0.0, 0.2), (1.0, 0.9), (0.22, 0.62), (4, 7, 9)),
        ("a way from right to left", (2.0, 0.0), (-2.0, 1.0), (0.38,), (4, 9)),
        ("a nine before the last nine", (0.0, 0.0), (1.0, 0.0), (0.26, 0.46, 0.74), (4, 9, 4, 9)),
    ]
    for name, start, end, changes, digits in cases:
        start, end = np.array(start, "float32"), np.array(end, "float32")
        share = call(find, _decoder(start, end), _classifier(changes, digits), start, end, count)
        share = number(share, "the share of the way")
        expected = _first(changes, digits, count, np.linspace(0, 1, count))
        _expect_share(share, expected, changes, digits, count, name)


def _expect_share(share, expected, changes, digits, count, name):
    at = np.linspace(0, 1, count)
    pixels = _pixel(np.array([0.0, 1.0]))
    # Pixels mixed in a straight line reach a shade at another share of the way than codes do.
    mixed = _share_of(pixels[0] + at * (pixels[1] - pixels[0]))
    mistakes = {
        "That is the number of the image: return its share of the way, from 0 to 1.": (
            round(expected * (count - 1))
        ),
        "The images at both ends were mixed: mix the codes and decode each of them.": _first(
            changes, digits, count, at, mixed
        ),
        "The last image is not at the end: both ends belong to the way.": _first(
            changes, digits, count, np.linspace(0, 1, count, endpoint=False)
        ),
        "That is the last image before the change: return the first one after it.": (
            expected - 1 / (count - 1)
        ),
    }
    expect_value(
        share,
        expected,
        mistakes,
        f"Expected {expected:.2f} for {name}: there the {count} images are first called "
        f"{digits[-1]}, as the last one is. Received: {share:.2f}.",
    )


def _first(changes, digits, count, at, seen=None):
    """Return the share, of those in `at`, at which the last digit is first seen."""
    seen = at if seen is None else seen
    called = np.array(digits)[np.searchsorted(changes, seen)]
    return float(at[np.argmax(called == digits[-1])])


def _pixel(share):
    """How bright the decoder makes the image at a share of the way: not in a straight line."""
    return 1 / (1 + np.exp(-6 * (share - 0.8)))


def _share_of(pixel):
    return 0.8 + np.log(pixel / (1 - pixel)) / 6


def _decoder(start, end):
    """Make a decoder of images (2, 2, 1) whose brightness tells the share of the way."""
    decoder = keras.Sequential(
        [
            keras.Input((2,)),
            keras.layers.Dense(4, activation="sigmoid"),
            keras.layers.Reshape((2, 2, 1)),
        ]
    )
    way = (end - start).astype("float64")
    kernel = 6 * way / (way @ way)
    bias = -kernel @ start - 6 * 0.8
    decoder.set_weights([np.tile(kernel[:, None], 4), np.full(4, bias)])
    decoder.compile(run_eagerly=True)  # nothing to trace: `predict` is quick
    return decoder


def _classifier(changes, digits):
    def classify(images):
        images = np.asarray(keras.ops.convert_to_numpy(images), "float64")
        expect(
            images.ndim == 4 and images.shape[1:] == (2, 2, 1),
            "`classify` takes images (n, height, width, 1), as the decoder returns them. It was "
            f"given an array of shape {images.shape}.",
        )
        shares = _share_of(np.clip(images[:, 0, 0, 0], 1e-9, 1 - 1e-9))
        return np.array(digits)[np.searchsorted(changes, shares)]

    return classify
