"""The check of targets that share no noise with their inputs."""

import numpy as np

from autoencoder_course.checks.common import call, expect, expect_items, fail, question, to_array


@question(
    "denoising.independent_targets",
    hints=(
        "The network sees one copy. Which of the copies hold noise that it can't know?",
        "The mean of several copies has less noise than one. Which copy must not be in the mean?",
        "The sum over axis 1, minus the copy itself, divided by what is left of the count, gives "
        "all targets at once. Then reshape bursts and targets to (n · k, height, width, channels).",
    ),
)
def independent_targets(make, copies=3, seed=0):
    """Check a function `make(bursts)` that returns (inputs, targets)."""
    for count in (copies, 2):
        bursts = np.random.default_rng(seed + count).normal(0.5, 0.3, (5, count, 4, 3, 2))
        given = bursts.copy()
        answer = call(make, given)
        expect_items(answer, 2, "Expected two arrays: the inputs, and the target of each.")
        inputs = to_array(answer[0], "the inputs")
        targets = to_array(answer[1], "the targets")
        expect(
            np.array_equal(given, bursts),
            "Your function changes `bursts` itself: leave it as it is.",
        )
        _expect_all_copies(inputs, targets, bursts)
        _expect_targets(inputs, targets, bursts)


def _expect_all_copies(inputs, targets, bursts):
    """Fail unless each copy is an input once."""
    shape = (bursts.shape[0] * bursts.shape[1], *bursts.shape[2:])
    for what, array in (("inputs", inputs), ("targets", targets)):
        expect(
            array.shape == shape,
            f"Expected {what} of shape {shape} for bursts of shape {bursts.shape}, one for each "
            f"copy. Received: shape {array.shape}.",
        )
    copies = bursts.reshape(shape)
    expect(
        all(_is_same(copies, image).sum() == 1 for image in inputs)
        and all(_is_same(inputs, copy).sum() == 1 for copy in copies),
        "The inputs are not the noisy copies as they are, each of them once.",
    )


def _expect_targets(inputs, targets, bursts):
    """Fail unless each input has the mean of the other copies as its target."""
    for image, target in zip(inputs, targets, strict=True):
        number, place = (int(axis[0]) for axis in np.nonzero(_is_same(bursts, image)))
        others = np.delete(bursts[number], place, axis=0)
        if np.allclose(target, others.mean(axis=0)):
            continue
        expect(
            not np.allclose(target, image),
            "A copy is its own target: what the network learns from that is to copy.",
        )
        expect(
            not np.allclose(target, bursts[number].mean(axis=0)),
            "The target is the mean of ALL copies: it holds the input's own noise, too.",
        )
        expect(
            not np.any(_is_same(others, target)) or len(others) == 1,
            "The target is a single other copy. That works, but the mean of all others has less "
            "noise.",
        )
        expect(
            not any(np.allclose(target, other.mean(axis=0)) for other in bursts)
            and not np.any(_is_same(bursts, target)),
            "A target belongs to another image: targets have to be in the order of the inputs.",
        )
        expect(
            not np.allclose(target, others.sum(axis=0)),
            "The target is the sum of the other copies: divide by their number.",
        )
        fail(
            "Expected as target the mean of the other copies of the same image. Received "
            "something else. Is the sum divided by the number of copies that are in it?"
        )


def _is_same(images, image):
    """Say which images are this one."""
    return np.all(np.isclose(images, image), axis=(-3, -2, -1))
