"""The check of the auxiliary loss that keeps units of a k-sparse code alive."""

import keras
import numpy as np
from keras import ops

from autoencoder_course.checks.common import close, expect, number, question, scalar
from autoencoder_course.checks.sparse._tensor_functions import (
    expect_codes_value,
    expect_works_in_fit,
)

_PIXELS = 12


@question(
    "sparse.auxiliary_loss",
    hints=(
        "Write down five things, one after the other: what is kept, who is silent, what is left of "
        "the image, what the silent units would say, and what they would draw. Which of them have "
        "a row for each image?",
        "A unit is silent if it is 0 for ALL images: ops.all(..., axis=0). What is left is the "
        "image less the whole of decoder(kept); it is a target, not to be trained. The silent "
        "units draw with the kernel only: the bias is in decoder(kept) already.",
        "To choose among the silent ones with `keep_largest`, the others have to lose against any "
        "number: give them -1e9 first. If there are fewer than k silent units, some -1e9 are kept. "
        "What do you do with them before you multiply by decoder.kernel?",
    ),
)
def auxiliary_loss(measure, images=8, living=6, k=3, seed=0):
    """Check a function `measure(pixels, codes, k, decoder)` that returns a scalar."""
    for silent in (k + 3, k + 1, k - 1):
        made = _Made(images, living, silent, k, seed)
        _expect_loss(measure, made)
        seed += 1
    _expect_finite_without_silent_units(measure, _Made(images, living, 0, k, seed))
    made = _Made(images, living, k + 2, k, seed)
    mixing = ops.convert_to_tensor(made.mixing)
    expect_works_in_fit(
        lambda codes: measure(ops.matmul(codes, mixing), codes, k, made.decoder),
        (living + k + 2,),
        "auxiliary_loss",
    )
    _expect_trains_silent_units_only(measure, made)


class _Made:
    """Pixels, codes of which some units are never among the k largest, and a linear decoder."""

    def __init__(self, images, living, silent, k, seed):
        generator = np.random.default_rng(seed)
        units = living + silent
        self.k, self.living = k, living
        # Numbers below 0, too: a silent unit need not be at 0 before the choice.
        self.codes = generator.uniform(-1.2, 0.4, (images, units))
        for row in range(images):  # k of the living units in turn: each is on for some images
            on = (row + np.arange(k)) % living
            self.codes[row, on] = generator.uniform(1, 3, k)
        self.pixels = generator.uniform(0, 1, (images, _PIXELS))
        self.mixing = generator.normal(size=(units, _PIXELS)).astype("float32")
        self.decoder = keras.layers.Dense(_PIXELS)
        self.decoder.build((None, units))
        self.decoder.set_weights(
            [generator.normal(0, 0.4, (units, _PIXELS)), generator.normal(0.4, 0.2, _PIXELS)]
        )
        self.kernel, self.bias = (w.astype("float64") for w in self.decoder.get_weights())

    def value_of(self, measure):
        """Return a student's auxiliary loss as a float."""
        tensors = (ops.convert_to_tensor(a.astype("float32")) for a in (self.pixels, self.codes))
        return scalar(measure, *tensors, self.k, self.decoder, what="the auxiliary loss")


def _largest(codes, k):
    """Return codes of which all but the k largest numbers of each are 0."""
    return np.where(codes >= -np.sort(-codes, axis=1)[:, k - 1 : k], codes, 0)


