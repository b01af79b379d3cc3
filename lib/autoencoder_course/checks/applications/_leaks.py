"""The check of a function that finds out whether a protocol looks at test data."""

import numpy as np

from autoencoder_course.checks.common import call, expect, fail, question


@question(
    "applications.leaks",
    hints=(
        "You can't read the protocol, but you may call it as often as you like. What must not "
        "change its threshold, if it is honest?",
        "Call it again with the same held-out scores and with other test data. A protocol may use "
        "the labels of the test images, their scores, or both: what do you change?",
        "Try several changes: labels shuffled, scores replaced by others. If any threshold "
        "differs from the first one, it leaks.",
    ),
)
def leaks(function, count=80, seed=0):
    """Check a function `function(protocol, held_out, scores, anomaly)` that returns a Boolean."""
    for shift in range(2):
        random = np.random.default_rng(seed + shift)
        held_out = random.gamma(2.0, 1.0, count)
        anomaly = random.permutation(np.arange(count) % 3 == 0)
        scores = random.gamma(2.0, 1.0, count) + 1.5 * anomaly
        for name, (protocol, expected) in _PROTOCOLS.items():
            data = held_out.copy(), scores.copy(), anomaly.copy()
            answer = call(function, protocol, *data)
            if not isinstance(answer, (bool, np.bool_)):
                fail("Expected True, if the protocol leaks, or False.")
            expect(
                bool(answer) == expected,
                f"A protocol that takes {name} {'leaks' if expected else 'does not leak'}. "
                f"Received: {bool(answer)}.",
            )
            expect(
                all(map(np.array_equal, data, (held_out, scores, anomaly))),
                "Your function changes the arrays that it is given: change a copy.",
            )


def _best(held_out, scores, anomaly):
    """The threshold with the most right answers on test images."""
    right = [((scores > each) == anomaly).mean() for each in np.sort(scores)]
    return np.sort(scores)[int(np.argmax(right))]


_PROTOCOLS = {
    "the largest 5 % of the held-out scores": (
        lambda held_out, scores, anomaly: np.quantile(held_out, 0.95),
        False,
    ),
    "the mean held-out score, whatever it is given of test images": (
        lambda held_out, scores, anomaly: held_out.mean() + 0 * np.sum(scores[anomaly]),
        False,
    ),
    "the threshold with the most right answers on test images": (_best, True),
    "the scores of test images without their labels": (
        lambda held_out, scores, anomaly: np.quantile(scores, 0.95),
        True,
    ),
    "the share of anomalies among test images": (
        lambda held_out, scores, anomaly: np.quantile(held_out, 1 - np.mean(anomaly[:20])),
        True,
    ),
    "held-out scores, scaled by the largest test score": (
        lambda held_out, scores, anomaly: np.quantile(held_out, 0.95) / scores.max(),
        True,
    ),
}
