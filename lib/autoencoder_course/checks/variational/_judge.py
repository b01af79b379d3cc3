"""The check of a measure of samples that real images and a Gaussian calibrate."""

import numpy as np

from autoencoder_course.checks.common import (
    call,
    close,
    expect,
    expect_items,
    expect_value,
    number,
    question,
)

_NAMES = ("nearness", "coverage")


@question(
    "variational.judge",
    hints=(
        "A distance alone says little: 0.18 may be good or bad. Where do samples lie between a "
        "poor model and real images, if the poor model is at 0 and real images are at 1?",
        "Three mean distances make one position: (poor - found) / (poor - real). For coverage "
        "each distance goes the other way: from the reference to the nearest sample.",
        "metrics.distance_to_nearest(images, among) has a number for each of `images`. "
        "Which of samples and reference goes first for nearness, and which for coverage? A loop "
        "over (samples, gaussian, real) saves writing it three times.",
    ),
)
def judge(measure, count=40, seed=0):
    """Check a function `measure(samples, gaussian, real, reference)` of two numbers."""
    generator = np.random.default_rng(seed)
    kinds = _kinds(generator, count)
    gaussian, real, reference = (kinds.pop(name) for name in ("gaussian", "real", "reference"))
    for name, samples in kinds.items():
        given = (each.copy() for each in (samples, gaussian, real, reference))
        answer = call(measure, *given)
        expect_items(answer, 2, "Expected two numbers: nearness, and coverage.")
        _expect_positions(answer, name, samples, gaussian, real, reference)


def _kinds(generator, count):
    """Make small images: around eight prototypes, around four of them, and copies of one."""
    prototypes = generator.uniform(0.2, 0.8, (8, 3, 3, 1))

    def around(chosen, noise, count):
        chosen = generator.choice(chosen, count)
        spread = noise * generator.standard_normal((count, 3, 3, 1))
        return np.clip(prototypes[chosen] + spread, 0, 1).astype("float32")

    everything = np.arange(8)
    reference = around(everything, 0.05, 2 * count)
    return {
        "samples of all kinds": around(everything, 0.1, count),
        "samples of half of the kinds": around(everything[:4], 0.07, count),
        "copies of one image": np.repeat(reference[:1], count, axis=0),
        "gaussian": around(everything, 0.2, count),
        "real": around(everything, 0.05, count),
        "reference": reference,
    }


def _distances(images, among):
    return np.sqrt(np.square(images[:, None] - among[None]).mean(axis=(2, 3, 4)).min(axis=1))


def _expect_positions(answer, name, samples, gaussian, real, reference):
    there = [_distances(each, reference) for each in (samples, gaussian, real)]
    back = [_distances(reference, each) for each in (samples, gaussian, real)]
    expected = [_position(*(each.mean() for each in ways)) for ways in (there, back)]
    found = [number(part, what) for part, what in zip(answer, _NAMES, strict=True)]
    expect(
        not (close(found[0], expected[1]) and close(found[1], expected[0])),
        "The two are in the wrong order, or go the wrong way: nearness starts from the samples, "
        "coverage from the reference.",
    )
    for what, value, right, ways in zip(_NAMES, found, expected, (there, back), strict=True):
        distances = [each.mean() for each in ways]
        mistakes = {
            f"Your {what} is a distance: say where it lies between the Gaussian (0) and real "
            "images (1).": distances[0],
            f"Your {what} is a ratio to real images: put the Gaussian at 0, too.": distances[0]
            / distances[2],
            f"Your {what} is a ratio to the Gaussian: put real images at 1, too.": distances[0]
            / distances[1],
            f"Your {what} runs from 0 for real images to 1 for the Gaussian: turn it round.": (
                1 - right
            ),
            f"The sign of your {what} is wrong.": -right,
            f"Your {what} is made of squared distances: take the distances themselves.": _position(
                *(np.square(each).mean() for each in ways)
            ),
            f"Your {what} is made of the largest distances: take means.": _position(
                *(each.max() for each in ways)
            ),
            f"Your {what} is cut to [0, 1]: leave it, for samples can be worse than the "
            "Gaussian.": np.clip(right, 0, 1),
        }
        expect_value(
            value,
            right,
            mistakes,
            f"Expected a {what} of {right:.4f} for {name}. Received: {value:.4f}.",
        )
    expect(
        not close(found[0], found[1]) or close(expected[0], expected[1]),
        "Nearness and coverage are the same number: each goes its own way.",
    )


def _position(found, poor, good):
    return (poor - found) / (poor - good)
