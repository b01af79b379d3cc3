"""The check of a comparison of codes that does not depend on their scale."""

import numpy as np

from autoencoder_course.checks.common import call, close, expect, expect_items, number, question


@question(
    "contractive.least_sensitive",
    hints=(
        "What can a network change without changing what its code says? Your measure must not "
        "follow.",
        "Divide ‖J‖ by how far codes are apart anyway: the root of the sum of the units' "
        "variances. Which axis holds the images?",
        "measure = norm / np.sqrt(codes.var(axis=0).sum()). min(measures, key=measures.get) is the "
        "name of the smallest.",
    ),
)
def least_sensitive(compare, count=200, seed=0):
    """Check a function `compare(networks)` that returns (name, measure)."""
    generator = np.random.default_rng(seed)
    for _ in range(3):
        networks = _networks(generator, count)
        answer = call(compare, {name: (norm, codes.copy()) for name, (norm, codes) in networks})
        expect_items(answer, 2, "Expected two things: a name, and its ‖J‖ over spread.")
        _expect_choice(dict(networks), *answer)


def _networks(generator, count):
    """Make four networks, of which each wrong rule chooses another one than the right rule."""
    scale = generator.uniform(0.5, 2)
    kinds = {
        # ‖J‖, units, standard deviation of a unit, mean of a unit
        "calm": (0.9, 40, 0.30, 0.0),  # 0.9 / (0.30 √40) = 0.47
        "shrunken": (0.05, 20, 0.01, 0.0),  # the smallest ‖J‖: 1.1
        "biased": (1.0, 20, 0.10, 5.0),  # far from 0, not far from one another: 2.2
        "narrow": (0.95, 3, 0.45, 0.0),  # the largest standard deviation of a unit: 1.2
    }
    networks = []
    for name in generator.permutation(list(kinds)):
        norm, units, spread, mean = kinds[name]
        codes = mean + spread * generator.standard_normal((count, units))
        networks.append((str(name), (scale * norm, scale * codes)))
    return networks


def _expect_choice(networks, name, measure):
    def best(rule):
        return min(networks, key=lambda name: rule(*networks[name]))

    def ratio(norm, codes):
        return norm / np.sqrt(codes.var(axis=0).sum())

    right = best(ratio)
    expect(
        isinstance(name, str) and name in networks,
        f"Expected the name of a network, one of {sorted(networks)}, and then a number.",
    )
    mistakes = {  # each of the other names is what one of them gives
        "You take the smallest ‖J‖: a network has that if it makes its codes small.": best(
            lambda norm, codes: norm
        ),
        "Your spread holds the mean: codes may be far from 0 and close to one another. Take "
        "variances.": best(lambda norm, codes: norm / np.sqrt(np.square(codes).sum(axis=1).mean())),
        "Your spread is that of one unit: a code moves in all units together, so sum their "
        "variances.": best(lambda norm, codes: norm / codes.std(axis=0).mean()),
    }
    for sentence, wrong in mistakes.items():
        expect(name == right or name != wrong, sentence)
    found = number(measure, "the measure")
    expected = ratio(*networks[right])
    expect(not close(found, networks[right][0]), "That is ‖J‖ itself: divide by the spread.")
    expect(not close(found, 1 / expected), "The measure is upside down: ‖J‖ over spread.")
    expect(
        close(found, expected, tolerance=0.02),  # whether variances are divided by n or by n - 1
        f"Expected {expected:.4f} for {right!r}. Received: {found:.4f}.",
    )