def _expect_loss(measure, made):
    codes, pixels, kernel, bias, k = made.codes, made.pixels, made.kernel, made.bias, made.k
    kept = _largest(codes, k)
    silent = (kept == 0).all(axis=0)
    rest = pixels - kept @ kernel - bias

    def loss(target, spare):
        return np.mean((target - spare @ kernel) ** 2)

    def chosen(sizes):
        """Take silent units with the k largest sizes; the others lose against any number."""
        return np.where(silent & (_largest(np.where(silent, sizes, -1e9), k) != 0), codes, 0)

    spare = chosen(codes)
    right = loss(rest, spare)
    off = np.where(kept == 0, codes, 0)
    mistakes = {
        "The silent units are compared with the pixels: compare them with what the kept units left "
        "over.": loss(pixels, spare),
        "The bias is added again: it is in what the kept units draw already. Multiply by the "
        "decoder's kernel only.": loss(rest - bias, spare),
        "The bias is still in what is left over: take off all that decoder(kept) draws.": loss(
            rest + bias, spare
        ),
        "What is left over has the wrong sign: it is the pixels minus what the kept units "
        "draw.": loss(-rest, spare),
        "All silent units draw: keep the k largest of them for each image.": loss(
            rest, np.where(silent, codes, 0)
        ),
        "A unit counts as silent where it is off for one image: it has to be off for the whole "
        "batch.": loss(rest, _largest(np.where(kept == 0, codes, -1e9), k)),
        "All units that are off for an image draw: take units that are off for the whole batch, "
        "and the k largest of them.": loss(rest, off),
        "The silent units draw nothing. Are the k largest chosen among all units in place of the "
        "silent ones?": loss(rest, 0 * spare),
        "The units that are kept draw a second time: it is the silent ones' turn.": loss(
            rest, kept
        ),
        "Silent units below 0 draw nothing: there is no ReLU here, and in the choice the others "
        "have to lose against any number, as -1e9 does.": loss(rest, np.maximum(spare, 0)),
        "The silent units with the largest absolute values are chosen: take the largest numbers, "
        "signs included.": loss(rest, chosen(np.abs(codes))),
        "The squares are summed: take their mean.": right * rest.size,
        "The squares are summed over the pixels: take the mean over images and pixels.": right
        * _PIXELS,
        "The error of the kept units is added: Keras does that, as the loss of the network.": right
        + np.mean(rest**2),
        "The error is not squared.": np.mean(np.abs(rest - spare @ kernel)),
    }
    value = made.value_of(measure)
    expect(
        abs(value) < 1e6,
        f"The auxiliary loss is {value:.2g}: with {silent.sum()} silent units and k={k}, numbers "
        "such as -1e9 are among the largest. Set them to 0 after the choice.",
    )
    expect_codes_value(value, right, mistakes, f"the auxiliary loss with {silent.sum()} silent")


def _expect_finite_without_silent_units(measure, made):
    value = number(made.value_of(measure), "the auxiliary loss if no unit is silent")
    left = np.mean((made.pixels - _largest(made.codes, made.k) @ made.kernel - made.bias) ** 2)
    expect(
        close(value, left) or close(value, 0),
        f"Without silent units nothing is drawn, and the auxiliary loss should be {left:.4f}, the "
        f"mean square of what is left over. Received: {value:.4g}.",
    )


class _Adds(keras.layers.Layer):
    """Add a student's auxiliary loss to the loss, and nothing else."""

    def __init__(self, measure, k, decoder):
        super().__init__()
        self.measure, self.k, self.decoder = measure, k, decoder

    def call(self, pixels, codes):
        self.add_loss(self.measure(pixels, codes, self.k, self.decoder))
        return codes


def _expect_trains_silent_units_only(measure, made):
    """Fail unless a step on this loss alone moves the weights of silent units, and no others."""
    units = len(made.kernel)
    encoder = keras.layers.Dense(units)
    inputs = keras.Input((_PIXELS,))
    codes = _Adds(measure, made.k, made.decoder)(inputs, encoder(inputs))
    # Every weight has a part in the output: else Keras warns, and a warning costs the points.
    model = keras.Model(inputs, made.decoder(codes))
    generator = np.random.default_rng(5)
    kernel = generator.normal(0, 0.5, (_PIXELS, units))
    bias = np.where(np.arange(units) < made.living, 0.0, -9.0)
    encoder.set_weights([kernel, bias])
    pixels = made.pixels.astype("float32")
    codes = pixels @ kernel + bias
    silent = (_largest(codes, made.k) == 0).all(axis=0)

    def of_units():
        return [encoder.get_weights()[0].T.copy(), made.decoder.get_weights()[0].copy()]

    before = of_units()
    model.compile(keras.optimizers.SGD(1.0), lambda _, out: 0.0 * ops.mean(out), run_eagerly=True)
    model.train_on_batch(pixels, pixels)
    moved = [np.any(a != b, axis=1) for a, b in zip(of_units(), before, strict=True)]
    expect(
        not any(rows[~silent].any() for rows in moved),
        "The auxiliary loss trains units that are on, too: what they left over is a target, so "
        "wrap it in ops.stop_gradient.",
    )
    expect(
        all(rows[silent].any() for rows in moved),
        "No gradient reaches the silent units, so they stay dead: only what is left over belongs "
        "in ops.stop_gradient.",
    )
