"""The check of a search for the unit that decides alone."""

import numpy as np

from autoencoder_course.checks.common import call, close, expect, expect_items, number, question

_WIDTH, _CLASSES = 6, 3


@question(
    "microscopes.find_shortcut",
    hints=(
        "A shortcut decides alone. What happens to the predictions for images on which its unit is "
        "on, if the unit is taken out?",
        "For each unit: take the images on which it is on, take the unit out with `take_out`, and "
        "compare the predictions before and after. Skip units that are on for too few images.",
        "share = np.mean(predict(take_out(vectors[on], codes[on], directions, unit)) != "
        "before[on]). Keep the unit with the largest one.",
    ),
)
def find_shortcut(search, count=300, seed=0):
    """Check a function `search(predict, take_out, vectors, codes, directions, least)`."""
    for shift in range(3):
        _expect_search(search, _Made(count, np.random.default_rng(seed + shift)))


def _take_out(vectors, codes, directions, unit):
    return vectors - np.outer(codes[:, unit], directions[unit])


def _predict(vectors):
    """Read three classes off three numbers; the third one is the shortcut's, too."""
    return np.argmax(vectors[:, :_CLASSES], axis=1)


class _Made:
    """Vectors of four units, in random places, of which each wrong rule chooses another one."""

    def __init__(self, count, generator):
        least = count // 10
        eye = np.eye(_WIDTH)
        on = {
            "shortcut": (generator.permutation(count) < count // 5) & (np.arange(count) > 2),
            "common": np.ones(count, bool),  # on everywhere: most changes, a small share
            "idle": generator.random(count) < 0.4,  # large, and without a part in the choice
            "rare": np.arange(count) < 3,  # decides alone, for three images
        }
        activities = {
            "shortcut": 2.0 * on["shortcut"],
            "common": 0.9 * on["common"],
            "idle": 9.0 * on["idle"],
            "rare": 5.0 * on["rare"],
        }
        rows = {"shortcut": eye[2], "common": eye[1], "idle": eye[4], "rare": eye[0]}
        rest = np.zeros((count, _WIDTH))
        rest[:, 0] = generator.choice([0.3, 1.2], count, p=[0.45, 0.55])
        rest[::10, 2] = 2.5  # without the shortcut some predictions stay
        rest[:3] = [0.3, *[0.0] * (_WIDTH - 1)]
        self.names = [str(name) for name in generator.permutation(list(on))]
        self.codes = np.stack([activities[name] for name in self.names], axis=1)
        self.directions = np.stack([rows[name] for name in self.names])
        self.vectors = self.codes @ self.directions + rest
        self.least = least
        before = _predict(self.vectors)
        self.changed = {}
        for unit, name in enumerate(self.names):
            after = _predict(_take_out(self.vectors, self.codes, self.directions, unit))
            self.changed[name] = after != before
        self.on = on

    def share(self, name):
        """Return the share of predictions that change where a unit is on."""
        return float(self.changed[name][self.on[name]].mean())


def _expect_search(search, made):
    answer = call(
        search,
        _predict,
        _take_out,
        made.vectors.copy(),
        made.codes.copy(),
        made.directions.copy(),
        made.least,
    )
    expect_items(answer, 2, "Expected two things: the unit's number, and its share.")
    unit = number(answer[0], "the unit")
    expect(
        float(unit).is_integer() and 0 <= unit < len(made.names),
        f"Expected the number of a unit, from 0 to {len(made.names) - 1}. Received: {unit:g}.",
    )
    name = made.names[int(unit)]
    sentences = {
        "rare": f"That unit is on for {made.on['rare'].sum()} images, and `least` is {made.least}: "
        "skip units that are on for fewer.",
        "common": "That unit changes the most predictions because it is on for all images: count "
        "them as a share of the images on which it is on.",
        "idle": "That unit has the largest activities, but no prediction changes without it: look "
        "at what it does.",
    }
    expect(name == "shortcut", sentences.get(name, ""))
    share, right = number(answer[1], "the share"), made.share("shortcut")
    everywhere = made.changed["shortcut"].mean()
    expect(
        not close(share, everywhere),
        "The share is one of all images: take only those on which the unit is on.",
    )
    expect(
        not close(share, made.changed["shortcut"].sum()),
        "That is a number of images: divide it by those on which the unit is on.",
    )
    expect(close(share, right), f"Expected a share of {right:.4f}. Received: {share:.4f}.")
