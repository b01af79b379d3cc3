"""The check of a function that finds dead units."""

import numpy as np

from autoencoder_course.checks.common import call, described, expect, question, to_array


@question(
    "sparse.find_dead",
    hints=(
        "How many images may a dead unit be active for? And is -5 a small activity?",
        "A unit is dead if the absolute value is below the threshold for ALL images: one image is "
        "enough to be alive. Which axis of `codes` are the images?",
        "np.abs(codes) < threshold is True or False for each image and unit. `.all(axis=...)` "
        "makes one answer for each unit, and np.flatnonzero turns these into indices.",
    ),
)
def find_dead(find, threshold=0.01, units=10, seed=0):
    """Check a function `find(codes, threshold)` that returns the indices of dead units."""
    every = tuple(range(units))
    for limit in (threshold, 0.2):
        for dead in ((1, 4, units - 1), (), every):
            codes = codes_with_dead_units(dead, units, threshold=limit, seed=seed)
            answer = call(find, codes, limit)
            expect(
                not (isinstance(answer, tuple) and len(answer) == 1 and np.ndim(answer[0]) == 1),
                "Expected indices. Received: a tuple that holds them, as np.where returns it; "
                "take its [0].",
            )
            expect(
                np.asarray(answer).dtype != bool,
                "Expected indices. Received: True and False, from which np.flatnonzero makes them.",
            )
            found = to_array(answer, "the indices")
            expect(
                found.ndim == 1,
                f"Expected a list or array of indices. Received: {described(found)}.",
            )
            expect_dead(sorted(found.tolist()), list(dead), codes, limit)


def codes_with_dead_units(dead, units, images=60, threshold=0.01, seed=0):
    """Make codes (images, units) whose `dead` units stay below `threshold`, but not at zero.

    The others come in kinds that are easily taken for dead: active for one image only,
    negative, and with activities that cancel.
    """
    generator = np.random.default_rng(seed)
    codes = generator.uniform(-0.9, 0.9, (images, units)) * threshold
    alive = [unit for unit in range(units) if unit not in set(dead)]
    for position, unit in enumerate(alive):
        if position % 3 == 0:
            codes[:, unit] = 0.0
            codes[position % images, unit] = 4 * threshold
        elif position % 3 == 1:
            codes[:, unit] = -generator.uniform(20, 80, images) * threshold
        else:
            codes[:, unit] = 30 * threshold * (-1.0) ** np.arange(images)
    return codes.astype("float32")


def expect_dead(found, right, codes, threshold):
    """Fail unless the sorted indices `found` are those of the dead units."""
    largest = np.abs(codes).max(axis=0)
    strangers = [unit for unit in found if unit not in range(len(largest))]
    expect(
        not strangers,
        f"Expected indices of units, from 0 to {len(largest) - 1}. Received: "
        f"{strangers[0] if strangers else ''}. Which axis of the codes is the units?",
    )
    for unit in found:
        expect(
            unit in right,
            f"Unit {unit:g} is not dead: the absolute value of its activity reaches "
            f"{largest[int(unit)]:.3g}, and the threshold is {threshold:g}. A dead unit is below "
            "it for every image.",
        )
    for unit in right:
        expect(
            unit in found,
            f"Unit {unit} is missing: its activity reaches {largest[unit]:.3g} at most, in "
            f"absolute value, and the threshold is {threshold:g}.",
        )
    expect(len(found) == len(right), "A unit is listed more than once.")
