"""The check of the squared norm of any encoder's Jacobian, by finite differences."""

import numpy as np

from autoencoder_course.checks.common import call, expect, expect_value, number, question, to_array
from autoencoder_course.checks.contractive._sigmoid_jacobian import layer, sigmoid


@question(
    "contractive.finite_differences",
    hints=(
        "A column of the Jacobian: move one pixel a little, and look how far every unit moves.",
        "Central: half a column's difference lies on either side. How far apart are the two "
        "images?",
        "All columns at once: step * np.eye(pixels) holds a step for each pixel, a row each. Add "
        "it to the image and take it off, encode both, divide by 2 * step, square and sum.",
    ),
)
def finite_differences(measure, pixels=5, step=0.05, seed=0):
    """Check a function `measure(encode, image, step)` that returns a number."""
    image, kernel, bias = layer(pixels, 4, seed)
    kinds = {
        "a sigmoid layer": sigmoid,
        "a tanh layer": np.tanh,
        "a layer that squares": np.square,
    }
    for kind, activation in kinds.items():
        encode = _Encoder(kernel, bias, activation)
        found = number(call(measure, encode, image.copy(), step), "the squared norm")
        columns = _differences(encode, image, step, -step)
        right = np.square(columns).sum()
        ahead, back = (_differences(encode, image, by, 0) for by in (step, -step))
        all_at_once = (encode((image + step)[None]) - encode((image - step)[None])) / (2 * step)
        mistakes = {
            "The differences are forward ones: move each pixel both ways, for the error then falls "
            "with the square of the step.": np.square(ahead).sum(),
            "The differences are backward ones: move each pixel both ways.": np.square(back).sum(),
            "The two images are 2 * step apart: divide by that.": 4 * right,
            "The differences are not divided by the distance of the two images.": right
            * (2 * step) ** 2,
            "That is the norm: leave out the root.": np.sqrt(right),
            "The squares are averaged over units and pixels: sum them.": right / columns.size,
            "The squares are averaged over the pixels: sum them.": right / pixels,
            "The squares are averaged over the units: sum them.": right / columns.shape[1],
            "All pixels move at once: a column of the Jacobian belongs to one of them.": np.square(
                all_at_once
            ).sum(),
            "The differences are summed before they are squared.": columns.sum() ** 2,
            "The absolute values are summed: square them.": np.abs(columns).sum(),
            "The step moves the pixel by a share of its value: add the step itself.": np.square(
                _differences(encode, image, step * image, -step * image, step)
            ).sum(),
        }
        expect_value(
            found,
            right,
            mistakes,
            f"Expected {right:.5f} for {kind} and a step of {step}. Received: {found:.5f}.",
            tolerance=1e-4,
        )


class _Encoder:
    """A dense layer from arrays (n, pixels) to arrays (n, units)."""

    def __init__(self, kernel, bias, activation):
        self.kernel, self.bias, self.activation = kernel, bias, activation

    def __call__(self, images):
        images = to_array(images, "what `encode` is given")
        expect(
            images.ndim == 2 and images.shape[1] == len(self.kernel),
            f"Expected `encode` to be given images of shape (n, {len(self.kernel)}), one or "
            f"more. Received: shape {images.shape}.",
        )
        return self.activation(images @ self.kernel + self.bias)


def _differences(encode, image, ahead, back, step=None):
    """Return the differences by each pixel, (pixels, units)."""
    ways = [encode(image + np.diag(np.broadcast_to(by, image.shape))) for by in (ahead, back)]
    return (ways[0] - ways[1]) / (ahead - back if step is None else 2 * step)
